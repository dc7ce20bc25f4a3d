import type { Mark, Place, Region, RegionKind } from "../../model/region.js"
import type { Span } from "../../model/text.js"
import { countWhile } from "../../text/search.js"
import { enclosing } from "../../text/spans.js"
import type { Parsed } from "./parse.js"
import type { Scope, Step } from "./place.js"
import { isTestCall, placeOf } from "./place.js"
import type { StringExpression } from "./strings.js"
import { operands, readLiteral, readString, readTagged } from "./strings.js"
import { type Comment, child, children, dotted, eachChild, isWrapper, type Node, nameOf, textOf, unwrap } from "./syntax.js"

/**
 * Every string, key, comment and text of a parsed file; they may stand inside one another. With `asked` (sorted) at least those of the
 * statements and members that hold a part of these places.
 */
export function collectRegions(
  source: string,
  parsed: Parsed,
  fileMarks: readonly Mark[],
  asked: readonly Span[] | null,
): readonly Region[] {
  const root: Scope = { start: 0, end: source.length, path: [], inFunction: false, inTest: false }
  const scopes: Scope[] = [root]
  const regions: Region[] = []
  const steps: { node: Node; field: string }[] = []
  let scope = root
  /** How many strings are around: whatever stands in one belongs to it. */
  let around = 0
  const passedBy: Node[] = []

  const add = (kind: RegionKind, node: Node, read: StringExpression, place: Place): void => {
    const first = read.pieces[0]
    const last = read.pieces.at(-1)
    const span = { start: first?.span.start ?? node.start, end: last?.span.end ?? node.end }
    const { text, map, holes, pieces } = read
    regions.push({ kind, language: "text", span, text, map, holes, place, pieces, escape: "none" })
  }
  const literal = (kind: RegionKind, node: Node, spelling: "quoted" | "jsx" | "bare"): void =>
    add(kind, node, readLiteral(source, node, spelling), placeOf(steps, node, scope, fileMarks))

  const descend = (node: Node): void => {
    const step = { node, field: "" }
    steps.push(step)
    eachChild(node, (next, field) => {
      step.field = field
      if (field === "body" && around === 0 && asked !== null && !holdsPart(next, asked)) passedBy.push(next)
      else visit(next)
    })
    steps.pop()
  }
  /** Visits some nodes as if they stood in one field of `node`. */
  const visitAll = (node: Node, field: string, inner: readonly Node[]): void => {
    steps.push({ node, field })
    for (const each of inner) visit(each)
    steps.pop()
  }
  /** Visits what is interpolated in a string, or joined with it. */
  const visitInner = (node: Node, field: string, inner: readonly Node[]): void => {
    around++
    visitAll(node, field, inner)
    around--
  }
  const inScope = (node: Node, name: string | null, isFunction: boolean, isTest: boolean): void => {
    const outer = scope
    scope = {
      start: node.start,
      end: node.end,
      path: name === null ? outer.path : [...outer.path, name],
      inFunction: outer.inFunction || isFunction,
      inTest: outer.inTest || isTest,
    }
    scopes.push(scope)
    descend(node)
    scope = outer
  }

  const visit = (node: Node): void => {
    switch (node.type) {
      case "StringLiteral":
      case "TemplateLiteral":
      case "BinaryExpression":
        visitExpression(node)
        return
      case "DirectiveLiteral":
        literal("string", node, "quoted")
        return
      case "TaggedTemplateExpression": {
        const read = readTagged(source, node)
        if (read === null) return
        add("string", node, read, placeOf(steps, node, scope, fileMarks))
        visitTag(node)
        visitInner(node, "quasi", read.inner)
        return
      }
      case "RegExpLiteral":
        add("string", node, pattern(source, node), {
          ...placeOf(steps, node, scope, fileMarks),
          role: "argument",
          callee: "RegExp",
          argument: 0,
        })
        return
      case "JSXText":
        if (/\S/.test(textOf(node, "value"))) literal("text", node, "jsx")
        return
      case "JSXAttribute": {
        const value = child(node, "value")
        if (value?.type !== "StringLiteral") {
          descend(node)
          return
        }
        steps.push({ node, field: "value" })
        literal("string", value, "jsx")
        steps.pop()
        return
      }
      case "StringLiteralTypeAnnotation":
        literal("string", node, "quoted")
        return
      case "CallExpression":
      case "OptionalCallExpression":
        visitCall(node)
        return
      case "ObjectProperty":
        visitProperty(node)
        return
      case "ObjectMethod":
      case "ClassMethod":
      case "ClassPrivateMethod":
      case "FunctionDeclaration":
      case "FunctionExpression":
      case "ArrowFunctionExpression":
        inScope(node, functionName(node, steps), true, false)
        return
      case "ClassDeclaration":
      case "ClassExpression": {
        const name = nameOf(child(node, "id"))
        inScope(node, name === null ? "class" : `class ${name}`, false, false)
        return
      }
      case "ClassProperty":
      case "ClassAccessorProperty":
      case "ClassPrivateProperty":
        inScope(node, null, node.static !== true, false)
        return
      default:
        descend(node)
        return
    }
  }
  const visitTag = (node: Node): void => {
    steps.push({ node, field: "tag" })
    for (const field of ["tag", "typeParameters", "typeArguments"]) {
      const part = child(node, field)
      if (part !== null) visit(part)
    }
    steps.pop()
  }
  const visitExpression = (node: Node): void => {
    const read = readString(source, node)
    if (read === null) {
      if (node.type === "BinaryExpression" && node.operator === "+") visitAll(node, "right", operands(node))
      else descend(node)
      return
    }
    const place = placeOf(steps, node, scope, fileMarks)
    const above = steps.at(-1)
    add(isKey(node, above) ? "key" : "string", node, read, place)
    visitInner(node, "expressions", read.inner)
  }
  const visitCall = (node: Node): void => {
    if (readString(source, node) !== null) {
      visitExpression(node)
      return
    }
    const callee = dotted(child(node, "callee"))
    if (isTestCall(callee) && children(node, "arguments").length > 1) {
      inScope(node, null, false, true)
      return
    }
    descend(node)
  }
  const visitProperty = (node: Node): void => {
    const key = child(node, "key")
    const name = node.computed === true ? null : nameOf(key)
    if (key !== null && key.type === "Identifier" && name !== null && node.shorthand !== true) {
      steps.push({ node, field: "key" })
      literal("key", key, "bare")
      steps.pop()
    }
    const value = child(node, "value")
    if (value !== null && unwrap(value).type === "ObjectExpression") inScope(node, name, false, false)
    else descend(node)
  }

  visit(parsed.program)
  const scopeAt = scopeFinder(scopes.sort((a, b) => a.start - b.start || b.end - a.end))
  passedBy.sort((a, b) => a.start - b.start)
  for (const comment of parsed.comments) {
    if (enclosing(passedBy, comment) === null) regions.push(commentRegion(source, comment, scopeAt(comment.start), fileMarks))
  }
  return regions
}

