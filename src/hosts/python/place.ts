import type { Mark, Place, PlaceRole } from "../../model/region.js"
import { childOf, dottedName, nameOf, operatorOf } from "./nodes.js"
import type { SyntaxNode } from "./tree.js"

/** Calls whose argument is still the string itself, so that what their result is given to is its target as well. */
const wrapping = /(?:^|\.)(?:text|dedent|cleandoc|str|quote|SQL|DDL|literal_column)$/
/** What reads the environment or settings and takes a fallback as its second argument. */
const environmentCall =
  /(?:^|\.)(?:environ|env|config|conf|cfg|settings|options|variables|Variable|args)\.(?:get|pop|setdefault|str|get_str)$|(?:^|\.)getenv$/i
/** Calls in which `default=` is what a user's setting falls back to. */
const defaultCall =
  /(?:^|\.)(?:add_argument|option|Option|Argument|argument|getenv|env|config|get|get_str|str|Field|Secret|Parameter|String|StringVar|DEFINE_string|getattr|get_option|add_option|param|Param)$/
const assertion = /(?:^|\.)(?:assert\w*|assert_(?:called\w*|any_call|has_calls))$/
const testFile = /(?:^|\/)(?:tests?|testing)\/|(?:^|\/)(?:test_[^/]*|[^/]*_test|conftest)\.pyi?$/i
const pattern =
  /^(?:case_pattern|class_pattern|dict_pattern|keyword_pattern|union_pattern|list_pattern|tuple_pattern|splat_pattern)$/
const through = new Set([
  "list",
  "tuple",
  "set",
  "dictionary",
  "list_splat",
  "dictionary_splat",
  "expression_list",
  "parenthesized_expression",
  "await",
])

/** Whether a file holds tests, by its path. */
export function isTestFile(file: string): boolean {
  return testFile.test(file)
}

interface Open {
  role: PlaceRole | null
  callee: string | null
  argument: string | number | null
  target: string | null
}

/** Position from 0 among the positional arguments, or the keyword. */
function argumentOf(source: string, list: SyntaxNode, node: SyntaxNode): string | number | null {
  if (node.type === "keyword_argument") {
    const name = childOf(node, "name")
    return name === null ? null : source.slice(name.start, name.end)
  }
  let index = 0
  for (const child of list.children) {
    if (child === node) return index
    if (child.type !== "," && child.type !== "(" && child.type !== "comment") index++
  }
  return null
}

/**
 * What the code around a string expression makes of it. `callee` is the innermost call that it is an argument of (`text` in
 * `execute(text("…"))`); methods of the string itself (`.strip()`, `.format(…)`) are part of the expression.
 */
export function placeOf(source: string, root: SyntaxNode, bytes: boolean, inTests: boolean): Place {
  const open: Open = { role: null, callee: null, argument: null, target: null }
  let node = root
  let settled = false
  let asserted = false
  let early = false
  for (let parent = root.parent; parent !== null; node = parent, parent = parent.parent) {
    if (parent.type === "assert_statement" || isAssertion(source, parent)) asserted = true
    if (parent.type === "default_parameter" || parent.type === "typed_default_parameter" || parent.type === "decorator")
      early = true
    if (parent.type === "block" || parent.type === "module") break
    if (settled) continue
    settled = !step(source, node, parent, open)
  }
  if (asserted) open.role = "assertion"
  const { path, atImport, inEnum } = enclosing(source, root)
  if (inEnum && open.role === null && open.target !== null) open.role = "enum"
  const marks: Mark[] = []
  if (atImport || early) marks.push("bound-at-import")
  if (inTests || asserted) marks.push("test")
  if (bytes) marks.push("bytes")
  return { role: open.role ?? "value", callee: open.callee, argument: open.argument, target: open.target, path, marks }
}

/** The arguments of a call that asserts: `self.assertEqual(…)`, `cursor.execute.assert_called_with(…)`. */
function isAssertion(source: string, list: SyntaxNode): boolean {
  const named = list.type !== "argument_list" || list.parent === null ? null : childOf(list.parent, "function")
  return named !== null && assertion.test(dottedName(source, named))
}

