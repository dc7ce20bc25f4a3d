import type { Ref } from "../../../model/lineage.js"
import { child, children, dotted, eachChild, type Node, nameOf, unwrap } from "../syntax.js"
import { assign, bindName } from "./assign.js"
import { exportWhole } from "./commonjs.js"
import { enumDeclaration, namespaceDeclaration } from "./containers.js"
import { expression } from "./expressions.js"
import { classScope, functionScope } from "./functions.js"
import { declarationExports, exportNamed, importDeclaration, loadModule } from "./modules.js"
import { declaredNames, type Environment, type Frame, memberName, patternNames, sourceOf, type Walk } from "./walk.js"

/** Reads statements in order. Functions and classes are bound first, as the language does. */
export function block(walk: Walk, frame: Frame, statements: readonly Node[]): void {
  for (const statement of statements) {
    const declared = child(statement, "declaration") ?? statement
    if (declared.type === "FunctionDeclaration") {
      const name = nameOf(child(declared, "id"))
      const value = functionScope(walk, frame, declared, name)
      if (name !== null) bindName(walk, frame, name, value)
      if (statement.type === "ExportDefaultDeclaration") walk.exports.push({ name: "default", value })
    }
  }
  for (const each of statements) {
    // What stands after a `return` in the same block is never reached.
    if (frame.env === null) return
    statement(walk, frame, each)
  }
}

function statement(walk: Walk, frame: Frame, node: Node): void {
  switch (node.type) {
    case "ExpressionStatement": {
      const whole = child(node, "expression")
      if (!eachByCallback(walk, frame, whole)) expression(walk, frame, whole)
      return
    }
    case "VariableDeclaration":
      for (const each of children(node, "declarations")) declare(walk, frame, each)
      return
    case "FunctionDeclaration":
    case "EmptyStatement":
    case "DebuggerStatement":
      return
    case "ClassDeclaration": {
      const name = nameOf(child(node, "id"))
      const value = classScope(walk, frame, node)
      if (name !== null) bindName(walk, frame, name, value)
      return
    }
    case "ReturnStatement":
      frame.scope.returns.push(expression(walk, frame, child(node, "argument")))
      frame.env = null
      return
    case "ThrowStatement":
      expression(walk, frame, child(node, "argument"))
      frame.env = null
      return
    case "BlockStatement":
    case "StaticBlock":
      block(walk, frame, children(node, "body"))
      return
    case "IfStatement":
      ifStatement(walk, frame, node)
      return
    case "ForOfStatement":
    case "ForInStatement":
      forEach(walk, frame, node)
      return
    case "ForStatement":
    case "WhileStatement":
    case "DoWhileStatement":
      loop(walk, frame, node)
      return
    case "TryStatement":
      tryStatement(walk, frame, node)
      return
    case "SwitchStatement":
      expression(walk, frame, child(node, "discriminant"))
      branches(walk, frame, [
        ...children(node, "cases").map((each) => () => {
          expression(walk, frame, child(each, "test"))
          nested(walk, frame, children(each, "consequent"))
        }),
        () => {},
      ])
      return
    case "LabeledStatement": {
      const body = child(node, "body")
      if (body !== null) statement(walk, frame, body)
      return
    }
    case "TSEnumDeclaration":
      enumDeclaration(walk, frame, node)
      return
    default:
      moduleStatement(walk, frame, node)
  }
}

function moduleStatement(walk: Walk, frame: Frame, node: Node): void {
  switch (node.type) {
    case "ImportDeclaration":
      importDeclaration(walk, frame, node)
      return
    case "TSImportEqualsDeclaration": {
      const name = nameOf(child(node, "id"))
      const specifier = child(child(node, "moduleReference"), "expression")
      if (name !== null && specifier?.type === "StringLiteral") {
        bindName(walk, frame, name, loadModule(walk, frame, node, nameOf(specifier) ?? ""))
        walk.imported.set(name, { specifier: nameOf(specifier) ?? "", name: "*" })
      }
      return
    }
    case "ExportNamedDeclaration": {
      const declaration = child(node, "declaration")
      if (declaration !== null) {
        statement(walk, frame, declaration)
        declarationExports(walk, frame, declaration)
      } else exportNamed(walk, frame, node)
      return
    }
    case "ExportAllDeclaration":
      exportNamed(walk, frame, node)
      return
    case "ExportDefaultDeclaration": {
      const declaration = child(node, "declaration")
      if (declaration === null || declaration.type === "FunctionDeclaration") return
      if (declaration.type === "ClassDeclaration") {
        statement(walk, frame, declaration)
        const name = nameOf(child(declaration, "id"))
        const value = name === null ? null : (frame.env?.get(name) ?? null)
        if (value !== null) walk.exports.push({ name: "default", value })
      } else walk.exports.push({ name: "default", value: expression(walk, frame, declaration) })
      return
    }
    case "TSExportAssignment":
      exportWhole(walk, expression(walk, frame, child(node, "expression")))
      return
    case "TSModuleDeclaration":
      namespaceDeclaration(walk, frame, node)
      return
    default:
      if (!node.type.startsWith("TS") && !node.type.startsWith("Declare"))
        eachChild(node, (each) => void expression(walk, frame, each))
  }
}

