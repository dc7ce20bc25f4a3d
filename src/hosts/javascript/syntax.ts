/** A node of the syntax tree, as loosely typed as a walk over every kind of node needs it. Offsets are UTF-16 code units. */
export interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [field: string]: unknown
}

/** A comment with its delimiters in the span; `value` is what stands between them. */
export interface Comment {
  readonly type: "CommentBlock" | "CommentLine"
  readonly value: string
  readonly start: number
  readonly end: number
}

/** Fields of a node that hold no child. */
const scalars = new Set([
  "type",
  "start",
  "end",
  "loc",
  "range",
  "extra",
  "leadingComments",
  "trailingComments",
  "innerComments",
  "errors",
  "comments",
  "tokens",
  "name",
  "value.raw",
  "operator",
  "kind",
  "pattern",
  "flags",
])

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string"
}

/** Calls `visit` with each child of a node in the order of the node's fields, and the field that it stands in. */
export function eachChild(node: Node, visit: (child: Node, field: string) => void): void {
  for (const field in node) {
    const value = node[field]
    if (typeof value !== "object" || value === null || scalars.has(field)) continue
    if (Array.isArray(value)) {
      for (const item of value as readonly unknown[]) if (isNode(item)) visit(item, field)
    } else if (isNode(value)) visit(value, field)
  }
}

/** The node in a field; null if there is none. */
export function child(node: Node | null, field: string): Node | null {
  const value = node?.[field]
  return isNode(value) ? value : null
}

/** The nodes in a list field; elisions are left out. */
export function children(node: Node | null, field: string): readonly Node[] {
  const value = node?.[field]
  return Array.isArray(value) ? (value as readonly unknown[]).filter(isNode) : []
}

/** A field's string; empty if it holds none. */
export function textOf(node: Node | null, field: string): string {
  const value = node?.[field]
  return typeof value === "string" ? value : ""
}

/** Kinds of expression that only wrap another: its value is theirs. */
const wrappers = new Set([
  "ParenthesizedExpression",
  "TSAsExpression",
  "TSSatisfiesExpression",
  "TSNonNullExpression",
  "TSTypeAssertion",
  "TypeCastExpression",
  "TSInstantiationExpression",
])

/** Whether a node only wraps the expression in its field `expression`. */
export function isWrapper(node: Node): boolean {
  return wrappers.has(node.type)
}

/** The expression without assertions of type around it. */
export function unwrap(node: Node): Node {
  let current = node
  while (isWrapper(current)) {
    const inner = child(current, "expression")
    if (inner === null) return current
    current = inner
  }
  return current
}

/** The name of an identifier, a private name or a string used as a name; null for anything else. */
export function nameOf(node: Node | null): string | null {
  if (node === null) return null
  switch (node.type) {
    case "Identifier":
    case "JSXIdentifier":
      return textOf(node, "name")
    case "StringLiteral":
      return textOf(node, "value")
    case "NumericLiteral":
      return String(node.value)
    case "PrivateName":
      return `#${nameOf(child(node, "id")) ?? ""}`
    default:
      return null
  }
}

/**
 * The dotted name of an expression as it is written: `pool.request().query` is `pool.request.query`, `this.db` is itself, and a
 * computed constant member counts as its name. Null where an end of it has no name.
 */
export function dotted(node: Node | null): string | null {
  const parts: string[] = []
  let current = node === null ? null : unwrap(node)
  for (let steps = 0; current !== null && steps < 64; steps++) {
    switch (current.type) {
      case "Identifier":
      case "JSXIdentifier":
        parts.push(textOf(current, "name"))
        return parts.reverse().join(".")
      case "ThisExpression":
        parts.push("this")
        return parts.reverse().join(".")
      case "Super":
        parts.push("super")
        return parts.reverse().join(".")
      case "Import":
        parts.push("import")
        return parts.reverse().join(".")
      case "MetaProperty":
        parts.push(`${nameOf(child(current, "meta")) ?? ""}.${nameOf(child(current, "property")) ?? ""}`)
        return parts.reverse().join(".")
      case "MemberExpression":
      case "OptionalMemberExpression":
      case "JSXMemberExpression": {
        const property = nameOf(child(current, "property"))
        if (property === null || (current.computed === true && child(current, "property")?.type === "Identifier"))
          return ended(parts)
        parts.push(property)
        current = inside(current, "object")
        break
      }
      case "CallExpression":
      case "OptionalCallExpression":
      case "NewExpression":
        current = inside(current, "callee")
        break
      case "AwaitExpression":
        current = inside(current, "argument")
        break
      case "TaggedTemplateExpression":
        current = inside(current, "tag")
        break
      default:
        return ended(parts)
    }
  }
  return ended(parts)
}

function inside(node: Node, field: string): Node | null {
  const inner = child(node, field)
  return inner === null ? null : unwrap(inner)
}

/** What is known of a name whose root is not: its last parts, without the root. */
function ended(parts: string[]): string | null {
  return parts.length === 0 ? null : parts.reverse().join(".")
}