/** One step outwards; false where nothing further out can say more. */
function step(source: string, node: SyntaxNode, parent: SyntaxNode, open: Open): boolean {
  const set = (role: PlaceRole) => {
    open.role ??= role
  }
  if (through.has(parent.type)) return true
  if (pattern.test(parent.type) || parent.type === "case_clause") {
    set("case")
    return false
  }
  switch (parent.type) {
    case "pair":
      if (node.field === "key") {
        set("key")
        return false
      }
      open.target ??= nameOf(source, childOf(parent, "key") ?? parent)
      return true
    case "subscript":
      if (node.field !== "subscript") return true
      set(dottedName(source, childOf(parent, "value") ?? parent).endsWith("Literal") ? "type" : "lookup")
      return false
    case "keyword_argument":
      if (open.callee === null) open.target ??= nameOf(source, childOf(parent, "name") ?? parent)
      return true
    case "argument_list":
      return argument(source, node, parent, open)
    case "assignment":
    case "augmented_assignment":
    case "named_expression": {
      if (node.field === "type") {
        set("type")
        return false
      }
      const left = childOf(parent, "left") ?? childOf(parent, "name")
      if (left !== null && left !== node) open.target ??= nameOf(source, left)
      return parent.type !== "augmented_assignment"
    }
    case "default_parameter":
    case "typed_default_parameter":
      set(node.field === "type" ? "type" : "parameter-default")
      open.target ??= nameOf(source, childOf(parent, "name") ?? parent)
      return false
    case "type":
    case "typed_parameter":
    case "type_parameter":
    case "type_alias_statement":
      set("type")
      return false
    case "comparison_operator":
      set("comparison")
      return false
    case "boolean_operator":
      if (node.field === "right" && operatorOf(parent) === "or") {
        const left = childOf(parent, "left")
        if (left !== null && readsSettings(source, left)) set("fallback")
      }
      return true
    // Behind a call that passes its argument on, and the string's own methods.
    case "call":
    case "attribute":
    case "conditional_expression":
    case "unary_operator":
    case "not_operator":
      return true
    case "decorator":
      set("decorator")
      return false
    case "expression_statement":
      if (open.role === null && open.target === null && open.callee === null) set("unused")
      return false
    default:
      return false
  }
}

function argument(source: string, node: SyntaxNode, list: SyntaxNode, open: Open): boolean {
  const call = list.parent
  const named = call === null ? null : childOf(call, "function")
  // The arguments of a class statement are its bases.
  if (call === null || named === null) return false
  const callee = dottedName(source, named)
  if (open.callee !== null) return wrapping.test(callee) || call.parent?.type === "decorator"
  open.callee = callee
  // `connect(**{"database": "X"})` passes a keyword.
  open.argument = node.type === "dictionary_splat" ? open.target : argumentOf(source, list, node)
  const direct = node.type !== "list" && node.type !== "tuple" && node.type !== "dictionary" && node.type !== "set"
  const at = open.argument
  if (direct && open.role === null) {
    if (at === "fallback") open.role = "fallback"
    else if (at === "default" && defaultCall.test(callee)) open.role = "fallback"
    else if (at === 1 && environmentCall.test(callee)) open.role = "fallback"
    else if (at === 0 && /(?:^|\.)cast$/.test(callee)) open.role = "type"
    else if (at === 0 && isLookup(source, callee, node)) open.role = "lookup"
  }
  open.role ??= "argument"
  if (call.parent?.type === "decorator" || open.role === "fallback" || open.role === "type") return true
  return wrapping.test(callee)
}

/** `mapping.get("key")` and its like; not `requests.get("https://…")`. */
function isLookup(source: string, callee: string, node: SyntaxNode): boolean {
  if (!/(?:^|\.)(?:get|pop|setdefault|getenv|__getitem__|get_secret|getenvb)$/.test(callee)) return false
  return /^[a-zA-Z]{0,2}(["'])[\w.\- ]*\1$/.test(source.slice(node.start, Math.min(node.end, node.start + 200)))
}

/** An expression that looks a setting up: `os.environ.get("V")`, `os.getenv("V")`, `args.database`. */
function readsSettings(source: string, node: SyntaxNode): boolean {
  const text = source.slice(node.start, Math.min(node.end, node.start + 300))
  return /(?:environ|getenv|\benv|config|settings|options|cfg|conf|args)\b[\w.]*\s*[([.]/i.test(text) || /^args\.\w+$/.test(text)
}

interface Enclosing {
  readonly path: readonly string[]
  /** Evaluated when the module is loaded. */
  readonly atImport: boolean
  readonly inEnum: boolean
}

/** The scopes around a node, outermost first. */
export function enclosing(source: string, from: SyntaxNode): Enclosing {
  const path: string[] = []
  let atImport = true
  let inEnum: boolean | null = null
  for (let node = from, parent = from.parent; parent !== null; node = parent, parent = parent.parent) {
    if (parent.type === "lambda" && node.field === "body") atImport = false
    if (parent.type === "if_statement" && node.field === "consequence") {
      const condition = childOf(parent, "condition")
      if (condition !== null && /__name__\s*==|==\s*__name__/.test(source.slice(condition.start, condition.end))) atImport = false
    }
    if (parent.type !== "class_definition" && parent.type !== "function_definition") continue
    const name = childOf(parent, "name")
    const text = name === null ? "" : source.slice(name.start, name.end)
    if (parent.type === "function_definition") {
      if (node.field === "body") {
        atImport = false
        inEnum ??= false
      }
      path.push(text)
      continue
    }
    path.push(`class ${text}`)
    const bases = childOf(parent, "superclasses")
    inEnum ??= node.field === "body" && bases !== null && /(?:Enum|Flag)\b/.test(source.slice(bases.start, bases.end))
  }
  return { path: path.reverse(), atImport, inEnum: inEnum ?? false }
}
