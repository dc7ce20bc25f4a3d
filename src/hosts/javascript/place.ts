import type { Mark, Place, PlaceRole } from "../../model/region.js"
import { child, children, dotted, isWrapper, type Node, nameOf, textOf } from "./syntax.js"
import { tagKind } from "./tags.js"
import { assertion, loading, membership, passing, settingCall, settings, testing } from "./words.js"

/** A node on the way down, and the field of it that leads on. */
export interface Step {
  readonly node: Node
  readonly field: string
}

/** A stretch of the program with a name: a class, a function, a named member of an object. */
export interface Scope {
  readonly start: number
  readonly end: number
  /** Names of the scopes around it and its own, outermost first. */
  readonly path: readonly string[]
  readonly inFunction: boolean
  readonly inTest: boolean
}

/** What was learnt so far on the way up from a string. */
interface Climb {
  role: PlaceRole | null
  callee: string | null
  argument: string | number | null
  target: string | null
  bound: boolean
  inList: boolean
  /** The string is one literal word. */
  readonly word: boolean
}

/** Whether a call's callee runs a test or a part of one. */
export function isTestCall(callee: string | null): boolean {
  return callee !== null && testing.test(callee)
}

/** What surrounds the node under the last step: climbs from it to the statement. `node` is the string itself. */
export function placeOf(steps: readonly Step[], node: Node, scope: Scope, fileMarks: readonly Mark[]): Place {
  const climb: Climb = { role: null, callee: null, argument: null, target: null, bound: false, inList: false, word: isWord(node) }
  let from = node
  for (let index = steps.length - 1; index >= 0; index--) {
    const step = steps[index] as Step
    if (climbPast(climb, step, from, steps[index - 1]?.node ?? null)) break
    from = step.node
  }
  const marks: Mark[] = [...fileMarks]
  const asserted = steps.some(
    (step) => step.node.type === "CallExpression" && assertion.test(dotted(child(step.node, "callee")) ?? ""),
  )
  const role = asserted ? "assertion" : (climb.role ?? "value")
  if (!inert(role) && (climb.bound || !scope.inFunction)) marks.push("bound-at-import")
  if (scope.inTest && !marks.includes("test")) marks.push("test")
  if (node.type === "TaggedTemplateExpression") {
    const tag = dotted(child(node, "tag"))
    if (tagKind(tag) === "binds") marks.push("binds-holes")
    return { role: "argument", callee: tag ?? "", argument: null, target: climb.target, path: scope.path, marks }
  }
  return { role, callee: climb.callee, argument: climb.argument, target: climb.target, path: scope.path, marks }
}

function isWord(node: Node): boolean {
  return node.type === "StringLiteral" && /^\w+$/.test(textOf(node, "value"))
}

/** Roles whose strings are never evaluated. */
function inert(role: PlaceRole): boolean {
  return role === "type" || role === "import" || role === "directive"
}

/** Takes in what one ancestor says; true where nothing above it matters. */
function climbPast(climb: Climb, step: Step, from: Node, above: Node | null): boolean {
  const { node, field } = step
  if (isWrapper(node)) {
    // One word, constant, is as narrow a type as its text: `(typeof names)[number]`.
    const literal = climb.word && from.type !== "ObjectExpression" && climb.target === null && isConstAssertion(node)
    return field !== "expression" || literal ? settle(climb, "type") : false
  }
  switch (node.type) {
    case "ConditionalExpression":
      return field === "test" ? settle(climb, "value") : false
    case "LogicalExpression":
      if (field === "right" && node.operator !== "&&" && isSettings(child(node, "left")))
        return fallback(climb, child(node, "left"))
      return false
    case "AssignmentExpression":
      if (field !== "right") return settle(climb, "value")
      climb.target ??= lastName(child(node, "left"))
      if (/^(?:\?\?|\|\|)=$/.test(textOf(node, "operator")) && isSettings(child(node, "left")))
        return fallback(climb, child(node, "left"))
      return settle(climb, "value")
    case "VariableDeclarator":
      if (field === "id" && isSettings(child(node, "init"))) climb.role = "fallback"
      if (isGivenLiteral(climb, node)) climb.role = "type"
      climb.target ??= nameOf(child(node, "id"))
      return settle(climb, "value")
    case "AssignmentPattern":
      if (isGivenLiteral(climb, node)) climb.role = "type"
      climb.target ??= nameOf(child(node, "left"))
      if (climb.role === null) climb.role = "parameter-default"
      return false
    case "ObjectPattern":
      return false
    case "ObjectProperty":
    case "ObjectMethod":
      return climbProperty(climb, node, field, above)
    case "ClassProperty":
    case "ClassAccessorProperty":
    case "ClassMethod":
    case "ClassPrivateProperty":
      if (field === "key") climb.role ??= "key"
      if (isGivenLiteral(climb, node)) climb.role ??= "type"
      climb.target ??= nameOf(child(node, "key"))
      if (node.static === true) climb.bound = true
      return settle(climb, "value")
    case "ArrayExpression":
      climb.inList = true
      return false
    case "CallExpression":
    case "OptionalCallExpression":
    case "NewExpression":
      return climbCall(climb, node, field, from, above)
    case "MemberExpression":
    case "OptionalMemberExpression":
      if (field === "property") return settle(climb, "lookup")
      return climbMethod(climb, node)
    case "BinaryExpression":
      return climbOperator(climb, node, field)
    case "TemplateLiteral":
    case "SpreadElement":
    case "AwaitExpression":
    case "YieldExpression":
    case "ObjectExpression":
    case "SequenceExpression":
    case "JSXExpressionContainer":
      return false
    case "TaggedTemplateExpression":
      climb.callee ??= dotted(child(node, "tag"))
      return settle(climb, "argument")
    case "Decorator":
      climb.bound = true
      return settle(climb, "decorator")
    default:
      return climbStatement(climb, node, field)
  }
}

