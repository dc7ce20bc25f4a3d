import type { FlatValue } from "./values.js"

/**
 * Where a text stands in a value, without regard to case: offsets, of which none overlap. Null where it is in it but the places can not be
 * told, as the value is of another length in lower case.
 */
export function occurrencesOf(flat: FlatValue, what: string): readonly number[] | null {
  const needle = what.toLowerCase()
  const found: number[] = []
  const next = finder(flat, what, needle)
  if (next === null) return flat.lower?.includes(needle) === true ? null : []
  for (let at = next(0); at >= 0; at = next(at + needle.length)) found.push(at)
  return found
}

/** Units without case are looked for as they are, and most marks that stand for something have some: `@@@Database@@@`, `#view#`. */
const fewestMarks = 2
/** Letters of other scripts that are ASCII in lower case. */
const foreign = /[\u0130\u212a]/

function finder(flat: FlatValue, what: string, needle: string): ((from: number) => number) | null {
  const { text } = flat
  if (what.toUpperCase() === what && needle === what) return (from) => text.indexOf(what, from)
  let mark = ""
  for (const [run] of needle.matchAll(/[^a-z]+/g)) if (run.length > mark.length) mark = run
  const plain = mark.length >= fewestMarks && flat.lower === null && /^[\0-\x7f]*$/.test(needle) && !foreign.test(text)
  return plain ? byMark(flat, needle, mark) : inLowerCase(flat, needle)
}

function inLowerCase(flat: FlatValue, needle: string): ((from: number) => number) | null {
  flat.lower ??= flat.text.toLowerCase()
  const { lower } = flat
  return lower.length === flat.text.length ? (from) => lower.indexOf(needle, from) : null
}

function byMark(flat: FlatValue, needle: string, mark: string): (from: number) => number {
  const { text } = flat
  const before = needle.indexOf(mark)
  // With more of them than that, the text in lower case is cheaper.
  let patience = text.length
  return (from) => {
    for (let at = text.indexOf(mark, from + before); at >= 0; at = text.indexOf(mark, at + 1)) {
      const start = at - before
      if (text.slice(start, start + needle.length).toLowerCase() === needle) return start
      patience -= needle.length
      if (patience < 0) return inLowerCase(flat, needle)?.(start + 1) ?? -1
    }
    return -1
  }
}
