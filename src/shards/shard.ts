/** One of `of` parts of a tree, counted from 1. */
export interface Shard {
  readonly index: number
  readonly of: number
}

/** Reads `I/N`; null for anything that is no shard. */
export function parseShard(text: string): Shard | null {
  const match = /^(\d{1,6})\/(\d{1,6})$/.exec(text)
  const shard = { index: Number(match?.[1]), of: Number(match?.[2]) }
  return shard.index >= 1 && shard.index <= shard.of ? shard : null
}

/** The shard that a file belongs to: by its path alone (FNV-1a over its UTF-16 units, then mixed), so that every machine agrees. */
export function shardOf(file: string, of: number): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < file.length; index++) hash = Math.imul(hash ^ file.charCodeAt(index), 0x01000193)
  // The low bits of the sum follow the last digits of names that are numbered: all bits are mixed into them.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (((hash ^ (hash >>> 16)) >>> 0) % of) + 1
}