/** Whether a part of one of the sorted places stands in a node. */
function holdsPart(node: Node, places: readonly Span[]): boolean {
  const next = places[countWhile(places, (place) => place.end <= node.start)]
  return next !== undefined && next.start < node.end
}

/** A quoted name of a member: as key where it is defined, as look-up where it is used. */
function isKey(node: Node, above: Step | undefined): boolean {
  if (above === undefined) return false
  if (above.field === "key") return true
  if (above.field === "property" && above.node.type.endsWith("MemberExpression")) return true
  return (
    above.field === "left" &&
    above.node.type === "BinaryExpression" &&
    above.node.operator === "in" &&
    node.type !== "BinaryExpression"
  )
}

function functionName(node: Node, steps: readonly Step[]): string | null {
  const own = nameOf(child(node, "id")) ?? nameOf(child(node, "key"))
  if (own !== null) return own
  const above = steps.findLast((step) => !isWrapper(step.node))
  if (above === undefined) return null
  if (above.field === "init") return nameOf(child(above.node, "id"))
  if (above.field === "right" && above.node.type === "AssignmentExpression") {
    const name = dotted(child(above.node, "left"))
    return name === null ? null : name.slice(name.lastIndexOf(".") + 1)
  }
  return above.field === "value" ? nameOf(child(above.node, "key")) : null
}

function pattern(source: string, node: Node): StringExpression {
  const text = textOf(node, "pattern")
  const from = source.indexOf("/", node.start) + 1
  return { text, map: [{ at: 0, length: text.length, from, width: text.length }], holes: [], pieces: [], inner: [] }
}

/** Finds the innermost scope of an offset. Offsets must come in rising order. */
function scopeFinder(scopes: readonly Scope[]): (offset: number) => Scope {
  const open: Scope[] = []
  let next = 0
  return (offset) => {
    while (next < scopes.length && (scopes[next] as Scope).start <= offset) open.push(scopes[next++] as Scope)
    while (open.length > 1 && (open.at(-1) as Scope).end <= offset) open.pop()
    return open.at(-1) as Scope
  }
}

function commentRegion(source: string, comment: Comment, scope: Scope, fileMarks: readonly Mark[]): Region {
  const block = comment.type === "CommentBlock" && source.startsWith("/*", comment.start)
  const opening = source.startsWith("<!--", comment.start) ? 4 : source.startsWith("-->", comment.start) ? 3 : 2
  const start = Math.min(comment.start + opening, comment.end)
  const end = block && source.endsWith("*/", comment.end) ? Math.max(start, comment.end - 2) : comment.end
  const text = source.slice(start, end)
  const marks: readonly Mark[] = scope.inTest && !fileMarks.includes("test") ? [...fileMarks, "test"] : fileMarks
  return {
    kind: "comment",
    language: "text",
    span: { start: comment.start, end: comment.end },
    text,
    map: text === "" ? [] : [{ at: 0, length: text.length, from: start, width: text.length }],
    holes: [],
    place: { role: "value", callee: null, argument: null, target: null, path: scope.path, marks },
    pieces: [],
    escape: "none",
  }
}
