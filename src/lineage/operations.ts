import type { Operation } from "../model/lineage.js"
import { holeText, joinTexts, type KnownText, plainText, shownText, slicePiece, stripText, type TextPiece } from "./known-text.js"
import { baseName, type FileFinder, joinPath, parentPath, root } from "./paths.js"
import { asText, knownString, type Result, unknownResult } from "./result.js"
import { boundOf, slicedList, slicedText, zipped } from "./sequences.js"

/** What an operation needs to know besides its arguments. */
export interface OperationSetting {
  readonly language: string
  /** The file in which it stands. */
  readonly file: string
  readonly finder: FileFinder
  /** The alternatives of each element of a list, or of each key of a mapping; null for what is neither. */
  readonly items: (list: Result) => readonly (readonly Result[])[] | null
}

/** An argument of an operation. */
export interface Given {
  readonly name: string | null
  readonly value: Result
}

/** The results of a pure function of texts and paths. */
export function operate(operation: Operation, of: Result, given: readonly Given[], setting: OperationSetting): readonly Result[] {
  // A connection or table stays what it is, whatever method a chain calls on it.
  if (of.kind === "connection" || of.kind === "table" || of.kind === "class") return [of]
  // `x.name` is a path's of texts alone; of objects it is what they call so.
  if ((operation === "path-name" || operation === "path-stem") && of.kind !== "text" && of.kind !== "unknown")
    return [unknownResult("name", true)]
  const text = (value: KnownText): readonly Result[] => [{ kind: "text", text: value }]
  const own = asText(of, setting.language)
  switch (operation) {
    case "format":
    case "template":
    case "jinja":
      return text(fill(own, placeholders[operation], given, setting))
    case "percent":
      return text(percent(own, given, setting))
    case "join":
      return joined(own, given[0]?.value ?? null, setting)
    case "split":
      return [split(own, given[0]?.value ?? null)]
    case "replace":
      return text(
        replaced(own, knownString(given[0]?.value ?? null), asText(given[1]?.value ?? unknownResult(""), setting.language)),
      )
    case "upper":
      return text(own.map((piece) => (piece.hole ? piece : { ...piece, text: sameLength(piece.text, piece.text.toUpperCase()) })))
    case "lower":
      return text(own.map((piece) => (piece.hole ? piece : { ...piece, text: sameLength(piece.text, piece.text.toLowerCase()) })))
    case "strip":
      return text(stripText(own))
    case "text":
      return of.kind === "list" || of.kind === "mapping" || of.kind === "instance" ? [of] : text(own)
    case "zip":
      return [zipped([of, ...given.map((each) => each.value)].map(setting.items))]
    case "slice": {
      const [start, end] = [boundOf(given[0]?.value), boundOf(given[1]?.value)]
      if (of.kind === "text") return [slicedText(of.text, start, end)]
      const items = of.kind === "list" ? setting.items(of) : null
      // An element that can be several things is several elements: a slice by number would miss some.
      if (items?.every((options) => options.length === 1) === true) return [slicedList(items.flat(), start, end)]
      return [items === null ? unknownResult("slice") : { kind: "list", items: items.flat() }]
    }
    case "dedent":
    case "path-absolute":
      return [of]
    case "path-join":
      return text(given.reduce((path, part) => pathJoin(path, asText(part.value, setting.language)), own))
    case "path-parent":
      return text(pathParent(own))
    case "path-name":
      return text(pathName(own))
    case "path-stem":
      return text(withoutSuffix(pathName(own)))
    case "path-suffix":
      return text(joinTexts([withoutSuffix(own), asText(given[0]?.value ?? unknownResult(""), setting.language)]))
    case "path-glob":
    case "path-list":
      return [listed(operation, own, given, setting)]
  }
}

/** Upper-casing may change the length (`ß`); a text whose places would shift stays as it is. */
function sameLength(before: string, after: string): string {
  return before.length === after.length ? after : before
}

interface Placeholder {
  readonly start: number
  readonly end: number
  /** Name or index; null: the next positional one; empty text: a literal of `replacement`. */
  readonly field: string | null
  readonly literal: string | null
}

type Placeholders = (text: string) => readonly Placeholder[]

const braces: Placeholders = (text) => {
  const found: Placeholder[] = []
  for (let at = 0; at < text.length; at++) {
    const unit = text[at]
    if (unit !== "{" && unit !== "}") continue
    if (text[at + 1] === unit) {
      found.push({ start: at, end: at + 2, field: null, literal: unit })
      at++
    } else if (unit === "{") {
      const close = text.indexOf("}", at)
      if (close < 0) break
      const field = text.slice(at + 1, close).replace(/[!:][\s\S]*$/, "")
      found.push({ start: at, end: close + 1, field: field === "" ? null : field, literal: null })
      at = close
    }
  }
  return found
}

