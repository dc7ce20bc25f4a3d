import type { Node } from "web-tree-sitter"
import type { CodeKind, CodeNode, CodeTree } from "../../model/code.js"
import type { Parse } from "./grammar.js"

interface Task {
  readonly node: Node
  readonly parent: number
  readonly slot: string
}

/** Larger files are not followed. */
const mostNodes = 400_000

const blocks =
  /^(?:module|block|if_statement|elif_clause|else_clause|while_statement|try_statement|except_clause|finally_clause|with_statement|with_clause|match_statement|case_clause|if_clause|decorated_definition)$/
const lists =
  /^(?:list|tuple|set|dictionary|expression_list|pattern_list|tuple_pattern|list_pattern|generator_expression|(?:list|set|dictionary)_comprehension)$/
/** Nodes that only wrap another, in the slot of which it stands. */
const transparent = new Set(["parenthesized_expression", "type_conversion", "as_pattern_target", "decorator"])
const silent = new Set([
  "comment",
  "type",
  "global_statement",
  "nonlocal_statement",
  "delete_statement",
  "pass_statement",
  "keyword_separator",
  "positional_separator",
])

/** The code of a Python file; null where it cannot be parsed or is too large to be followed. */
export function pythonCode(text: string, parse: Parse): CodeTree | null {
  const tree = parse(text)
  if (tree === null) return null
  try {
    return tree.rootNode.hasError ? null : walk(text, tree.rootNode)
  } finally {
    tree.delete()
  }
}

function walk(source: string, root: Node): CodeTree | null {
  const nodes: CodeNode[] = []
  const stack: Task[] = [{ node: root, parent: -1, slot: "" }]
  const textOf = (node: Node): string => source.slice(node.startIndex, node.endIndex)
  for (let task = stack.pop(); task !== undefined; task = stack.pop()) {
    const { node, parent, slot } = task
    if (nodes.length > mostNodes) return null
    if (silent.has(node.type)) continue
    const inner = partsOf(node)
    const add = (kind: CodeKind, name = "", as = slot): number =>
      nodes.push({ kind, name, parent, slot: as, start: node.startIndex, end: node.endIndex }) - 1
    const next = (tasks: readonly (readonly [Node | null, string])[], at: number): void => {
      for (const [child, as] of [...tasks].reverse()) if (child !== null) stack.push({ node: child, parent: at, slot: as })
    }
    const field = (name: string): Node | null => node.childForFieldName(name)
    const all = (as: string): (readonly [Node, string])[] => inner.map((child) => [child, as] as const)

    if (transparent.has(node.type)) next(all(slot), parent)
    else if (lists.test(node.type)) {
      const at = add("list")
      next(
        inner.flatMap((child): (readonly [Node | null, string])[] =>
          child.type === "pair"
            ? [
                [child.childForFieldName("key"), "key"],
                [child.childForFieldName("value"), "item"],
              ]
            : [[child, child.type === "for_in_clause" || child.type === "if_clause" ? "clause" : "item"]],
        ),
        at,
      )
    } else if (node.type === "pair") {
      next(
        [
          [field("key"), "key"],
          [field("value"), "item"],
        ],
        parent,
      )
    } else if (blocks.test(node.type)) {
      const at = add("block")
      const condition = field("condition") ?? field("subject")
      next(
        inner.map((child) => [child, child.id === condition?.id || node.type === "if_clause" ? "test" : "body"] as const),
        at,
      )
    } else if (node.type === "expression_statement") {
      const [only] = inner
      if (inner.length === 1 && only !== undefined && /assignment$/.test(only.type)) next([[only, slot]], parent)
      else next(all("value"), add("statement"))
    } else if (node.type === "identifier") add("name", textOf(node))
    else if (node.type === "string") next(holesOf(node), add("text", valueIn(node, textOf)))
    else if (node.type === "concatenated_string") {
      const at = add("text", inner.map((child) => valueIn(child, textOf)).join(""))
      next(inner.flatMap(holesOf), at)
    } else if (node.type === "attribute") next([[field("object"), "object"]], add("member", textOf(field("attribute") ?? node)))
    else if (node.type === "subscript") {
      const object = field("value")
      next(
        inner.map((child) => [child, child.id === object?.id ? "object" : "key"] as const),
        add("index"),
      )
    } else if (node.type === "call") {
      const given = field("arguments")
      let position = 0
      const given_ = given === null ? [] : given.type === "argument_list" ? partsOf(given) : [given]
      const tasks = given_.map((child): readonly [Node | null, string] => {
        if (child.type === "keyword_argument")
          return [child.childForFieldName("value"), `=${textOf(child.childForFieldName("name") ?? child)}`]
        return /splat/.test(child.type) ? [child, "spread"] : [child, String(position++)]
      })
      next([[field("function"), "callee"], ...tasks], add("call"))
    } else if (/splat/.test(node.type)) next(all(slot), parent)
    else if (node.type === "binary_operator") {
      next(
        [
          [field("left"), "left"],
          [field("right"), "right"],
        ],
        add("binary", field("operator")?.type ?? ""),
      )
    } else if (node.type === "boolean_operator") {
      next(
        [
          [field("left"), "option"],
          [field("right"), "option"],
        ],
        add("choice"),
      )
    } else if (node.type === "conditional_expression") {
      next(
        inner.map((child, index) => [child, index === 1 ? "test" : "option"] as const),
        add("choice"),
      )
    } else if (/^(?:not_operator|comparison_operator|assert_statement)$/.test(node.type)) next(all("test"), add("test"))
    else if (/^(?:assignment|augmented_assignment|named_expression)$/.test(node.type)) {
      next(
        [
          [field("left") ?? field("name"), "target"],
          [field("right") ?? field("value"), "value"],
        ],
        add("assign"),
      )
    } else if (node.type === "with_item") {
      const value = field("value")
      if (value?.type === "as_pattern") next([[value, slot]], parent)
      else next([[value, "value"]], add("statement"))
    } else if (node.type === "as_pattern") {
      const target = field("alias")
      next(
        inner.map((child) => [child, child.id === target?.id ? "target" : "value"] as const),
        add("assign"),
      )
    } else if (node.type === "return_statement" || node.type === "yield") next(all("value"), add("return"))
    else if (node.type === "await") next(all("value"), add("await"))
    else if (node.type === "for_statement" || node.type === "for_in_clause") {
      const left = field("left")
      const right = field("right")
      next(
        inner.map((child) => [child, child.id === left?.id ? "target" : child.id === right?.id ? "value" : "body"] as const),
        add("for"),
      )
    } else if (node.type === "class_definition") {
      const at = add("class", textOf(field("name") ?? node))
      next(
        [
          [field("superclasses"), "base"],
          [field("body"), "body"],
        ],
        at,
      )
    } else if (node.type === "function_definition" || node.type === "lambda") {
      const at = add("function", functionName(node, textOf))
      addParameters(nodes, at, node, textOf, (child, of) => stack.push({ node: child, parent: of, slot: "default" }))
      const body = field("body")
      if (body === null) continue
      const returns =
        node.type === "lambda" ? nodes.push({ ...spanOf(body), kind: "return", name: "", parent: at, slot: "body" }) - 1 : at
      stack.push({ node: body, parent: returns, slot: node.type === "lambda" ? "value" : "body" })
    } else if (/^import/.test(node.type)) addImports(nodes, add("import", textOf(field("module_name") ?? node)), node, textOf)
    else next(all("value"), add("other"))
  }
  return nodes
}

