/** One element of a compiled path segment: a code unit, any unit, any run of units, or a class of units. */
type Token =
  | { readonly kind: "unit"; readonly unit: number }
  | { readonly kind: "any" }
  | { readonly kind: "run" }
  | { readonly kind: "class"; readonly negated: boolean; readonly ranges: readonly (readonly [number, number])[] }

/** A compiled path segment: a literal, `**`, or tokens. */
type Segment =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "tree" }
  | { readonly kind: "tokens"; readonly tokens: readonly Token[] }

/** Tells whether a POSIX path matches. */
export type PathTest = (path: string) => boolean

const mostBraces = 1000

/** The content of a bracket class that begins at `start` (the unit after `[`), and where it ends; null if it is never closed. */
function readClass(text: string, start: number): { readonly token: Token; readonly next: number } | null {
  let index = start
  const negated = text[index] === "!" || text[index] === "^"
  if (negated) index++
  const ranges: [number, number][] = []
  const first = index
  while (index < text.length && (text[index] !== "]" || index === first)) {
    if (text[index] === "\\" && index + 1 < text.length) index++
    const low = text.charCodeAt(index)
    let high = low
    if (text[index + 1] === "-" && index + 2 < text.length && text[index + 2] !== "]") {
      index += 2
      if (text[index] === "\\" && index + 1 < text.length) index++
      high = text.charCodeAt(index)
    }
    ranges.push([low, high])
    index++
  }
  return index < text.length ? { token: { kind: "class", negated, ranges }, next: index + 1 } : null
}

function compileSegment(text: string): Segment {
  if (/^\*{2,}$/.test(text)) return { kind: "tree" }
  const tokens: Token[] = []
  let literal = ""
  let index = 0
  while (index < text.length) {
    const unit = text[index] as string
    if (unit === "*") {
      if (tokens.at(-1)?.kind !== "run") tokens.push({ kind: "run" })
      index++
      continue
    }
    if (unit === "?") {
      tokens.push({ kind: "any" })
      index++
      continue
    }
    if (unit === "[") {
      const found = readClass(text, index + 1)
      if (found !== null) {
        tokens.push(found.token)
        index = found.next
        continue
      }
    }
    if (unit === "\\" && index + 1 < text.length) index++
    tokens.push({ kind: "unit", unit: text.charCodeAt(index) })
    literal += text[index]
    index++
  }
  return tokens.length === literal.length ? { kind: "literal", text: literal } : { kind: "tokens", tokens }
}

function matchesToken(token: Token, unit: number): boolean {
  if (token.kind === "unit") return token.unit === unit
  if (token.kind !== "class") return true
  return token.ranges.some(([low, high]) => unit >= low && unit <= high) !== token.negated
}

/** Greedy with one point of return, so the time is at most the product of both lengths. */
function matchesTokens(tokens: readonly Token[], text: string): boolean {
  let token = 0
  let index = 0
  let runAt = -1
  let runFrom = 0
  while (index < text.length) {
    const current = tokens[token]
    if (current !== undefined && current.kind === "run") {
      runAt = token++
      runFrom = index
    } else if (current !== undefined && matchesToken(current, text.charCodeAt(index))) {
      token++
      index++
    } else if (runAt >= 0) {
      token = runAt + 1
      index = ++runFrom
    } else return false
  }
  while (tokens[token]?.kind === "run") token++
  return token === tokens.length
}

function matchesSegment(segment: Segment, text: string): boolean {
  if (segment.kind === "literal") return segment.text === text
  return segment.kind === "tree" || matchesTokens(segment.tokens, text)
}

/** `**` at the end stands for at least one segment, elsewhere for any number. */
function matchesSegments(pattern: readonly Segment[], path: readonly string[]): boolean {
  let at = 0
  let index = 0
  let treeAt = -1
  let treeFrom = 0
  while (index < path.length) {
    const current = pattern[at]
    if (current !== undefined && current.kind === "tree") {
      if (at === pattern.length - 1) return true
      treeAt = at++
      treeFrom = index
    } else if (current !== undefined && matchesSegment(current, path[index] as string)) {
      at++
      index++
    } else if (treeAt >= 0) {
      at = treeAt + 1
      index = ++treeFrom
    } else return false
  }
  return at === pattern.length
}

/** The alternatives of a glob with its `{a,b}` written out. Past a thousand of them the braces stand for themselves. */
export function expandBraces(glob: string): readonly string[] {
  let open = [glob]
  const done: string[] = []
  while (open.length > 0) {
    const next: string[] = []
    for (const one of open) {
      const braces = outerBraces(one)
      if (braces === null) done.push(one)
      else for (const middle of braces.parts) next.push(braces.before + middle + braces.after)
    }
    if (next.length + done.length > mostBraces) return [glob]
    open = next
  }
  return done
}

function outerBraces(
  glob: string,
): { readonly before: string; readonly parts: readonly string[]; readonly after: string } | null {
  let depth = 0
  let start = -1
  let cuts: number[] = []
  for (let index = 0; index < glob.length; index++) {
    const unit = glob[index]
    if (unit === "\\") index++
    else if (unit === "{") {
      if (depth++ === 0) {
        start = index
        cuts = [index]
      }
    } else if (unit === "," && depth === 1) cuts.push(index)
    else if (unit === "}" && depth > 0 && --depth === 0 && cuts.length > 1) {
      const ends = [...cuts.slice(1), index]
      return {
        before: glob.slice(0, start),
        parts: cuts.map((cut, part) => glob.slice(cut + 1, ends[part])),
        after: glob.slice(index + 1),
      }
    }
  }
  return null
}

/**
 * A test for whole POSIX paths: `*` and `?` within a segment, `**` across segments, `[a-z]`, `[!a]`, `{a,b}`, `\` before a unit that
 * stands for itself. A leading `./` is dropped. Matching takes time linear in the path for a given glob, whatever the glob is.
 */
export function compileGlob(glob: string): PathTest {
  const patterns = expandBraces(glob.replace(/^(?:\.\/)+/, "")).map((one) => one.split("/").map(compileSegment))
  const [first] = patterns
  const only = patterns.length === 1 && first?.length === 1 && first[0]?.kind !== "tree" ? first[0] : undefined
  if (only !== undefined) return (path) => matchesSegment(only, path) && !path.includes("/")
  return (path) => {
    const segments = path.split("/")
    return patterns.some((pattern) => matchesSegments(pattern, segments))
  }
}