function declare(walk: Walk, frame: Frame, node: Node): void {
  const init = child(node, "init")
  const id = child(node, "id")
  if (init === null) return
  const bare = unwrap(init)
  const name = nameOf(id)
  noteRequire(walk, id, bare)
  notePromisified(walk, id, bare)
  const named = name !== null && (bare.type === "ArrowFunctionExpression" || bare.type === "FunctionExpression")
  assign(walk, frame, id, named ? functionScope(walk, frame, bare, name) : expression(walk, frame, init))
}

/** What holds where several branches meet: null ones do not get there. */
function merge(walk: Walk, ends: readonly (Environment | null)[]): Environment | null {
  const live = ends.filter((env) => env !== null)
  const [first, ...others] = live
  if (first === undefined || others.length === 0) return first ?? null
  const result: Environment = new Map()
  for (const name of new Set(live.flatMap((env) => [...env.keys()]))) {
    const values = live.map((env) => env.get(name)).filter((ref): ref is Ref => ref !== undefined)
    if (name.startsWith("this.") && values.length < live.length) continue
    result.set(name, walk.facts.choice([...new Set(values)]))
  }
  return result
}

/** Reads each branch from the same beginning and joins their ends. */
function branches(walk: Walk, frame: Frame, readers: readonly (() => void)[]): void {
  const before = frame.env
  const ends = readers.map((read) => {
    frame.env = before === null ? null : new Map(before)
    read()
    return frame.env
  })
  frame.env = merge(walk, ends)
}

function nested(walk: Walk, frame: Frame, statements: readonly Node[]): void {
  block(walk, frame, statements)
}

function body(walk: Walk, frame: Frame, node: Node | null): void {
  if (node !== null) statement(walk, frame, node)
}

/** `require.main === module`, `import.meta.main`, `import.meta.url === …argv[1]…`: runs only when the file is started. */
function isMainGuard(text: string): boolean {
  return /require\.main\s*={2,3}\s*module|module\s*={2,3}\s*require\.main|^!?module\.parent|import\.meta\.main|import\.meta\.(?:url|filename)[\s\S]*process\.argv|process\.argv[\s\S]*import\.meta/.test(
    text,
  )
}

function ifStatement(walk: Walk, frame: Frame, node: Node): void {
  const test = child(node, "test")
  if (frame.scope.index === 0 && test !== null && isMainGuard(sourceOf(walk, test))) {
    const scope = walk.facts.open({ kind: "main", name: "main", parent: 0, start: node.start, end: node.end, at: node.start })
    body(
      walk,
      { ...frame, scope, outer: [{ scope: 0, bound: frame.bound }], env: new Map(frame.env ?? []) },
      child(node, "consequent"),
    )
    body(walk, frame, child(node, "alternate"))
    return
  }
  expression(walk, frame, test)
  branches(walk, frame, [() => body(walk, frame, child(node, "consequent")), () => body(walk, frame, child(node, "alternate"))])
}

function forEach(walk: Walk, frame: Frame, node: Node): void {
  const of = expression(walk, frame, child(node, "right"))
  const what = node.type === "ForInStatement" ? "keys" : "items"
  const value = walk.facts.add({ kind: "element", of, what })
  const left = child(node, "left")
  assign(walk, frame, left?.type === "VariableDeclaration" ? child(children(left, "declarations")[0] ?? null, "id") : left, value)
  loopBody(walk, frame, child(node, "body"))
}

