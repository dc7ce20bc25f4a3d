import type { Environment } from "../../model/host.js"
import { boundNames } from "./import-site.js"
import { label } from "./node-label.js"
import { child, children, dotted, eachChild, isWrapper, type Node, nameOf, textOf, unwrap } from "./syntax.js"
import { tagKind } from "./tags.js"

/** Stands for an expression inside a string. Its own values follow. */
const opening = "\u0001"

/**
 * A program as the list of its strings and of the code between them. However a string is written (quotes, a template, joined pieces, a
 * variable of the environment that is imported), it gives the same entry; what is no string gives its structure and
 * names. So two lists are equal when the programs differ in nothing but the spelling of strings. Imports of the environment's variables
 * are left out.
 */
export function programValues(program: Node, environment: Environment): readonly string[] {
  const { imported } = boundNames(program)
  const known = new Map([...environment].filter(([variable]) => imported.includes(variable)))
  const values: string[] = []
  /** Structure since the last string. */
  let code: string[] = []

  const string = (value: string): void => {
    values.push(code.join(" "), value)
    code = []
  }
  const variableOf = (node: Node): string | null => {
    if (node.type !== "Identifier") return null
    return known.get(textOf(node, "name")) ?? null
  }
  /** Whether an expression is a string by its form. */
  const isText = (node: Node): boolean => {
    const bare = unwrap(node)
    switch (bare.type) {
      case "StringLiteral":
      case "TemplateLiteral":
        return true
      case "Identifier":
        return variableOf(bare) !== null
      case "BinaryExpression":
        return bare.operator === "+" && chain(bare).some(isText)
      default:
        return false
    }
  }
  /** Text of an expression with a mark for each expression in it, which goes to `inner`. */
  const fold = (node: Node, inner: Node[]): string => {
    const bare = unwrap(node)
    switch (bare.type) {
      case "StringLiteral":
        return textOf(bare, "value")
      case "TemplateLiteral":
        return foldTemplate(bare, inner, "cooked")
      case "BinaryExpression":
        if (isText(bare)) return foldChain(bare, inner)
        break
    }
    const variable = variableOf(bare)
    if (variable !== null) return variable
    inner.push(bare)
    return opening
  }
  const foldTemplate = (node: Node, inner: Node[], part: "cooked" | "raw"): string => {
    const holes = children(node, "expressions")
    return children(node, "quasis")
      .map((quasi, index) => {
        const value = quasi.value as { readonly raw: string; readonly cooked: string | null }
        const hole = holes[index]
        const text = part === "raw" ? value.raw : (value.cooked ?? value.raw)
        return hole === undefined ? text : text + fold(hole, inner)
      })
      .join("")
  }
  const foldChain = (node: Node, inner: Node[]): string => {
    const all = chain(node)
    const first = all.findIndex(isText)
    const text = all.slice(Math.max(first, 0)).map((each) => fold(each, inner))
    if (first > 0) {
      inner.unshift(...all.slice(0, first))
      text.unshift(opening.repeat(first))
    }
    return text.join("")
  }
  const foldString = (node: Node): void => {
    const inner: Node[] = []
    string(fold(node, inner))
    for (const each of inner) visit(each)
  }
  const key = (node: Node | null, computed: boolean): void => {
    if (node === null) return
    const name = computed ? null : nameOf(node)
    if (name !== null && node.type !== "PrivateName") {
      code.push(name === "__proto__" || name === "constructor" ? "plain-key" : "key")
      string(name)
    } else if (computed && isText(node)) {
      code.push("key")
      foldString(node)
    } else visit(node)
  }

  const visit = (node: Node): void => {
    const bare = isWrapper(node) && node.typeAnnotation === undefined ? unwrap(node) : node
    if (isText(bare) && !isWrapper(bare)) {
      foldString(bare)
      return
    }
    switch (bare.type) {
      case "ImportDeclaration":
        visitImport(bare)
        return
      case "VariableDeclaration":
        if (loadsOnly(bare, environment)) return
        break
      case "ObjectProperty":
      case "ObjectMethod":
      case "ClassProperty":
      case "ClassAccessorProperty":
      case "ClassMethod":
        visitMember(bare)
        return
      case "TaggedTemplateExpression":
        visitTagged(bare)
        return
      case "JSXElement":
      case "JSXFragment":
        visitElement(bare)
        return
      case "JSXExpressionContainer": {
        const inner = child(bare, "expression")
        if (inner !== null && isText(inner)) {
          foldString(inner)
          return
        }
        break
      }
      case "MemberExpression":
      case "OptionalMemberExpression":
        visitAccess(bare)
        return
      case "TSEnumMember":
      case "ExportSpecifier":
      case "MetaProperty":
        literally(bare)
        return
    }
    if (/^TS(?!AsE|Sat|NonN|TypeAssertion|ExportA|Param|Instant|Module|DeclareF)|TypeAnnotation$/.test(bare.type)) {
      literally(bare)
      return
    }
    structure(bare)
  }
  const structure = (node: Node): void => {
    code.push(label(node))
    eachChild(node, visit)
    code.push(")")
  }
  /** Where only literals count: a variable is none. */
  const literally = (node: Node): void => {
    code.push(label(node))
    if (node.type === "StringLiteral") string(textOf(node, "value"))
    eachChild(node, literally)
    code.push(")")
  }
  /** The name behind a dot is no variable. */
  const visitAccess = (node: Node): void => {
    code.push(node.computed === true ? `${label(node)}:computed` : label(node))
    eachChild(node, (next, field) => {
      if (field === "property" && node.computed !== true) literally(next)
      else visit(next)
    })
    code.push(")")
  }
  const visitMember = (node: Node): void => {
    code.push(label(node))
    key(child(node, "key"), node.computed === true)
    eachChild(node, (next, field) => {
      if (field !== "key") visit(next)
    })
    code.push(")")
  }
  const visitTagged = (node: Node): void => {
    const tag = child(node, "tag")
    const quasi = child(node, "quasi")
    if (tag === null || quasi === null) return
    code.push(label(node))
    visit(tag)
    const name = dotted(tag)
    if (tagKind(name) === "text") {
      const inner: Node[] = []
      string(foldTemplate(quasi, inner, name === "String.raw" ? "raw" : "cooked"))
      for (const each of inner) visit(each)
    } else {
      for (const each of children(quasi, "quasis")) string((each.value as { readonly raw: string }).raw)
      code.push("holes")
      for (const each of children(quasi, "expressions")) visit(each)
    }
    code.push(")")
  }
  const visitImport = (node: Node): void => {
    const all = children(node, "specifiers")
    const own = all.filter((each) => !(each.type === "ImportSpecifier" && known.has(nameOf(child(each, "local")) ?? "")))
    if (all.length > 0 && own.length === 0) return
    code.push(label(node))
    for (const each of own) structure(each)
    eachChild(node, (next, field) => {
      if (field !== "specifiers") visit(next)
    })
    code.push(")")
  }
  const visitElement = (node: Node): void => {
    code.push(label(node))
    eachChild(node, (next, field) => {
      if (field !== "children" && field !== "closingElement") visit(next)
    })
    const inner: Node[] = []
    let text = ""
    for (const each of children(node, "children")) {
      const held = each.type === "JSXExpressionContainer" ? child(each, "expression") : null
      if (each.type === "JSXText") text += cleaned(textOf(each, "value"))
      else if (held !== null && isText(held)) text += fold(held, inner)
      else if (held?.type !== "JSXEmptyExpression") {
        text += opening
        inner.push(each)
      }
    }
    string(text)
    for (const each of inner) visit(each)
    code.push(")")
  }

  visit(program)
  values.push(code.join(" "))
  return values
}