const dollars: Placeholders = (text) =>
  [...text.matchAll(/\$\$|\$\{(\w+)\}|\$(\w+)/g)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    field: match[1] ?? match[2] ?? null,
    literal: match[0] === "$$" ? "$" : null,
  }))

/** `{{ name }}`; what is more than a name stays a hole. */
const doubleBraces: Placeholders = (text) =>
  [...text.matchAll(/\{\{-?([^{}]{0,200}?)-?\}\}/g)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    field: (match[1] ?? "").trim(),
    literal: null,
  }))

const placeholders = { format: braces, template: dollars, jinja: doubleBraces }

function fill(template: KnownText, find: Placeholders, given: readonly Given[], setting: OperationSetting): KnownText {
  const positional = given.filter((each) => each.name === null)
  const value = (field: string | null, next: number): KnownText => {
    const [base = "", ...rest] = (field ?? String(next)).split(/[.[\]]+/)
    const found = /^\d+$/.test(base) ? positional[Number(base)] : given.find((each) => each.name === base)
    if (found === undefined || rest.filter((part) => part !== "").length > 0) return holeText(field ?? "")
    return asText(found.value, setting.language)
  }
  let next = 0
  return joinTexts(
    template.map((piece) => {
      if (piece.hole) return [piece]
      const parts: KnownText[] = []
      let from = 0
      for (const placeholder of find(piece.text)) {
        parts.push([slicePiece(piece, from, placeholder.start)])
        if (placeholder.literal !== null) parts.push(plainText(placeholder.literal))
        else parts.push(value(placeholder.field, placeholder.field === null ? next++ : next))
        from = placeholder.end
      }
      parts.push([slicePiece(piece, from, piece.text.length)])
      return joinTexts(parts).filter((part) => part.hole || part.text !== "")
    }),
  )
}

