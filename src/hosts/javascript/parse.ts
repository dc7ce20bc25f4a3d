import { createRequire } from "node:module"
import type { ParserOptions, ParserPlugin } from "@babel/parser"
import type { TextProblem } from "../../model/host.js"
import type { Comment, Node } from "./syntax.js"

/** What the parser made of a text. */
export interface Parsed {
  readonly program: Node
  readonly comments: readonly Comment[]
  /** What it could step over. */
  readonly problems: readonly TextProblem[]
}

/** Why there is no tree. */
export interface Unparsed {
  readonly program: null
  readonly problems: readonly TextProblem[]
}

type Parse = typeof import("@babel/parser").parse

let parse: Parse | null = null

/** Loads the parser. It is required, since `import` would look through all its text for names to export, which takes longer than loading it. */
export async function loadParser(): Promise<void> {
  parse ??= (createRequire(import.meta.url)("@babel/parser") as { readonly parse: Parse }).parse
}

/** Longer texts are left to the light lexer: a tree takes about a hundred times the memory of its text. */
const longest = 8_000_000
/** Longer texts get one second attempt only. */
const long = 1_000_000
/** So many recovered errors are told of one text. */
const told = 10

const common: readonly ParserPlugin[] = [
  "exportDefaultFrom",
  "decoratorAutoAccessors",
  "explicitResourceManagement",
  "deprecatedImportAssert",
]
const typescript: ParserPlugin = ["typescript", { disallowAmbiguousJSXLike: false }]
const flow: ParserPlugin = ["flow", { all: true }]

/** The dialects to try for a file, likeliest first. */
function dialects(text: string, file: string, language: string): readonly (readonly ParserPlugin[])[] {
  if (/\.[mc]?ts$/i.test(file)) {
    return [
      [typescript, "decorators-legacy"],
      [typescript, "decorators"],
      [typescript, "jsx", "decorators-legacy"],
    ]
  }
  if (/\.tsx$/i.test(file) || language === "typescript") {
    return [
      [typescript, "jsx", "decorators-legacy"],
      [typescript, "decorators-legacy"],
      [typescript, "jsx", "decorators"],
    ]
  }
  const plain: readonly ParserPlugin[] = ["jsx", "decorators"]
  const typed: readonly ParserPlugin[] = ["jsx", flow, "decorators"]
  const first = /@flow\b/.test(text.slice(0, 4096)) ? [typed, plain] : [plain, typed]
  return [...first, ["jsx", "decorators-legacy"], ["jsx", typescript, "decorators-legacy"]]
}

let last: { readonly text: string; readonly file: string; readonly language: string; readonly result: Parsed | Unparsed } | null =
  null

/** Parses a text in the dialect that its name (empty: not known) and its content suggest. The last result is kept. Throws nothing. */
export function parseText(text: string, file: string, language: string): Parsed | Unparsed {
  if (last !== null && last.text === text && (last.file === file || file === "") && last.language === language) return last.result
  const result = parseAnew(text, file, language)
  last = { text, file, language, result }
  return result
}

function parseAnew(text: string, file: string, language: string): Parsed | Unparsed {
  if (parse === null) return { program: null, problems: [{ at: 0, message: "the JavaScript parser is not loaded" }] }
  if (text.length > longest) {
    return {
      program: null,
      problems: [{ at: 0, message: `too long for the parser (${text.length} characters): only its words were read` }],
    }
  }
  const source = withoutPreamble(text)
  let best: Parsed | null = null
  let failure: TextProblem | null = null
  const attempts = dialects(text, file, language)
  for (const plugins of text.length > long ? attempts.slice(0, 2) : attempts) {
    for (const sourceType of looksLikeModule(source, file) ? modules : scripts) {
      const result = attempt(parse, source, plugins, sourceType)
      if (result.program === null) failure ??= result.problems[0] ?? null
      else if (best === null || result.problems.length < best.problems.length) best = result
      // Where nothing could be made of it, the other kind of file changes nothing.
      if (result.program === null || result.problems.length === 0) break
    }
    if (best !== null && best.problems.length === 0) break
  }
  return best ?? { program: null, problems: failure === null ? [] : [failure] }
}

const modules = ["module", "script"] as const
const scripts = ["script", "module"] as const

/** Whether a text is an ES module. Babel's own guess reports what only a module forbids (octal escapes) in scripts too. */
function looksLikeModule(text: string, file: string): boolean {
  if (/\.m[jt]s$/i.test(file)) return true
  return /(?:^|[\n;}])[ \t]*(?:import\b(?![ \t]*\()|export\b)|\bimport\.meta\b/.test(text)
}

/** A byte order mark and a hashbang as a comment of the same length: the parser knows a hashbang at the very start only. */
function withoutPreamble(text: string): string {
  const mark = text.charCodeAt(0) === 0xfeff ? 1 : 0
  const start = mark === 1 ? ` ${text.slice(1)}` : text
  return start.startsWith("#!", mark) ? `${start.slice(0, mark)}//${start.slice(mark + 2)}` : start
}

function attempt(
  parser: Parse,
  text: string,
  plugins: readonly ParserPlugin[],
  sourceType: "module" | "script",
): Parsed | Unparsed {
  const options: ParserOptions = {
    sourceType,
    errorRecovery: true,
    attachComment: false,
    createParenthesizedExpressions: true,
    allowAwaitOutsideFunction: true,
    allowImportExportEverywhere: true,
    allowNewTargetOutsideFunction: true,
    allowReturnOutsideFunction: true,
    allowSuperOutsideMethod: true,
    allowUndeclaredExports: true,
    plugins: [...common, ...plugins],
  }
  try {
    const file = parser(text, options) as unknown as {
      program: Node
      comments: readonly Comment[]
      errors: readonly ParseError[]
    }
    return { program: file.program, comments: file.comments, problems: file.errors.slice(0, told).map(problemOf) }
  } catch (error) {
    return { program: null, problems: [problemOf(error)] }
  }
}

interface ParseError {
  readonly pos?: number
  readonly message: string
}

function problemOf(error: unknown): TextProblem {
  if (!(error instanceof Error)) return { at: 0, message: "not parsed" }
  if (error instanceof RangeError) return { at: 0, message: "nested too deeply for the parser: only its words were read" }
  const { pos, message } = error as ParseError
  return { at: pos ?? 0, message: message.replace(/\s*\(\d+:\d+\)$/, "").replace(/[\s\0-\x1f\x7f-\x9f]+/g, " ") }
}
