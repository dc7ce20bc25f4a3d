import type { ImportSite } from "../../model/host.js"
import { lastImports } from "./import-order.js"
import { child, children, eachChild, type Node, nameOf, textOf } from "./syntax.js"

/** How a file writes its imports: the words of {@link ImportSite.style}. */
export interface ImportStyle {
  readonly system: "esm" | "commonjs"
  readonly quote: "'" | '"'
  readonly semicolon: boolean
  /** Extension that the file's relative imports have (`.js`, `.ts`), `none` if they have none, `unknown` without any. */
  readonly extension: string
}

/** A style as one word, to be kept in an {@link ImportSite}. */
export function styleWord(style: ImportStyle): string {
  return [style.system, style.quote === "'" ? "single" : "double", style.semicolon ? "semicolon" : "bare", style.extension].join(
    " ",
  )
}

/** The style that a word says. */
export function styleOf(word: string): ImportStyle {
  const [system, quote, semicolon, extension] = word.split(" ")
  return {
    system: system === "commonjs" ? "commonjs" : "esm",
    quote: quote === "single" ? "'" : '"',
    semicolon: semicolon !== "bare",
    extension: extension ?? "unknown",
  }
}

/** Where and how a file imports, null where it cannot: a declaration file, or a script of which nothing says how it loads others. */
export function importSite(source: string, program: Node, file: string): ImportSite | null {
  if (/\.d\.[mc]?ts$/i.test(file)) return null
  const body = children(program, "body")
  const system = moduleSystem(program, body, file)
  if (system === null) return null
  const names = boundNames(program)
  return {
    at: insertionPoint(source, program, body, system),
    bound: names.bound,
    imported: names.imported,
    style: styleWord({
      system,
      quote: quoteOf(source, body),
      semicolon: hasSemicolons(source, body),
      extension: extensionOf(program),
    }),
    others: system === "esm" ? lastImports(source, body) : [],
  }
}

function moduleSystem(program: Node, body: readonly Node[], file: string): "esm" | "commonjs" | null {
  if (/\.m[jt]s$/i.test(file)) return "esm"
  if (/\.cjs$/i.test(file)) return "commonjs"
  if (body.some((each) => /^(?:Import|Export)\w*Declaration$/.test(each.type))) return "esm"
  if (body.some((each) => each.type === "TSImportEqualsDeclaration" || each.type === "TSExportAssignment")) return "esm"
  if (usesCommonJs(program)) return "commonjs"
  return /\.(?:c?tsx?|vue|svelte)$/i.test(file) ? "esm" : null
}

/** Whether `require(…)`, `module.exports` or `exports.x =` stands anywhere. */
function usesCommonJs(program: Node): boolean {
  let found = false
  const visit = (node: Node): void => {
    if (found) return
    if (node.type === "CallExpression" && nameOf(child(node, "callee")) === "require") found = true
    else if (node.type === "MemberExpression") {
      const object = nameOf(child(node, "object"))
      found = (object === "module" && nameOf(child(node, "property")) === "exports") || object === "exports"
    }
    if (!found) eachChild(node, visit)
  }
  visit(program)
  return found
}

/** A top-level statement that only loads other modules. */
function loads(node: Node): boolean {
  if (node.type === "ImportDeclaration" || node.type === "TSImportEqualsDeclaration") return true
  if (node.type === "ExpressionStatement") return isRequire(child(node, "expression"))
  if (node.type !== "VariableDeclaration") return false
  return children(node, "declarations").every((each) => isRequire(child(each, "init")))
}

/** `require("x")`, `require("x").y`. */
function isRequire(node: Node | null): boolean {
  if (node === null) return false
  if (node.type === "MemberExpression" && node.computed !== true) return isRequire(child(node, "object"))
  if (node.type !== "CallExpression" || nameOf(child(node, "callee")) !== "require") return false
  const given = children(node, "arguments")
  return given.length === 1 && given[0]?.type === "StringLiteral"
}

/** After the imports at the head, else before the first statement and the comment that belongs to it. */
function insertionPoint(source: string, program: Node, body: readonly Node[], system: "esm" | "commonjs"): number {
  let last = -1
  if (system === "esm")
    last = body.findLastIndex((each) => each.type === "ImportDeclaration" || each.type === "TSImportEqualsDeclaration")
  else while (loads(body[last + 1] ?? program)) last++
  const after = body[last]
  const next = body[last + 1]
  if (after !== undefined) {
    const line = lineAfter(source, after.end)
    return next === undefined || line <= next.start ? line : next.start
  }
  const directives = children(program, "directives")
  const directive = directives.at(-1)
  if (directive !== undefined) {
    const line = lineAfter(source, directive.end)
    return next === undefined || line <= next.start ? line : next.start
  }
  return next === undefined ? source.length : beforeStatement(source, next.start)
}

/** Where the line after an offset begins. */
function lineAfter(source: string, offset: number): number {
  const end = source.indexOf("\n", offset)
  return end < 0 ? source.length : end + 1
}

