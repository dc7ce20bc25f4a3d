import type { FactBuilder, OpenScope } from "../../../facts/fact-builder.js"
import type { Export, Ref, ScopeIndex } from "../../../model/lineage.js"
import { child, children, eachChild, type Node, nameOf, textOf } from "../syntax.js"

/** What local names hold at one point of the program; `this.x` as set in the same function. */
export type Environment = Map<string, Ref>

/** The state of reading one scope. */
export interface Frame {
  readonly scope: OpenScope
  /** Names that this scope binds anywhere in its own body. */
  readonly bound: ReadonlySet<string>
  /** Enclosing scopes that names are looked up in, innermost first; the module last. */
  readonly outer: readonly { readonly scope: ScopeIndex; readonly bound: ReadonlySet<string> }[]
  /** The scope whose `this` it is: a method, or a class for the values of its fields. */
  readonly self: ScopeIndex | null
  /** The class of `this`. */
  readonly owner: ScopeIndex | null
  /** Null after a `return` or `throw`. */
  env: Environment | null
  readonly yields: Ref[]
}

/** What the parts of the reader share while one file is read. */
export interface Walk {
  readonly source: string
  readonly facts: FactBuilder
  readonly exports: Export[]
  /** Bodies of functions are read after their surroundings, when all names around them are known. */
  readonly later: (() => void)[]
  /** Modules by the local name they are imported under, with the exported name (`*`: all of it). */
  readonly imported: Map<string, { readonly specifier: string; readonly name: string }>
  /** Calls that stand inside a chain whose outermost call was read already. */
  readonly inner: WeakSet<Node>
}

/** The text of a node. */
export function sourceOf(walk: Walk, node: Node): string {
  return walk.source.slice(node.start, node.end)
}

const functions = new Set([
  "FunctionDeclaration",
  "FunctionExpression",
  "ArrowFunctionExpression",
  "ObjectMethod",
  "ClassMethod",
  "ClassPrivateMethod",
  "StaticBlock",
])

/** Whether a node has a scope of its own for `return` and `this` or its parameters. */
export function isFunction(node: Node): boolean {
  return functions.has(node.type)
}

/** The names that a pattern binds. */
export function patternNames(node: Node | null, found: Set<string>): void {
  if (node === null) return
  switch (node.type) {
    case "Identifier":
      found.add(textOf(node, "name"))
      return
    case "ObjectPattern":
      for (const each of children(node, "properties")) {
        patternNames(each.type === "RestElement" ? child(each, "argument") : child(each, "value"), found)
      }
      return
    case "ArrayPattern":
      for (const each of children(node, "elements")) patternNames(each, found)
      return
    case "AssignmentPattern":
      patternNames(child(node, "left"), found)
      return
    case "RestElement":
      patternNames(child(node, "argument"), found)
      return
    case "TSParameterProperty":
      patternNames(child(node, "parameter"), found)
  }
}

/** The names that a body declares in its own function; blocks in it are counted to it. */
export function declaredNames(body: Node): Set<string> {
  const found = new Set<string>()
  const visit = (node: Node): void => {
    switch (node.type) {
      case "VariableDeclarator":
        patternNames(child(node, "id"), found)
        break
      case "ImportSpecifier":
      case "ImportDefaultSpecifier":
      case "ImportNamespaceSpecifier":
        patternNames(child(node, "local"), found)
        return
      case "FunctionDeclaration":
      case "ClassDeclaration":
      case "TSEnumDeclaration":
      case "TSImportEqualsDeclaration":
        patternNames(child(node, "id"), found)
        return
      case "TSModuleDeclaration":
        patternNames(child(node, "id"), found)
        break
      case "CatchClause":
        patternNames(child(node, "param"), found)
        break
    }
    if (isFunction(node) || node.type === "ClassExpression" || node.type.startsWith("TSType")) return
    eachChild(node, visit)
  }
  eachChild(body, visit)
  return found
}

/** The value of a name where it is used. */
export function nameValue(walk: Walk, frame: Frame, name: string): Ref {
  const { facts } = walk
  const local = frame.env?.get(name)
  if (local !== undefined) return local
  if (frame.bound.has(name)) return facts.add({ kind: "name", scope: frame.scope.index, name })
  for (const outer of frame.outer) if (outer.bound.has(name)) return facts.add({ kind: "name", scope: outer.scope, name })
  if (name === "undefined") return facts.add({ kind: "constant", value: null })
  if (name === "__dirname") return facts.add({ kind: "here", directory: true })
  if (name === "__filename") return facts.add({ kind: "here", directory: false })
  return facts.unknown(name)
}

/** What a local name was imported as; null if it is bound to something else here. */
export function importOf(walk: Walk, frame: Frame, name: string): { readonly specifier: string; readonly name: string } | null {
  if (frame.scope.index !== 0 && frame.bound.has(name)) return null
  return walk.imported.get(name) ?? null
}

/** The name of a property or member as written, also `["x"]`; null if it is computed. */
export function memberName(node: Node, field: "property" | "key"): string | null {
  const name = child(node, field)
  if (node.computed === true && name?.type !== "StringLiteral") return null
  return nameOf(name)
}
