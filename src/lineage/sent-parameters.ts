import type { Evaluator } from "./evaluator.js"
import { fullText, type KnownText, plainText, shownText, slicePiece } from "./known-text.js"
import type { Result } from "./result.js"

/** In longer texts markers stay: calls are short, and looking for the ends of quotes is not linear. */
const longest = 20_000

/** What can matter to a text is what it hands on to a procedure. */
const handsOn = /\b(?:exec(?:ute)?|call)\b/i

/**
 * A text that calls a procedure, with constants in place of its parameter markers (`?`, `%s`, `:name`, `%(name)s`) and told in front of it for
 * those that are variables (`@name`): one text for each combination of values. A marker without a known value stays. Any other text is left as it is.
 */
export function withParameters(text: KnownText, given: () => readonly Result[], evaluator: Evaluator): readonly KnownText[] {
  const shown = shownText(text)
  if (shown.length > longest || !handsOn.test(shown) || !/[?%:@]/.test(shown)) return [text]
  return given().flatMap((value) => {
    if (value.kind === "list") {
      return evaluator.expand(value).map((row) =>
        declared(
          filled(text, (index) => row[index] ?? null),
          new Map(row.map((each, index) => [String(index), each])),
        ),
      )
    }
    if (value.kind !== "mapping") return [filled(text, (index, name) => (index === 0 && name === "" ? value : null))]
    return evaluator.entries(value).map((row) =>
      declared(
        filled(text, (_index, name) => row.get(name) ?? null),
        row,
      ),
    )
  })
}

/** A text with the values of its variables (`@name`) that it does not declare itself. */
function declared(text: KnownText, given: ReadonlyMap<string, Result>): KnownText {
  const shown = shownText(text)
  const lines = [...given].flatMap(([key, value]): KnownText => {
    const name = key.replace(/^@/, "")
    const constant = constantText(value)
    if (constant === null || !/^\w{1,128}$/.test(name) || !new RegExp(`@${name}\\b`, "i").test(shown)) return []
    if (new RegExp(`(?:\\bdeclare\\b|,)\\s*@${name}\\s+(?:as\\s+)?[a-z[]`, "i").test(shown)) return []
    return [...plainText(`DECLARE @${name} nvarchar(max) = `), ...constant, ...plainText("\n")]
  })
  return lines.length === 0 ? text : [...lines, ...text]
}

/** Strings, quoted names and comments, or a marker; a cast of another dialect (`::`) is none. */
const token = /'(?:[^']|'')*'|"[^"]*"|\[[^\]]{0,300}\]|--[^\n]*|\/\*[\s\S]*?\*\/|\?|%s|%\((\w+)\)s|(?<![:\w]):([A-Za-z_]\w*)/g

function filled(text: KnownText, given: (index: number, name: string) => Result | null): KnownText {
  // A marker may be put together from several pieces.
  const spelled = text.map((piece) => (piece.hole ? hole : piece.text)).join("")
  const result: KnownText[number][] = []
  let index = 0
  let from = 0
  for (const match of spelled.matchAll(token)) {
    if (!/^[?%:]/.test(match[0])) continue
    const name = match[1] ?? match[2] ?? ""
    const value = constantText(given(index, name))
    if (name === "") index++
    if (value === null) continue
    result.push(...sliceText(text, from, match.index), ...value)
    from = match.index + match[0].length
  }
  return [...result, ...sliceText(text, from, spelled.length)]
}

/** Stands for a hole, of whatever length it is. */
const hole = "\0"

function sliceText(text: KnownText, start: number, end: number): KnownText {
  let at = 0
  return text.flatMap((piece) => {
    const from = at
    at += piece.hole ? hole.length : piece.text.length
    if (at <= start || from >= end) return []
    return [piece.hole ? piece : slicePiece(piece, Math.max(start - from, 0), Math.min(end, at) - from)]
  })
}

/** A value as a constant of SQL; null if it is not known. A text with quotes of its own is none that names anything. */
export function constantText(value: Result | null): KnownText | null {
  if (value?.kind === "constant" && typeof value.value === "number") return plainText(String(value.value))
  if (value?.kind !== "text" || fullText(value.text)?.includes("'") !== false) return null
  return [...plainText("N'"), ...value.text, ...plainText("'")]
}

/** The statements that call a procedure by its name with a list or a mapping of arguments: one for each combination of values. */
export function procedureCalls(name: KnownText, given: Result | null, evaluator: Evaluator): readonly KnownText[] {
  const call = (values: readonly KnownText[]): KnownText => [
    ...plainText("EXEC "),
    ...name,
    ...values.flatMap((value, index) => [...plainText(index === 0 ? " " : ", "), ...value]),
  ]
  if (given?.kind === "list") return evaluator.expand(given).map((row) => call(row.map(argumentText)))
  if (given?.kind !== "mapping") return [call([])]
  return evaluator
    .entries(given)
    .map((row) =>
      call(
        [...row].flatMap(([name, value]): KnownText[] =>
          /^@?\w+$/.test(name) ? [[...plainText(`@${name.replace(/^@/, "")} = `), ...argumentText(value)]] : [],
        ),
      ),
    )
}

function argumentText(value: Result | null): KnownText {
  return constantText(value) ?? plainText("?")
}
