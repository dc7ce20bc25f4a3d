import type { Host } from "../../model/host.js"
import type { Region } from "../../model/region.js"
import { commentRegion, placeOf, plainRegion, regionOf, sortRegions } from "../shared/regions.js"
import { textBuilder } from "../shared/text-builder.js"

/** What fences call the languages that have hosts. */
const languages: Readonly<Record<string, string>> = {
  sql: "tsql",
  tsql: "tsql",
  "t-sql": "tsql",
  mssql: "tsql",
  python: "python",
  py: "python",
  python3: "python",
  js: "javascript",
  javascript: "javascript",
  ts: "typescript",
  typescript: "typescript",
  sh: "shell",
  bash: "shell",
  shell: "shell",
  zsh: "shell",
  powershell: "powershell",
  ps1: "powershell",
  pwsh: "powershell",
  bat: "batch",
  batch: "batch",
  cmd: "batch",
  yaml: "yaml",
  yml: "yaml",
  json: "json",
  jsonc: "jsonc",
  toml: "toml",
  ini: "ini",
  xml: "xml",
  dockerfile: "dockerfile",
  groovy: "groovy",
  hcl: "terraform",
  java: "java",
  csharp: "csharp",
  cs: "csharp",
  r: "r",
  go: "go",
  rust: "rust",
  ruby: "ruby",
  php: "php-script",
  perl: "perl",
  kotlin: "kotlin",
  scala: "scala",
  vb: "visualbasic",
  vbnet: "visualbasic",
  vbscript: "visualbasic",
  fsharp: "fsharp",
}

interface Line {
  readonly start: number
  readonly end: number
  readonly next: number
}

function linesOf(text: string): readonly Line[] {
  const lines: Line[] = []
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf("\n", start)
    const next = newline < 0 ? text.length : newline + 1
    let end = newline < 0 ? text.length : newline
    if (end > start && text[end - 1] === "\r") end--
    lines.push({ start, end, next })
    start = next
  }
  return lines
}

const fence = /^([ \t>]*)(`{3,}|~{3,})\s*\{?\.?([\w#+-]*)/

/** Markdown: fenced blocks are texts of their language, HTML comments are comments, the rest is prose. */
function readMarkdown(text: string): readonly Region[] {
  const regions: Region[] = []
  const lines = linesOf(text)
  let isComment = false
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] as Line
    const content = text.slice(line.start, line.end)
    const opening = isComment ? null : fence.exec(content)
    if (opening !== null) {
      const close = closingFence(text, lines, index + 1, opening[2] as string)
      const language = languages[(opening[3] as string).toLowerCase()]
      regions.push(...fencedRegions(text, lines.slice(index + 1, close), (opening[1] as string).length, language ?? null))
      index = close
      continue
    }
    isComment = pushLine(text, line, isComment, regions)
  }
  return sortRegions(regions)
}

function closingFence(text: string, lines: readonly Line[], from: number, mark: string): number {
  for (let index = from; index < lines.length; index++) {
    const line = lines[index] as Line
    const content = text
      .slice(line.start, Math.min(line.end, line.start + 200))
      .replace(/^[ \t>]+/, "")
      .trimEnd()
    if (content.length >= mark.length && content === (mark[0] as string).repeat(content.length)) return index
  }
  return lines.length
}

/** The lines of a fenced block as one text, without the indentation of its fence. */
function fencedRegions(text: string, lines: readonly Line[], indent: number, language: string | null): readonly Region[] {
  const first = lines[0]
  const last = lines.at(-1)
  if (first === undefined || last === undefined || last.next <= first.start) return []
  const builder = textBuilder(text)
  for (const line of lines) {
    let from = line.start
    while (from < line.end && from - line.start < indent && /[ \t>]/.test(text[from] as string)) from++
    builder.copy(from, line.next)
  }
  const built = builder.done()
  if (built.text.trim() === "") return []
  const span = { start: first.start, end: last.next }
  const known = language ?? languageByShape(built.text)
  if (known === null) return [regionOf("text", span, built, placeOf("value"))]
  return [regionOf("code", span, built, placeOf("value"), { language: known })]
}

/** What a block that names no language is, where its shape says so: settings in JSON or XML. */
function languageByShape(text: string): string | null {
  const trimmed = text.trim()
  if (/^\{\s*(?:"|\/\/)/.test(trimmed) && trimmed.endsWith("}")) return "jsonc"
  return /^<[A-Za-z?]/.test(trimmed) && /<\/[\w:.-]+>$|\/>$/.test(trimmed) ? "xml" : null
}

/** One line of prose, its HTML comments apart; whether a comment goes on behind it. */
function pushLine(text: string, line: Line, isOpen: boolean, regions: Region[]): boolean {
  let inside = isOpen
  let at = line.start
  while (at < line.end) {
    const mark = text.indexOf(inside ? "-->" : "<!--", at)
    const end = mark < 0 || mark >= line.end ? line.end : inside ? mark + 3 : mark
    if (end > at) {
      const span = { start: at, end }
      regions.push(inside ? commentRegion(text, span) : plainRegion("text", text, span, placeOf("value")))
    }
    if (mark < 0 || mark >= line.end) break
    at = end
    inside = !inside
  }
  return inside
}

/** Markdown documents. */
export const markdown: Host = {
  language: "markdown",
  load: async () => {},
  read: (text) => ({ regions: readMarkdown(text), imports: null, problems: [] }),
  site: () => ({ kind: "none", reason: "Prose is not rewritten." }),
  values: (text) => readMarkdown(text).flatMap((region) => (region.kind === "text" ? [region.text] : [])),
  definitions: null,
}
