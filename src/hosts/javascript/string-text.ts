import type { Piece } from "../../model/region.js"
import type { Hole, Segment, TextMap } from "../../model/text.js"

/** How the units of a literal are to be read. */
export type Spelling =
  /** Between quotes. */
  | "quoted"
  /** Between back-ticks: as quoted, but line ends become `\n`. */
  | "template"
  /** As `String.raw` sees it. */
  | "raw"
  /** JSX: character references, no backslashes. */
  | "jsx"

/** A text under construction, with the way back to its file. */
export interface StringText {
  readonly literal: (source: string, start: number, end: number, spelling: Spelling) => void
  /** An interpolated expression; `mapped` says where its source stands. */
  readonly hole: (source: string, start: number, end: number, spelled: "template" | "operand") => void
  /** Text that the program makes, which stands nowhere. */
  readonly made: (text: string) => void
  /** Everything added since `from` is the value of the literal at this place. */
  readonly piece: (from: number, start: number, end: number) => void
  readonly length: () => number
  readonly finish: () => {
    readonly text: string
    readonly map: TextMap
    readonly holes: readonly Hole[]
    readonly pieces: readonly Piece[]
  }
}

/** Starts a text. */
export function stringText(): StringText {
  const parts: string[] = []
  const map: Segment[] = []
  const holes: Hole[] = []
  const pieces: Piece[] = []
  let length = 0

  const put = (text: string, from: number, width: number): void => {
    if (text.length === 0) return
    const previous = map.at(-1)
    const plain = text.length === width
    if (
      plain &&
      previous !== undefined &&
      previous.length === previous.width &&
      previous.at + previous.length === length &&
      previous.from + previous.width === from
    ) {
      map[map.length - 1] = {
        at: previous.at,
        length: previous.length + width,
        from: previous.from,
        width: previous.width + width,
      }
    } else map.push({ at: length, length: text.length, from, width })
    parts.push(text)
    length += text.length
  }
  const made = (text: string): void => {
    parts.push(text)
    length += text.length
  }
  return {
    literal: (source, start, end, spelling) => decode(source, start, end, spelling, put),
    hole: (source, start, end, spelled) => {
      const at = length
      const expression = source.slice(start, end)
      if (spelled === "template") put(`\${${expression}}`, start - 2, end - start + 3)
      else {
        made("${")
        put(expression, start, end - start)
        made("}")
      }
      holes.push({ start: at, end: length, expression: expression.trim() })
    },
    made,
    piece: (from, start, end) => pieces.push({ span: { start, end }, within: { start: from, end: length } }),
    length: () => length,
    finish: () => ({ text: parts.join(""), map, holes, pieces }),
  }
}

type Put = (text: string, from: number, width: number) => void

function decode(source: string, start: number, end: number, spelling: Spelling, put: Put): void {
  const stop = spelling === "jsx" ? "&" : spelling === "raw" ? "\r" : "\\"
  let plain = start
  let at = start
  while (at < end) {
    const unit = source.charAt(at)
    if (unit !== stop && !(unit === "\r" && spelling === "template")) {
      at++
      continue
    }
    const found = unit === "\r" ? lineEnd(source, at) : unit === "&" ? reference(source, at, end) : escapeAt(source, at, end)
    if (found === null) {
      at++
      continue
    }
    if (at > plain) put(source.slice(plain, at), plain, at - plain)
    put(found.text, at, found.width)
    at += found.width
    plain = at
  }
  if (end > plain) put(source.slice(plain, end), plain, end - plain)
}

interface Decoded {
  readonly text: string
  readonly width: number
}

function lineEnd(source: string, at: number): Decoded {
  return { text: "\n", width: source.charAt(at + 1) === "\n" ? 2 : 1 }
}

const single: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f", v: "\v" }

/** The escape that begins with the backslash at `at`. A broken one stands for what follows the backslash. */
export function escapeAt(source: string, at: number, end: number): Decoded {
  const next = source.charAt(at + 1)
  if (at + 1 >= end) return { text: "", width: 1 }
  if (next === "\r") return { text: "", width: source.charAt(at + 2) === "\n" && at + 2 < end ? 3 : 2 }
  if (next === "\n" || next === "\u2028" || next === "\u2029") return { text: "", width: 2 }
  if (next === "x") return coded(source, at, /^[0-9a-f]{2}/i.exec(source.slice(at + 2, Math.min(end, at + 4)))?.[0] ?? "", 2)
  if (next === "u") {
    const braced = /^\{([0-9a-f]{1,8})\}/i.exec(source.slice(at + 2, Math.min(end, at + 12)))
    if (braced !== null) return coded(source, at, braced[1] ?? "", 2, braced[0].length)
    return coded(source, at, /^[0-9a-f]{4}/i.exec(source.slice(at + 2, Math.min(end, at + 6)))?.[0] ?? "", 2)
  }
  if (next >= "0" && next <= "7") {
    const digits = /^(?:[0-3][0-7]{0,2}|[4-7][0-7]?)/.exec(source.slice(at + 1, Math.min(end, at + 4)))?.[0] ?? "0"
    return { text: String.fromCharCode(Number.parseInt(digits, 8)), width: 1 + digits.length }
  }
  const whole = String.fromCodePoint(source.codePointAt(at + 1) ?? 0)
  return { text: single[next] ?? whole, width: 1 + whole.length }
}

function coded(source: string, at: number, digits: string, head: number, width = digits.length): Decoded {
  const code = digits === "" ? Number.NaN : Number.parseInt(digits, 16)
  if (!(code <= 0x10ffff)) return { text: source.charAt(at + 1), width: 2 }
  return { text: String.fromCodePoint(code), width: head + width }
}

/** The references that JSX knows without looking at a table; the others are left as they stand. */
const named: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0" }

function reference(source: string, at: number, end: number): Decoded | null {
  const found = /^&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{2,8}));/i.exec(source.slice(at, Math.min(end, at + 12)))
  if (found === null) return null
  const [whole, decimal, hexadecimal, name] = found
  if (name !== undefined) {
    const text = named[name]
    return text === undefined ? null : { text, width: whole.length }
  }
  const code = decimal === undefined ? Number.parseInt(hexadecimal ?? "", 16) : Number(decimal)
  return code <= 0x10ffff ? { text: String.fromCodePoint(code), width: whole.length } : null
}