/** `list.forEach((x) => { … })` is the loop `for (const x of list) { … }`: what it does to names around it counts. Returns whether it is one. */
function eachByCallback(walk: Walk, frame: Frame, node: Node | null): boolean {
  const callee = node?.type === "CallExpression" ? child(node, "callee") : null
  if (node === null || callee?.type !== "MemberExpression" || memberName(callee, "property") !== "forEach") return false
  const [callback] = children(node, "arguments")
  const parameters = callback?.type === "ArrowFunctionExpression" ? children(callback, "params") : []
  const [pattern] = parameters
  const inside = callback === undefined ? null : child(callback, "body")
  // With an index, a map's key comes second.
  if (callback === undefined || pattern === undefined || inside === null || parameters.length > 1) return false
  const value = walk.facts.add({ kind: "element", of: expression(walk, frame, child(callee, "object")), what: "items" })
  const own = declaredNames(inside)
  patternNames(pattern, own)
  const scope = { ...frame.scope, returns: [] }
  const inner: Frame = { ...frame, scope, bound: new Set([...frame.bound, ...own]) }
  const round = (): void => {
    assign(walk, inner, pattern, value)
    if (inside.type === "BlockStatement") block(walk, inner, children(inside, "body"))
    else expression(walk, inner, inside)
    for (const name of own) {
      const hidden = frame.env?.get(name)
      if (hidden === undefined) inner.env?.delete(name)
      else inner.env?.set(name, hidden)
    }
  }
  branches(walk, inner, [round, () => {}])
  frame.env = inner.env
  return true
}

function loop(walk: Walk, frame: Frame, node: Node): void {
  const init = child(node, "init")
  if (init?.type === "VariableDeclaration") statement(walk, frame, init)
  else if (init !== null) expression(walk, frame, init)
  if (child(node, "test") !== null) expression(walk, frame, child(node, "test"))
  if (child(node, "update") !== null) expression(walk, frame, child(node, "update"))
  loopBody(walk, frame, child(node, "body"))
}

/** The body once, or not at all. A `return` in it ends only its own branch. */
function loopBody(walk: Walk, frame: Frame, node: Node | null): void {
  branches(walk, frame, [() => body(walk, frame, node), () => {}])
}

function tryStatement(walk: Walk, frame: Frame, node: Node): void {
  const handler = child(node, "handler")
  const before = frame.env === null ? null : new Map(frame.env)
  body(walk, frame, child(node, "block"))
  const after = frame.env
  if (handler !== null) {
    frame.env = before === null ? null : (merge(walk, [before, after]) ?? before)
    body(walk, frame, child(handler, "body"))
    frame.env = merge(walk, [after, frame.env])
  }
  const last = child(node, "finalizer")
  if (last !== null) {
    const ended = frame.env === null
    if (ended) frame.env = before
    body(walk, frame, last)
    if (ended) frame.env = null
  }
}

/** `const a = require("m")`, `const { b: c } = require("m")`, also with a member behind it. */
function noteRequire(walk: Walk, id: Node | null, init: Node): void {
  const inner = init.type === "MemberExpression" ? child(init, "object") : init
  const specifier = inner === null ? null : requiredModule(inner)
  if (specifier === null || id === null) return
  const member = init.type === "MemberExpression" ? nameOf(child(init, "property")) : null
  if (id.type === "Identifier") walk.imported.set(nameOf(id) ?? "", { specifier, name: member ?? "*" })
  for (const each of id.type === "ObjectPattern" ? children(id, "properties") : []) {
    const local = nameOf(child(each, "value"))
    const name = nameOf(child(each, "key"))
    if (local !== null && name !== null)
      walk.imported.set(local, { specifier: member === null ? specifier : `${specifier}/${member}`, name })
  }
}

/** `const run = promisify(exec)`: another name of an imported function. */
function notePromisified(walk: Walk, id: Node | null, init: Node): void {
  const name = nameOf(id)
  if (name === null || init.type !== "CallExpression" || !/(?:^|\.)promisify$/.test(dotted(child(init, "callee")) ?? "")) return
  const [root = "", ...rest] = (dotted(children(init, "arguments")[0] ?? null) ?? "").split(".")
  const found = walk.imported.get(root)
  if (found === undefined) return
  const inner = [found.name, ...rest].filter((each) => each !== "*" && each !== "default")
  walk.imported.set(name, { specifier: found.specifier, name: inner.join(".") || "*" })
}

/** Whether a node is `require("x")`, and of what. */
function requiredModule(node: Node): string | null {
  if (node.type !== "CallExpression" || dotted(child(node, "callee")) !== "require") return null
  const given = children(node, "arguments")
  return given.length === 1 && given[0]?.type === "StringLiteral" ? nameOf(given[0]) : null
}