/** The beginning of a statement, or of the comments right above it unless they are the head of the file. */
function beforeStatement(source: string, start: number): number {
  const lineStart = source.lastIndexOf("\n", start - 1) + 1
  const own = source.slice(lineStart, start).trim() === "" ? lineStart : start
  const head = source.slice(0, own)
  const gap = /\r?\n[ \t]*\r?\n/g
  let blank = -1
  for (let found = gap.exec(head); found !== null; found = gap.exec(head)) blank = found.index + found[0].length
  return blank > 0 && head.slice(blank).trim() !== "" && /^\s*\/[/*]/.test(head.slice(blank)) && !splitsComment(head, blank)
    ? blank
    : own
}

/** Whether a place of a text of comments lies inside a block comment. */
function splitsComment(head: string, at: number): boolean {
  return head.lastIndexOf("/*", at - 1) > head.lastIndexOf("*/", at - 1)
}

function quoteOf(source: string, body: readonly Node[]): "'" | '"' {
  for (const node of body) {
    const from = child(node, "source") ?? firstString(node)
    if (from?.type === "StringLiteral") return source.charAt(from.start) === "'" ? "'" : '"'
  }
  const found = source.slice(0, 20_000).match(/'|"/g) ?? []
  return found.filter((each) => each === "'").length > found.length / 2 ? "'" : '"'
}

function firstString(node: Node): Node | null {
  if (node.type === "StringLiteral") return node
  if (node.type !== "VariableDeclaration" && node.type !== "ExpressionStatement") return null
  const expression = child(children(node, "declarations")[0] ?? null, "init") ?? child(node, "expression")
  return isRequire(expression) && expression?.type === "CallExpression" ? (children(expression, "arguments")[0] ?? null) : null
}

function hasSemicolons(source: string, body: readonly Node[]): boolean {
  const ending = body.filter((each) =>
    /^(?:Import|VariableDecl|Expression|ExportAll)/.test((child(each, "declaration") ?? each).type),
  )
  const counted = ending.slice(0, 20)
  return counted.length === 0 || counted.filter((each) => source.charAt(each.end - 1) === ";").length * 2 >= counted.length
}

function extensionOf(program: Node): string {
  const counts = new Map<string, number>()
  const visit = (node: Node): void => {
    const from = child(node, "source") ?? (isRequire(node) ? (children(node, "arguments")[0] ?? null) : null)
    const path = from?.type === "StringLiteral" ? textOf(from, "value") : ""
    if (/^\.{1,2}\//.test(path)) {
      const extension = /\.(?:[mc]?[jt]sx?)$/i.exec(path)?.[0] ?? (/\.\w+$/.test(path) ? null : "none")
      if (extension !== null) counts.set(extension, (counts.get(extension) ?? 0) + 1)
    }
  }
  for (const statement of children(program, "body")) {
    visit(statement)
    for (const declaration of children(statement, "declarations")) {
      const init = child(declaration, "init")
      if (init !== null) visit(init)
    }
  }
  const best = [...counts].sort((a, b) => b[1] - a[1])[0]
  return best?.[0] ?? "unknown"
}

interface Names {
  readonly bound: readonly string[]
  readonly imported: readonly string[]
}

/** Names that a program binds, in any scope, and those it imports under their own name. */
export function boundNames(program: Node): Names {
  const bound = new Set<string>()
  const imported = new Set<string>()
  const bind = (node: Node | null): void => {
    if (node === null) return
    switch (node.type) {
      case "Identifier":
        bound.add(textOf(node, "name"))
        return
      case "ObjectPattern":
        for (const each of children(node, "properties")) bind(each.type === "RestElement" ? each : child(each, "value"))
        return
      case "ArrayPattern":
        for (const each of children(node, "elements")) bind(each)
        return
      case "AssignmentPattern":
        bind(child(node, "left"))
        return
      case "RestElement":
        bind(child(node, "argument"))
        return
      case "TSParameterProperty":
        bind(child(node, "parameter"))
        return
    }
  }
  const visit = (node: Node): void => {
    switch (node.type) {
      case "ImportSpecifier":
        if (nameOf(child(node, "imported")) === nameOf(child(node, "local")) && node.importKind !== "type") {
          imported.add(nameOf(child(node, "local")) ?? "")
        } else bind(child(node, "local"))
        return
      case "ImportDefaultSpecifier":
      case "ImportNamespaceSpecifier":
        bind(child(node, "local"))
        return
      case "VariableDeclarator": {
        const id = child(node, "id")
        if (id?.type === "ObjectPattern" && isRequire(child(node, "init"))) {
          for (const each of children(id, "properties")) {
            const local = nameOf(child(each, "value"))
            if (local !== null && local === nameOf(child(each, "key"))) imported.add(local)
            else bind(child(each, "value"))
          }
        } else bind(id)
        break
      }
      case "CatchClause":
        bind(child(node, "param"))
        break
      case "TSEnumDeclaration":
      case "TSModuleDeclaration":
      case "TSImportEqualsDeclaration":
      case "ClassDeclaration":
      case "ClassExpression":
      case "FunctionDeclaration":
      case "FunctionExpression":
      case "ArrowFunctionExpression":
      case "ObjectMethod":
      case "ClassMethod":
      case "ClassPrivateMethod":
        bind(child(node, "id"))
        for (const each of children(node, "params")) bind(each)
        break
    }
    eachChild(node, visit)
  }
  visit(program)
  for (const name of bound) imported.delete(name)
  return { bound: [...bound].sort(), imported: [...imported].sort() }
}