/** The value of what is declared with a literal type: `const x: "a" | "b" = "a"`. Only a constant is checked against its text. */
function isGivenLiteral(climb: Climb, node: Node): boolean {
  if (climb.role !== null || climb.target !== null || climb.inList || climb.callee !== null) return false
  const target = child(node, "id") ?? child(node, "left") ?? node
  return admitsLiterals(child(child(target, "typeAnnotation"), "typeAnnotation"))
}

function admitsLiterals(type: Node | null): boolean {
  if (type === null) return false
  if (/^(?:TSUnionType|UnionTypeAnnotation)$/.test(type.type)) {
    const texts = children(type, "types").filter((each) => !/^TS(?:Null|Undefined)Keyword$/.test(each.type))
    return texts.length > 0 && texts.every(admitsLiterals)
  }
  return /^(?:TSLiteralType|TSTemplateLiteralType|StringLiteralTypeAnnotation)$/.test(type.type)
}

/** `x as const`, `<const>x` */
function isConstAssertion(node: Node): boolean {
  const type = child(node, "typeAnnotation")
  return type?.type === "TSTypeReference" && nameOf(child(type, "typeName")) === "const"
}

function climbStatement(climb: Climb, node: Node, field: string): boolean {
  switch (node.type) {
    case "JSXAttribute":
      climb.target ??= nameOf(child(node, "name"))
      return settle(climb, "markup")
    case "JSXElement":
    case "JSXFragment":
      return settle(climb, "markup")
    case "SwitchCase":
      return settle(climb, field === "test" ? "case" : "value")
    case "ExpressionStatement":
      return settle(climb, "unused")
    case "Directive":
      return settle(climb, "directive")
    case "TSEnumMember":
    case "EnumStringMember":
      climb.target ??= nameOf(child(node, "id"))
      return settle(climb, "enum")
    case "TSModuleDeclaration":
    case "DeclareModule":
    case "TSExternalModuleReference":
    case "TSImportType":
    case "ImportExpression":
    case "ImportDeclaration":
    case "ImportSpecifier":
    case "ImportAttribute":
    case "ExportNamedDeclaration":
    case "ExportAllDeclaration":
    case "ExportSpecifier":
    case "ExportNamespaceSpecifier":
      return settle(climb, "import")
    default:
      if (/^TS(?!ExportAssignment)|TypeAnnotation$|^Declare|^ObjectType|^TypeAlias$|^OpaqueType$/.test(node.type))
        return settle(climb, "type")
      return settle(climb, "value")
  }
}

/** The first role found stays. */
function settle(climb: Climb, role: PlaceRole): true {
  climb.role ??= role
  return true
}

function fallback(climb: Climb, source: Node | null): true {
  climb.role ??= "fallback"
  climb.callee ??= dotted(source)
  climb.target ??= lastName(source)
  return true
}

function climbProperty(climb: Climb, node: Node, field: string, above: Node | null): boolean {
  if (field === "key") {
    climb.role ??= above?.type === "ObjectPattern" ? "lookup" : "key"
    return false
  }
  const key = nameOf(child(node, "key"))
  climb.target ??= key
  if (climb.role === null && key !== null && /^default(?:Value)?$/.test(key) && !climb.inList) climb.role = "fallback"
  return false
}

function climbCall(climb: Climb, node: Node, field: string, from: Node, above: Node | null): boolean {
  if (field !== "arguments") return false
  const callee = dotted(child(node, "callee"))
  const list = node.arguments as readonly Node[]
  const position = list.indexOf(from)
  const method = callee?.slice(callee.lastIndexOf(".") + 1) ?? ""
  climb.callee ??= callee
  climb.argument ??= position < 0 ? null : position
  if (above?.type === "Decorator") {
    climb.bound = true
    return settle(climb, "decorator")
  }
  if (callee === null) return settle(climb, "argument")
  if (assertion.test(callee)) return settle(climb, "assertion")
  if (climb.target !== null) return settle(climb, "argument")
  if (loading.test(callee) && position === 0) return settle(climb, "import")
  if (membership.has(method) && callee !== method) return settle(climb, "comparison")
  if (position === 1 && settingCall.test(callee)) return settle(climb, "fallback")
  if (position === 0 && method === "default" && callee !== method) return settle(climb, "fallback")
  return settle(climb, "argument")
}

/** The string is what a method is called on, or a member is read of. */
function climbMethod(climb: Climb, node: Node): boolean {
  const method = nameOf(child(node, "property")) ?? ""
  if (membership.has(method)) return settle(climb, "comparison")
  return passing.has(method) ? false : settle(climb, "value")
}

function climbOperator(climb: Climb, node: Node, field: string): boolean {
  const operator = textOf(node, "operator")
  if (operator === "in") return settle(climb, field === "left" ? "lookup" : "value")
  if (/^(?:[!=]==?|[<>]=?)$/.test(operator)) return settle(climb, "comparison")
  return false
}

function isSettings(node: Node | null): boolean {
  const name = dotted(node)
  return name !== null && settings.test(name)
}

function lastName(node: Node | null): string | null {
  const name = dotted(node)
  return name === null ? null : name.slice(name.lastIndexOf(".") + 1)
}