function percent(template: KnownText, given: readonly Given[], setting: OperationSetting): KnownText {
  const byName = (name: string): Result | undefined => given.find((each) => each.name === name)?.value
  let values: readonly Result[] = given.filter((each) => each.name === null).map((each) => each.value)
  const [only] = values
  if (values.length === 1 && only?.kind === "list")
    values = (setting.items(only) ?? []).map((options) => options[0] ?? unknownResult(""))
  let next = 0
  return joinTexts(
    template.map((piece) => {
      if (piece.hole) return [piece]
      const parts: KnownText[] = []
      let from = 0
      for (const match of piece.text.matchAll(/%%|%(?:\((\w+)\))?[-#0 +]*[\d*]*(?:\.\d+)?[diouxXeEfFgGcrsa]/g)) {
        parts.push([slicePiece(piece, from, match.index)])
        from = match.index + match[0].length
        if (match[0] === "%%") parts.push(plainText("%"))
        else {
          const name = match[1]
          const value = name === undefined ? values[next++] : byName(name)
          parts.push(value === undefined ? holeText(name ?? match[0]) : asText(value, setting.language))
        }
      }
      parts.push([slicePiece(piece, from, piece.text.length)])
      return joinTexts(parts).filter((part) => part.hole || part.text !== "")
    }),
  )
}

/** A list joined with a separator: each element at its first value, and again for every other value that one element can have. */
function joined(separator: KnownText, list: Result | null, setting: OperationSetting): readonly Result[] {
  const items = list === null ? null : (setting.items(list) ?? characters(list, setting))
  if (items === null) return [{ kind: "text", text: list === null ? [] : asText(list, setting.language) }]
  const build = (choose: (index: number) => number): Result => ({
    kind: "text",
    text: joinTexts(
      items.flatMap((options, index) => {
        const option = options[choose(index)] ?? unknownResult("")
        const value = asText(option, setting.language)
        return index === 0 ? [value] : [separator, value]
      }),
    ),
  })
  const results = [build(() => 0)]
  items.forEach((options, changed) => {
    for (let option = 1; option < options.length && results.length < 32; option++)
      results.push(build((index) => (index === changed ? option : 0)))
  })
  return results
}

/** Python's join takes a text apart. */
function characters(value: Result, { language }: OperationSetting): readonly (readonly Result[])[] | null {
  const text = value.kind === "text" && language === "python" ? knownString(value) : null
  return text === null || text.length > 100 ? null : [...text].map((each) => [{ kind: "text", text: plainText(each) }])
}

/** Short texts are split; a long one stays whole: scripts are split into batches, which the SQL reader does itself. */
function split(text: KnownText, separator: Result | null): Result {
  const known = separator === null ? null : knownString(separator)
  const shown = shownText(text)
  if (shown.includes("\n") || shown.length > 2000 || text.some((piece) => piece.hole))
    return { kind: "list", items: [{ kind: "text", text }] }
  const parts: KnownText[] = []
  const [piece] = text
  if (piece === undefined) return { kind: "list", items: [{ kind: "text", text }] }
  if (text.length === 1 && known !== null && known !== "") {
    let from = 0
    for (let at = piece.text.indexOf(known); at >= 0; at = piece.text.indexOf(known, from)) {
      parts.push([slicePiece(piece, from, at)])
      from = at + known.length
    }
    parts.push([slicePiece(piece, from, piece.text.length)])
  } else {
    const words = known === null || known === "" ? shown.split(/\s+/).filter((word) => word !== "") : shown.split(known)
    for (const word of words) parts.push(plainText(word))
  }
  return { kind: "list", items: parts.map((part) => ({ kind: "text", text: part })) }
}

/** Every occurrence in the known pieces; what surrounds it keeps its place. */
function replaced(text: KnownText, from: string | null, to: KnownText): KnownText {
  if (from === null || from === "") return text
  return joinTexts(
    text.map((piece) => {
      if (piece.hole || !piece.text.includes(from)) return [piece]
      const parts: KnownText[] = []
      let start = 0
      for (let at = piece.text.indexOf(from); at >= 0; at = piece.text.indexOf(from, start)) {
        parts.push([slicePiece(piece, start, at)], to)
        start = at + from.length
      }
      parts.push([slicePiece(piece, start, piece.text.length)])
      return joinTexts(parts)
    }),
  )
}

const slash: TextPiece = { text: "/", hole: false, origin: null }

function pathJoin(first: KnownText, second: KnownText): KnownText {
  const head = second[0]
  if (head === undefined) return first
  if (!head.hole && joinPath("x", head.text) === head.text && head.text !== "") return second
  return first.length === 0 ? second : joinTexts([first, [slash], second])
}

/** Splits a path before its last part. A path whose last part is a hole has an unknown one. */
function lastSlash(path: KnownText): { readonly piece: number; readonly at: number } | null {
  for (let index = path.length - 1; index >= 0; index--) {
    const piece = path[index] as TextPiece
    if (piece.hole) continue
    const at = Math.max(piece.text.lastIndexOf("/"), piece.text.lastIndexOf("\\"))
    if (at >= 0) return { piece: index, at }
  }
  return null
}

function pathParent(path: KnownText): KnownText {
  const shown = shownText(path)
  if (shown.startsWith(root) && !path.some((piece) => piece.hole)) {
    const parent = parentPath(shown)
    return plainText(parent === "" || parent === "/" ? `${root}` : parent)
  }
  const cut = lastSlash(path)
  if (cut === null) return []
  const piece = path[cut.piece] as TextPiece
  return [...path.slice(0, cut.piece), slicePiece(piece, 0, cut.at)]
}

function pathName(path: KnownText): KnownText {
  const cut = lastSlash(path)
  if (cut === null) return path
  const piece = path[cut.piece] as TextPiece
  return [slicePiece(piece, cut.at + 1, piece.text.length), ...path.slice(cut.piece + 1)]
}

function withoutSuffix(path: KnownText): KnownText {
  const last = path.at(-1)
  if (last === undefined || last.hole) return path
  const name = baseName(last.text)
  const dot = name.lastIndexOf(".")
  if (dot <= 0) return path
  return [...path.slice(0, -1), slicePiece(last, 0, last.text.length - (name.length - dot))]
}

function listed(
  operation: "path-glob" | "path-list",
  own: KnownText,
  given: readonly Given[],
  setting: OperationSetting,
): Result {
  let directory = shownText(own)
  let glob: string | null = null
  const pattern = given[0]?.value
  if (operation === "path-glob") {
    // `glob.glob("sql/*.sql")` has it all in one text.
    if (pattern === undefined || pattern.kind !== "text") {
      glob = baseName(directory)
      directory = parentPath(directory)
    } else glob = shownText(pattern.text)
  }
  if (own.some((piece) => piece.hole)) return unknownResult("files")
  const files = setting.finder.matching(directory, glob, setting.file)
  const spelled = (file: string): string => (operation === "path-list" ? baseName(file) : `${root}/${file}`)
  return { kind: "list", items: files.map((file) => ({ kind: "text", text: plainText(spelled(file)) })) }
}
