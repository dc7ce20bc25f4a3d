/** Words that are no names. */
export const reserved: ReadonlySet<string> = new Set(
  "False await else import pass None break except in raise True class finally is return and continue for lambda try as def from nonlocal while assert del global not with async elif if or yield".split(
    " ",
  ),
)

/** Words that mean something where they stand: the reserved ones, and names that begin a statement of their own or stand in one. */
const meant = [...reserved, "match", "case", "type", "__future__"]

/** Words by their first unit (below 128) and their length (below 16): hardly two share a place. */
const places: (string[] | undefined)[] = new Array(128 * 16).fill(undefined)
for (const word of meant) {
  const place = word.charCodeAt(0) * 16 + word.length
  places[place] = [...(places[place] ?? []), word]
}

/** The word that a name is; empty for all others, which nobody asks for: no text is made of them. */
export function wordAt(source: string, start: number, end: number): string {
  const first = source.charCodeAt(start)
  if (end - start > 15 || first > 127) return ""
  const found = places[first * 16 + end - start]
  if (found === undefined) return ""
  for (const word of found) if (source.startsWith(word, start)) return word
  return ""
}

const alone: (string | undefined)[] = new Array(128).fill(undefined)
const withEquals: (string | undefined)[] = new Array(128).fill(undefined)
const twice: (string | undefined)[] = new Array(128).fill(undefined)
const twiceWithEquals: (string | undefined)[] = new Array(128).fill(undefined)
for (const operator of "+ - * / % @ & | ^ ~ < > ( ) [ ] { } , : . ; =".split(" ")) alone[operator.charCodeAt(0)] = operator
for (const operator of "+= -= *= /= %= @= &= |= ^= <= >= == != :=".split(" ")) withEquals[operator.charCodeAt(0)] = operator
for (const operator of "** // >> <<".split(" ")) {
  twice[operator.charCodeAt(0)] = operator
  twiceWithEquals[operator.charCodeAt(0)] = `${operator}=`
}

/** The operator or bracket that begins with a unit at an offset, the longest that there is. */
export function operatorAt(source: string, at: number, unit: number): string | undefined {
  const next = source.charCodeAt(at + 1)
  if (next === 61) return withEquals[unit] ?? alone[unit]
  if (next === unit) {
    if (unit === 46) return source.charCodeAt(at + 2) === 46 ? "..." : "."
    const found = twice[unit]
    if (found !== undefined) return source.charCodeAt(at + 2) === 61 ? twiceWithEquals[unit] : found
  }
  return unit === 45 && next === 62 ? "->" : alone[unit]
}
