import type { TextProblem } from "../../model/host.js"
import type { Span } from "../../model/text.js"
import { type BuiltText, textBuilder } from "../shared/text-builder.js"

/** One text of an XML document: an attribute's value, or text between tags. */
export interface XmlText {
  readonly span: Span
  readonly built: BuiltText
  readonly kind: "attribute" | "text" | "cdata" | "element-name" | "attribute-name" | "declaration"
  /** The attribute's name; null for others. */
  readonly name: string | null
  /** Names of the elements around it, its own last. */
  readonly path: readonly string[]
  /** `key`, `name` or `Include` of its own element, whichever comes first. */
  readonly label: string | null
}

/** Texts, comments and problems of an XML document. */
export interface XmlScan {
  readonly texts: readonly XmlText[]
  readonly comments: readonly Span[]
  readonly problems: readonly TextProblem[]
}

const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" }
const entity = /&(?:#x([0-9A-Fa-f]{1,6})|#([0-9]{1,7})|([A-Za-z][\w.-]{0,50}));/y
const deepestPath = 60
const mostProblems = 50

/** Text with its predefined and numeric entities decoded. Others stay as they are: a document's own are never expanded. */
function decoded(text: string, start: number, end: number): BuiltText {
  const builder = textBuilder(text)
  let index = start
  while (index < end) {
    const next = text.indexOf("&", index)
    const stop = next < 0 || next >= end ? end : next
    builder.copy(index, stop)
    if (stop >= end) break
    entity.lastIndex = stop
    const match = entity.exec(text)
    const value = match === null || entity.lastIndex > end ? null : entityValue(match)
    if (value === null) builder.copy(stop, stop + 1)
    else builder.replace(value, stop, entity.lastIndex - stop)
    index = value === null ? stop + 1 : entity.lastIndex
  }
  return builder.done()
}

function entityValue(match: RegExpExecArray): string | null {
  const point = match[1] !== undefined ? Number.parseInt(match[1], 16) : match[2] !== undefined ? Number(match[2]) : -1
  if (point > 0 && point <= 0x10ffff) return String.fromCodePoint(point)
  return match[3] === undefined ? null : (entities[match[3]] ?? null)
}

/** Reads XML as far as it can be told, without recursion and without expanding anything. What is not well-formed is a problem. */
export function scanXml(text: string): XmlScan {
  const texts: XmlText[] = []
  const comments: Span[] = []
  const problems: TextProblem[] = []
  const open: { readonly name: string; readonly at: number; readonly label: string | null }[] = []
  const problem = (at: number, message: string): void => {
    if (problems.length < mostProblems) problems.push({ at, message })
  }
  const path = (): readonly string[] => open.slice(0, deepestPath).map((each) => each.name)
  let index = text.startsWith("\uFEFF") ? 1 : 0
  let elements = 0

  const until = (mark: string, from: number, what: string): number => {
    const found = text.indexOf(mark, from)
    if (found < 0) problem(index, `${what} is never closed.`)
    return found < 0 ? text.length : found
  }

  while (index < text.length) {
    if (text[index] !== "<") {
      const next = text.indexOf("<", index)
      const end = next < 0 ? text.length : next
      const content = text.slice(index, end)
      if (content.trim() !== "") {
        if (open.length === 0) problem(index + content.search(/\S/), "Text outside the root element: this is not XML.")
        texts.push({
          span: { start: index, end },
          built: decoded(text, index, end),
          kind: "text",
          name: null,
          path: path(),
          label: open.at(-1)?.label ?? null,
        })
      }
      index = end
    } else if (text.startsWith("<!--", index)) {
      const end = Math.min(text.length, until("-->", index + 4, "A comment") + 3)
      comments.push({ start: index, end })
      index = end
    } else if (text.startsWith("<![CDATA[", index)) {
      const end = until("]]>", index + 9, "A CDATA section")
      const builder = textBuilder(text)
      builder.copy(index + 9, end)
      texts.push({
        span: { start: index, end: Math.min(text.length, end + 3) },
        built: builder.done(),
        kind: "cdata",
        name: null,
        path: path(),
        label: open.at(-1)?.label ?? null,
      })
      index = Math.min(text.length, end + 3)
    } else if (text.startsWith("<?", index)) index = Math.min(text.length, until("?>", index + 2, "A processing instruction") + 2)
    else if (text.startsWith("<!", index)) index = declaration(index)
    else if (text.startsWith("</", index)) index = closeTag(index)
    else index = openTag(index)
  }
  const unclosed = open.at(-1)
  if (unclosed !== undefined) problem(unclosed.at, `The element ${unclosed.name} is never closed.`)
  if (elements === 0) problem(0, "There is no element in it: this is not XML.")
  return { texts, comments, problems }

  /** `<!DOCTYPE …>`: its own entities are named as a problem, and not expanded. */
  function declaration(start: number): number {
    const bracket = text.indexOf("[", start)
    const plain = text.indexOf(">", start)
    if (bracket < 0 || (plain >= 0 && plain < bracket)) return plain < 0 ? text.length : plain + 1
    const close = text.indexOf("]", bracket)
    const end = close < 0 ? -1 : text.indexOf(">", close)
    const span = { start, end: end < 0 ? text.length : end + 1 }
    const builder = textBuilder(text)
    builder.copy(span.start, span.end)
    texts.push({ span, built: builder.done(), kind: "declaration", name: null, path: path(), label: null })
    const body = text.slice(bracket, close < 0 ? text.length : close)
    const defined = body.indexOf("<!ENTITY")
    if (defined >= 0) problem(bracket + defined, "The document defines entities of its own: they are not expanded.")
    if (end < 0) problem(start, "A declaration is never closed.")
    return end < 0 ? text.length : end + 1
  }

  function closeTag(start: number): number {
    const end = until(">", start, "A tag")
    const name = text.slice(start + 2, end).trim()
    const at = text.indexOf(name, start + 2)
    if (name !== "" && at < end) {
      const span = { start: at, end: at + name.length }
      texts.push({
        span,
        built: decoded(text, span.start, span.end),
        kind: "element-name",
        name: null,
        path: path(),
        label: null,
      })
    }
    const found = open.findLastIndex((each) => each.name === name)
    if (found < 0) problem(start, `</${name.slice(0, 60)}> closes nothing.`)
    else {
      if (found < open.length - 1) problem(start, `</${name}> closes ${open.length - 1 - found} other elements.`)
      open.length = found
    }
    return Math.min(text.length, end + 1)
  }

  function openTag(start: number): number {
    const nameShape = /[A-Za-z_][\w:.-]*/y
    nameShape.lastIndex = start + 1
    if (!nameShape.test(text)) {
      problem(start, "A < that begins no tag.")
      return start + 1
    }
    elements++
    const name = text.slice(start + 1, nameShape.lastIndex)
    const own = [...path(), name]
    const named: XmlText[] = []
    named.push({
      span: { start: start + 1, end: nameShape.lastIndex },
      built: decoded(text, start + 1, nameShape.lastIndex),
      kind: "element-name",
      name: null,
      path: path(),
      label: null,
    })
    let at = nameShape.lastIndex
    let label: string | null = null
    const attributes = new Set<string>()
    while (at < text.length && text[at] !== ">") {
      if (text.startsWith("/>", at)) break
      nameShape.lastIndex = at
      if (!nameShape.test(text)) {
        if (text[at] === "<") break
        at++
        continue
      }
      const attributeAt = at
      const attribute = text.slice(at, nameShape.lastIndex)
      if (attributes.has(attribute)) problem(at, `The attribute ${attribute.slice(0, 60)} stands twice.`)
      attributes.add(attribute)
      const equals = /\s*=\s*(["'])/y
      equals.lastIndex = nameShape.lastIndex
      const match = equals.exec(text)
      named.push({
        span: { start: attributeAt, end: nameShape.lastIndex },
        built: decoded(text, attributeAt, nameShape.lastIndex),
        kind: "attribute-name",
        name: null,
        path: own,
        label: null,
      })
      if (match === null) {
        at = nameShape.lastIndex
        continue
      }
      const from = equals.lastIndex
      const close = text.indexOf(match[1] as string, from)
      const end = close < 0 ? text.length : close
      if (close < 0) problem(from - 1, "An attribute's value is never closed.")
      const built = decoded(text, from, end)
      if (label === null && /^(?:key|name|Include)$/.test(attribute)) label = built.text
      named.push({ span: { start: from, end }, built, kind: "attribute", name: attribute, path: own, label: null })
      at = Math.min(text.length, end + 1)
    }
    for (const each of named) texts.push({ ...each, label: each.kind === "attribute" ? label : null })
    if (text.startsWith("/>", at)) return at + 2
    if (text[at] !== ">") {
      problem(start, `The tag ${name} is never closed.`)
      return at
    }
    open.push({ name, at: start, label })
    return at + 1
  }
}