function chain(node: Node): readonly Node[] {
  const found: Node[] = []
  let current: Node | null = node
  while (current !== null && current.type === "BinaryExpression" && current.operator === "+") {
    const right = child(current, "right")
    if (right !== null) found.push(right)
    current = child(current, "left")
  }
  if (current !== null) found.push(current)
  return found.reverse()
}

/** `const { A, B } = require("…")` with variables of the environment alone. */
function loadsOnly(node: Node, environment: Environment): boolean {
  const all = children(node, "declarations")
  return (
    all.length > 0 &&
    all.every((each) => {
      const id = child(each, "id")
      const init = child(each, "init")
      if (id?.type !== "ObjectPattern" || init?.type !== "CallExpression" || nameOf(child(init, "callee")) !== "require")
        return false
      const names = children(id, "properties").map((property) => nameOf(child(property, "value")))
      return names.length > 0 && names.every((name) => name !== null && environment.has(name))
    })
  )
}

/** JSX text as it reaches the page: lines lose their indentation, blank ones vanish, and one blank joins the rest. */
function cleaned(text: string): string {
  const lines = text.split(/\r\n|\n|\r/)
  const last = lines.findLastIndex((line) => /[^ \t]/.test(line))
  return lines
    .map((line, index) => {
      let kept = line.replace(/\t/g, " ")
      if (index > 0) kept = kept.replace(/^ +/, "")
      if (index < lines.length - 1) kept = kept.replace(/ +$/, "")
      return kept !== "" && index !== last && index < lines.length - 1 ? `${kept} ` : kept
    })
    .join("")
}
