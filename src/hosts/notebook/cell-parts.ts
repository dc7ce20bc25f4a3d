import type { Span } from "../../model/text.js"

/** A stretch of a cell in one language. */
export interface CellPart extends Span {
  /** `code` is read by the host of `language`; `argument` is what a magic is given; `text` is anything else. */
  readonly kind: "code" | "argument" | "text"
  readonly language: string
  /** The magic, e.g. `%%sql`, `!`; empty for the cell's own language. */
  readonly magic: string
}

const sqlMagic = /^%%?(?:sql|tsql|mssql|sqlcmd|jupysql|sparksql|spark_sql|bigquery)$/i
const shellMagic = /^(?:!|!!|%%?(?:bash|sh|sx|system|shell))$/
const ownLanguage = /^%%(?:time|timeit|capture|prun|python3?|pypy3?|memit|mprun|lprun|debug|heat|snakeviz)$/
const lineMagic = /^([ \t]*(?:[\w.,() \t]{1,200}=[ \t]*)?)(%%?[A-Za-z_]\w*|!!?)[ \t]*(.*)$/

/** The language of what follows a magic, `text` where it is of no interest. */
function languageOf(magic: string): string {
  if (sqlMagic.test(magic)) return "tsql"
  if (shellMagic.test(magic)) return "shell"
  return /^%%(?:js|javascript)$/.test(magic) ? "javascript" : "text"
}

/** The parts of a code cell: IPython's magics (`%%sql` over a whole cell, `%sql`, `!sqlcmd …` on a line) set apart from the rest. */
export function cellParts(text: string, language: string): readonly CellPart[] {
  if (language !== "python") return text.trim() === "" ? [] : [{ kind: "code", language, magic: "", start: 0, end: text.length }]
  const lines = linesOf(text)
  const first = lines.findIndex((line) => text.slice(line.start, line.end).trim() !== "")
  const opening = lines[first]
  const cellMagic = opening === undefined ? null : /^\s*(%%\w+)[ \t]*(.*)$/.exec(text.slice(opening.start, opening.end))
  if (opening === undefined || cellMagic === null) return pythonParts(text, lines)
  const magic = cellMagic[1] ?? ""
  const parts: CellPart[] = []
  const given = (cellMagic[2] ?? "").trimEnd()
  const at = opening.end - (cellMagic[2] ?? "").length
  if (given !== "") parts.push({ kind: "argument", language: "text", magic, start: at, end: at + given.length })
  if (ownLanguage.test(magic)) return [...parts, ...pythonParts(text, lines.slice(first + 1))]
  const body = lines[first + 1]
  const script = magic === "%%script" && /^(?:ba|z|k)?sh\b/.test(given) ? "shell" : languageOf(magic)
  if (body !== undefined && text.slice(body.start).trim() !== "") {
    parts.push({ kind: script === "text" ? "text" : "code", language: script, magic, start: body.start, end: text.length })
  }
  return parts
}

/** Lines without their ends, and whether each begins inside a string over several lines. */
function linesOf(text: string): readonly (Span & { readonly inString: boolean })[] {
  const lines: (Span & { inString: boolean })[] = []
  let open: string | null = null
  let start = 0
  while (start <= text.length) {
    const newline = text.indexOf("\n", start)
    const end = newline < 0 ? text.length : newline
    lines.push({ start, end, inString: open !== null })
    open = openString(text.slice(start, end), open)
    if (newline < 0) break
    start = end + 1
  }
  return lines
}

/** The triple quote that is open behind a line, given the one before it. */
function openString(line: string, before: string | null): string | null {
  let open = before
  const pattern = /\\.|"""|'''|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|#/gs
  const marks = /\\.|"""|'''/gs
  let position = 0
  for (;;) {
    const search = open === null ? pattern : marks
    search.lastIndex = position
    const found = search.exec(line)
    if (found === null || (open === null && found[0] === "#")) return open
    position = search.lastIndex
    if (open === found[0]) open = null
    else if (open === null && (found[0] === '"""' || found[0] === "'''")) open = found[0]
  }
}

function pythonParts(text: string, lines: readonly (Span & { readonly inString: boolean })[]): readonly CellPart[] {
  const parts: CellPart[] = []
  let begun = lines[0]?.start ?? text.length
  const python = (end: number) => {
    if (text.slice(begun, end).trim() !== "") parts.push({ kind: "code", language: "python", magic: "", start: begun, end })
  }
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] as Span & { readonly inString: boolean }
    const found = line.inString ? null : lineMagic.exec(text.slice(line.start, line.end))
    if (found === null) continue
    python(line.start)
    const magic = found[2] ?? ""
    const language = languageOf(magic)
    const start = line.end - (found[3] ?? "").length
    let end = line.end
    while (text[end - 1] === "\\" && index + 1 < lines.length) end = (lines[++index] as Span).end
    if (end > start) parts.push({ kind: language === "text" ? "argument" : "code", language, magic, start, end })
    begun = Math.min(text.length, end + 1)
  }
  python(text.length)
  return parts
}
