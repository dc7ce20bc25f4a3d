import type { Candidate, Use } from "./candidates.js"

/** All uses of one name. */
export interface Tally {
  /** In the spelling that is used most, the first of them in code unit order. */
  readonly name: string
  readonly kind: Candidate["kind"]
  readonly uses: ReadonlyMap<Use, number>
  /** Number of files that use it. */
  readonly files: number
  /** The first of them in order. */
  readonly first: string
}

/** Adds up what the files use, the name with the most uses first. */
export function tally(files: ReadonlyMap<string, readonly Candidate[]>): readonly Tally[] {
  const groups = new Map<
    string,
    { kind: Candidate["kind"]; spellings: Map<string, number>; uses: Map<Use, number>; files: Set<string> }
  >()
  for (const [file, candidates] of files) {
    for (const { name, kind, use } of candidates) {
      const key = `${kind} ${name.toLowerCase()}`
      const group = groups.get(key) ?? { kind, spellings: new Map(), uses: new Map(), files: new Set() }
      groups.set(key, group)
      group.spellings.set(name, (group.spellings.get(name) ?? 0) + 1)
      group.uses.set(use, (group.uses.get(use) ?? 0) + 1)
      group.files.add(file)
    }
  }
  const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
  return [...groups.values()]
    .map(({ kind, spellings, uses, files: users }): Tally => {
      const [name] = [...spellings].sort((a, b) => b[1] - a[1] || order(a[0], b[0]))[0] ?? [""]
      return { name, kind, uses, files: users.size, first: [...users].sort()[0] ?? "" }
    })
    .sort((a, b) => total(b) - total(a) || order(a.name, b.name))
}

/** All uses of a name together. */
export function total(tallied: Tally): number {
  return [...tallied.uses.values()].reduce((sum, count) => sum + count, 0)
}
