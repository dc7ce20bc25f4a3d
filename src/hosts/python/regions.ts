import type { Place, Region, RegionKind } from "../../model/region.js"
import type { Segment, Span, TextMap } from "../../model/text.js"
import { identityMap } from "../../text/text-map.js"
import { expressionRoot, type Folded, foldExpression, foldLiteral } from "./expressions.js"
import type { PlainToken, StringToken } from "./lexer.js"
import { isTestFile, placeOf } from "./place.js"
import { nodesByStart, type SyntaxNode } from "./tree.js"

/** A string expression cut by more comments or inner strings than this is read in pieces, so that the work stays linear. */
const mostParts = 12

/**
 * The regions of a file. A string expression with comments or further strings inside (`"a" # why` and `f"{d['x']}"`) gives several
 * regions that do not overlap, each with the whole text of the expression, but a map to its own stretch only. `literals` and `comments` are all
 * those of some logical lines; `pathOf` tells the scopes around a comment.
 */
export function readRegions(
  source: string,
  file: string,
  literals: readonly StringToken[],
  comments: readonly PlainToken[],
  root: SyntaxNode,
  pathOf: (comment: PlainToken) => readonly string[],
): readonly Region[] {
  const nodes = nodesByStart(root, new Set(["string"]))
  const literalAt = new Map(literals.map((literal) => [literal.start, literal]))
  const inTests = isTestFile(file)
  const used = new Set<StringToken>()
  const found: Region[] = []
  for (const comment of comments) found.push(commentRegion(comment, pathOf(comment)))
  for (const literal of literals) {
    if (used.has(literal)) continue
    const node = nodes.get(literal.start)
    if (node === undefined || node.type !== "string" || node.end !== literal.end) {
      used.add(literal)
      found.push(looseRegion(foldLiteral(source, literal), literal.bytes, inTests))
      continue
    }
    const top = expressionRoot(source, node)
    const folded = foldExpression(source, top, literalAt)
    for (const one of folded.literals) used.add(one)
    used.add(literal)
    const bytes = folded.literals.some((one) => one.bytes)
    found.push(stringRegion(folded, placeOf(source, top, bytes, inTests), isDocstring(top, folded.literals)))
  }
  found.sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end)
  return split(found)
}

function commentRegion(comment: PlainToken, path: readonly string[]): Region {
  return {
    kind: "comment",
    language: "text",
    span: { start: comment.start, end: comment.end },
    text: comment.text,
    map: identityMap(comment.text.length, comment.start),
    holes: [],
    place: { role: "unused", callee: null, argument: null, target: null, path, marks: [] },
    pieces: [],
    escape: "none",
  }
}

function looseRegion(folded: Folded, bytes: boolean, inTests: boolean): Region {
  const marks = [...(inTests ? (["test"] as const) : []), ...(bytes ? (["bytes"] as const) : [])]
  return stringRegion(folded, { role: "value", callee: null, argument: null, target: null, path: [], marks }, false)
}

function stringRegion(folded: Folded, place: Place, docstring: boolean): Region {
  const key = place.role === "key" || place.role === "lookup"
  const kind: RegionKind = docstring ? "docstring" : key ? "key" : "string"
  const { span, text, map, holes, pieces } = folded
  return { kind, language: "text", span, text, map, holes, place, pieces, escape: "none" }
}

/** The first statement of a module, class or function, if it is a plain string. */
function isDocstring(top: SyntaxNode, literals: readonly StringToken[]): boolean {
  if (literals.some((literal) => literal.bytes || literal.format)) return false
  const statement = top.parent
  const body = statement?.parent
  if (statement?.type !== "expression_statement" || body === null || body === undefined) return false
  if (statement.children.length !== 1 || top.type === "binary_operator" || top.type === "call") return false
  const owner = body.type === "block" ? body.parent?.type : body.type
  if (owner !== "module" && owner !== "class_definition" && owner !== "function_definition") return false
  return body.children.find((child) => child.type !== "comment") === statement
}

/** Cuts regions that hold others into the stretches between them; a stretch without any text of its own is code. */
function split(sorted: readonly Region[]): readonly Region[] {
  const result: Region[] = []
  const open: { readonly region: Region; readonly islands: Span[] }[] = []
  const close = (until: number) => {
    for (let top = open[open.length - 1]; top !== undefined && top.region.span.end <= until; top = open[open.length - 1]) {
      open.pop()
      result.push(...(top.islands.length === 0 ? [top.region] : cut(top.region, top.islands)))
    }
  }
  for (const region of sorted) {
    close(region.span.start)
    open[open.length - 1]?.islands.push(region.span)
    open.push({ region, islands: [] })
  }
  close(Number.POSITIVE_INFINITY)
  return result.sort((a, b) => a.span.start - b.span.start)
}

function cut(region: Region, islands: readonly Span[]): readonly Region[] {
  const parts: Region[] = []
  let start = region.span.start
  for (const island of [...islands, { start: region.span.end, end: region.span.end }]) {
    const span = { start, end: island.start }
    start = island.end
    if (span.end <= span.start) continue
    const map = clip(region.map, span)
    if (map.length === 0) continue
    const pieces = region.pieces.filter((piece) => piece.span.end > span.start && piece.span.start < span.end)
    parts.push(islands.length < mostParts ? { ...region, span, map, pieces } : shorten({ ...region, span, map, pieces }))
  }
  return parts
}

function clip(map: TextMap, span: Span): TextMap {
  const result: Segment[] = []
  for (const segment of map) {
    const from = Math.max(segment.from, span.start)
    const to = Math.min(segment.from + segment.width, span.end)
    if (to <= from) continue
    if (segment.length !== segment.width) result.push(segment)
    else result.push({ at: segment.at + from - segment.from, length: to - from, from, width: to - from })
  }
  return result
}

/** The part of a region's text that its map leads back from. */
function shorten(region: Region): Region {
  const first = region.map[0] as Segment
  const last = region.map[region.map.length - 1] as Segment
  const start = first.at
  const end = last.at + last.length
  const move = (span: Span) => ({ start: Math.max(span.start, start) - start, end: Math.min(span.end, end) - start })
  return {
    ...region,
    text: region.text.slice(start, end),
    map: region.map.map((segment) => ({ ...segment, at: segment.at - start })),
    holes: region.holes.filter((hole) => hole.start >= start && hole.end <= end).map((hole) => ({ ...hole, ...move(hole) })),
    pieces: region.pieces.map((piece) => ({ ...piece, within: move(piece.within) })),
  }
}
