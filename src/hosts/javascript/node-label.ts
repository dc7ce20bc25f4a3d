import type { Node } from "./syntax.js"

/** Fields that are part of what a node means beside its children. */
const telling = [
  "name",
  "operator",
  "kind",
  "pattern",
  "flags",
  "static",
  "async",
  "generator",
  "await",
  "prefix",
  "optional",
  "shorthand",
  "importKind",
  "exportKind",
  "const",
  "delegate",
]

/** What kind of node it is and what it means beside its children, as one word. */
export function label(node: Node): string {
  let text = `(${node.type}`
  for (const field of telling) {
    const value = node[field]
    if (value === undefined || value === null || value === false || typeof value === "object") continue
    text += `:${value}`
  }
  if (
    node.type === "NumericLiteral" ||
    node.type === "BigIntLiteral" ||
    node.type === "BooleanLiteral" ||
    node.type === "StringLiteralTypeAnnotation"
  )
    text += `:${node.value}`
  if (node.type === "DirectiveLiteral") text += `:${node.value}`
  if (node.type === "TemplateElement") text += `:${(node.value as { readonly raw: string }).raw}`
  return text
}