function partsOf(node: Node): readonly Node[] {
  return node.namedChildren.filter((child): child is Node => child !== null && child.type !== "comment")
}

function spanOf(node: Node): { readonly start: number; readonly end: number } {
  return { start: node.startIndex, end: node.endIndex }
}

/** The value of a literal as written, interpolations as `*`. */
function valueIn(node: Node, textOf: (node: Node) => string): string {
  return partsOf(node)
    .map((part) => (part.type === "interpolation" ? "*" : part.type === "string_content" ? textOf(part) : ""))
    .join("")
}

function holesOf(node: Node): readonly (readonly [Node | null, string])[] {
  return partsOf(node)
    .filter((part) => part.type === "interpolation")
    .map((part) => [part.childForFieldName("expression"), "hole"] as const)
}

/** The class around a method, null for other functions. */
function classOf(node: Node): Node | null {
  let around = node.parent
  while (around !== null && /^(?:block|decorated_definition)$/.test(around.type)) around = around.parent
  return around?.type === "class_definition" ? around : null
}

function functionName(node: Node, textOf: (node: Node) => string): string {
  const name = node.childForFieldName("name")
  if (name === null) return ""
  const owner = textOf(name) === "__init__" ? (classOf(node)?.childForFieldName("name") ?? null) : null
  return textOf(owner ?? name)
}

function addParameters(
  nodes: CodeNode[],
  at: number,
  node: Node,
  textOf: (node: Node) => string,
  later: (value: Node, parameter: number) => void,
): void {
  const list = node.childForFieldName("parameters")
  let position = 0
  let keyword = false
  const method = classOf(node) !== null
  for (const [index, child] of (list === null ? [] : partsOf(list)).entries()) {
    const name = child.type === "identifier" ? child : (child.childForFieldName("name") ?? partsOf(child)[0] ?? child)
    const rest = /splat/.test(child.type) || /splat/.test(name.type)
    const spelled = textOf(name).replace(/^\*+/, "")
    if (method && index === 0 && /^(?:self|cls|mcs)$/.test(spelled)) continue
    if (child.type === "keyword_separator") keyword = true
    if (/_separator$/.test(child.type)) continue
    const slot = rest ? "rest" : keyword ? `=${spelled}` : String(position++)
    if (rest) keyword = true
    const parameter = nodes.push({ ...spanOf(child), kind: "param", name: spelled, parent: at, slot }) - 1
    const value = child.childForFieldName("value")
    if (value !== null) later(value, parameter)
  }
}

function addImports(nodes: CodeNode[], at: number, node: Node, textOf: (node: Node) => string): void {
  const from = node.childForFieldName("module_name")
  for (const child of partsOf(node)) {
    if (child.id === from?.id) continue
    const name = child.type === "aliased_import" ? (child.childForFieldName("name") ?? child) : child
    const alias = child.type === "aliased_import" ? (child.childForFieldName("alias") ?? name) : name
    const local = textOf(alias)
    const slot = from === null || child.type === "wildcard_import" ? "*" : textOf(name)
    nodes.push({
      ...spanOf(child),
      kind: "imported",
      name: from === null && alias === name ? (local.split(".")[0] ?? local) : local,
      parent: at,
      slot,
    })
  }
}
