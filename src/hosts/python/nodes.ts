import { ofLetters } from "../../text/letters.js"
import type { SyntaxNode } from "./tree.js"

/** The child in a role of the grammar, null without one. */
export function childOf(node: SyntaxNode, field: string): SyntaxNode | null {
  for (const child of node.children) if (child.field === field) return child
  return null
}

/** The operator of a binary or boolean operator; empty where it cannot be read. */
export function operatorOf(node: SyntaxNode): string {
  return childOf(node, "operator")?.type ?? ""
}

const lastName = ofLetters(String.raw`[\p{L}\p{N}_]+$`)
const wholeName = ofLetters(String.raw`^[\p{L}_][\p{L}\p{N}_]*$`)

/** What a name, an attribute (its last part) or a plain literal spells; null for anything else. */
export function nameOf(source: string, node: SyntaxNode): string | null {
  if (node.end - node.start > 400) return null
  const text = source.slice(node.start, node.end)
  if (node.type === "attribute") return lastName(text).exec(text)?.[0] ?? null
  if (node.type === "string")
    return (
      /^[a-zA-Z]{0,2}(?:"([^"\\]*)"|'([^'\\]*)')$/
        .exec(text)
        ?.slice(1)
        .find((part) => part !== undefined) ?? null
    )
  if (node.type === "subscript") {
    const key = childOf(node, "subscript")
    return key === null ? null : nameOf(source, key)
  }
  return wholeName(text).test(text) ? text : null
}

/** A callee as it is written, without space and without what stands in brackets: `connect().cursor().execute`. */
export function dottedName(source: string, node: SyntaxNode): string {
  const text = source.slice(Math.max(node.start, node.end - 400), node.end)
  let result = ""
  let open = 0
  let quote = ""
  for (const character of text) {
    if (quote !== "") {
      if (character === quote) quote = ""
    } else if (character === '"' || character === "'") quote = character
    else if (character === "(" || character === "[" || character === "{") {
      if (open === 0) result += character
      open++
    } else if (character === ")" || character === "]" || character === "}") {
      if (open > 0) open--
      if (open === 0) result += character
    } else if (open === 0 && !/[\s\\]/.test(character)) result += character
  }
  return result
}
