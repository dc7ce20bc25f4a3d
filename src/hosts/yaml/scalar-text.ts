import { type BuiltText, textBuilder } from "../shared/text-builder.js"

/** The styles of a YAML scalar. */
export type ScalarStyle = "plain" | "single" | "double" | "literal" | "folded"

const named: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\x07",
  b: "\b",
  t: "\t",
  "\t": "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  e: "\x1b",
  N: "\u0085",
  _: "\u00a0",
  L: "\u2028",
  P: "\u2029",
}
const widths: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 }

/** Reads the value of a scalar in a file, with a map back to it. The span holds quotes, or the `|` and its header. */
export function scalarText(text: string, start: number, end: number, style: ScalarStyle): BuiltText {
  switch (style) {
    case "plain":
      return flowText(text, start, end, "plain")
    case "single":
      return flowText(text, start + 1, Math.max(start + 1, end - 1), "single")
    case "double":
      return flowText(text, start + 1, Math.max(start + 1, end - 1), "double")
    case "literal":
    case "folded":
      return blockText(text, start, end, style === "folded")
  }
}

/** The offset of the line break at or behind `index`, or `end`. */
function breakAt(text: string, index: number, end: number): number {
  let at = index
  while (at < end && text[at] !== "\n" && text[at] !== "\r") at++
  return at
}

/** Flow scalars: lines are folded, blanks around the breaks are not part of the text. */
function flowText(text: string, start: number, end: number, style: "plain" | "single" | "double"): BuiltText {
  const builder = textBuilder(text)
  let index = start
  while (index < end) {
    const unit = text[index] as string
    if (/[ \t\r\n]/.test(unit)) {
      let to = index
      let breaks = 0
      while (to < end && /[ \t\r\n]/.test(text[to] as string)) {
        if (text[to] === "\n" || (text[to] === "\r" && text[to + 1] !== "\n")) breaks++
        to++
      }
      if (breaks === 0) builder.copy(index, to)
      else builder.replace(breaks === 1 ? " " : "\n".repeat(breaks - 1), index, to - index)
      index = to
    } else if (style === "single" && unit === "'" && text[index + 1] === "'" && index + 1 < end) {
      builder.replace("'", index, 2)
      index += 2
    } else if (style === "double" && unit === "\\" && index + 1 < end) {
      index = doubleEscape(text, index, end, builder)
    } else {
      let to = index + 1
      while (to < end && !/[ \t\r\n'\\]/.test(text[to] as string)) to++
      builder.copy(index, to)
      index = to
    }
  }
  return builder.done()
}

function doubleEscape(text: string, index: number, end: number, builder: ReturnType<typeof textBuilder>): number {
  const next = text[index + 1] as string
  if (next === "\n" || next === "\r") {
    // An escaped break joins the lines.
    let to = index + 1
    while (to < end && /[ \t\r\n]/.test(text[to] as string)) to++
    return to
  }
  const digits = widths[next]
  if (digits !== undefined) {
    const hex = text.slice(index + 2, index + 2 + digits)
    const point = /^[0-9A-Fa-f]+$/.test(hex) ? Number.parseInt(hex, 16) : -1
    if (hex.length === digits && point >= 0 && point <= 0x10ffff && index + 2 + digits <= end) {
      builder.replace(String.fromCodePoint(point), index, 2 + digits)
      return index + 2 + digits
    }
  }
  builder.replace(named[next] ?? next, index, 2)
  return index + 2
}

/** Block scalars: the indentation is taken off; folded ones join lines that stand next to each other. */
function blockText(text: string, start: number, end: number, isFolded: boolean): BuiltText {
  const builder = textBuilder(text)
  const header = text.slice(start, breakAt(text, start, end))
  let index = Math.min(end, breakAt(text, start, end))
  index += text[index] === "\r" && text[index + 1] === "\n" ? 2 : 1
  const indent = indentation(text, index, end, header)
  let wasText = false
  let pendingBreak: { readonly at: number; readonly width: number } | null = null
  while (index < end) {
    const stop = breakAt(text, index, end)
    const width = text[stop] === "\r" && text[stop + 1] === "\n" ? 2 : 1
    let from = index
    while (from < stop && from - index < indent && text[from] === " ") from++
    const isText = stop > from && text[from] !== " " && text[from] !== "\t"
    if (pendingBreak !== null) {
      const folds = isFolded && wasText && isText
      if (folds) builder.replace(" ", pendingBreak.at, pendingBreak.width)
      else builder.replace("\n", pendingBreak.at, pendingBreak.width)
    }
    builder.copy(from, stop)
    pendingBreak = stop < end ? { at: stop, width } : null
    wasText = isText
    index = stop < end ? stop + width : end
  }
  if (pendingBreak !== null && !/-/.test(header)) builder.replace("\n", pendingBreak.at, pendingBreak.width)
  return builder.done()
}

/** What is taken off each line: said by the header relative to what cannot be seen here, so the first line of text tells. */
function indentation(text: string, start: number, end: number, header: string): number {
  let index = start
  while (index < end) {
    const stop = breakAt(text, index, end)
    let from = index
    while (from < stop && text[from] === " ") from++
    if (from < stop) {
      const explicit = /[1-9]/.exec(header.split("#")[0] ?? "")
      return explicit === null
        ? from - index
        : Math.min(from - index, Math.max(Number(explicit[0]), 0) + parentIndent(text, start))
    }
    index = stop + 1
  }
  return 0
}

/** Indentation of the line that the block's header stands on. */
function parentIndent(text: string, bodyStart: number): number {
  const headerEnd = Math.max(0, bodyStart - 1)
  const lineStart = text.lastIndexOf("\n", headerEnd - 1) + 1
  return (/^[ -]*/.exec(text.slice(lineStart, headerEnd))?.[0] ?? "").length
}
