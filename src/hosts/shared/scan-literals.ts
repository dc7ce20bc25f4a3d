import type { PlaceRole } from "../../model/region.js"
import type { Span } from "../../model/text.js"
import { type HeredocForm, heredocAt, heredocEnd, type LiteralForm, readLiteral } from "./read-literal.js"
import { type BuiltText, textBuilder } from "./text-builder.js"

/** How a language writes strings and comments. Forms are tried in order. */
export interface LiteralSyntax {
  readonly forms: readonly LiteralForm[]
  /** A comment without `close` ends with its line. */
  readonly comments: readonly { readonly open: string; readonly close: string | null; readonly isDoc: boolean }[]
  readonly heredoc: HeredocForm | null
  /** A line break ends a statement. */
  readonly linesEnd: boolean
}

/** A string or comment of a text, with what surrounds it. */
export interface Literal {
  readonly kind: "string" | "comment" | "docstring"
  readonly span: Span
  readonly content: Span
  readonly built: BuiltText
  readonly form: LiteralForm | null
  readonly isClosed: boolean
  readonly role: PlaceRole
  readonly callee: string | null
  readonly argument: string | number | null
  readonly target: string | null
  readonly path: readonly string[]
}

interface Frame {
  readonly bracket: string
  readonly callee: string | null
  readonly header: string
  readonly isDecorator: boolean
  position: number
}

const deepestPath = 40
/** A tag that never comes is sought to the end of the text. */
const heredocLimit = 50

/** Finds the strings and comments of a text, and what surrounds each: call, argument, name that it is given to. Linear, without recursion. */
export function scanLiterals(text: string, syntax: LiteralSyntax): readonly Literal[] {
  const literals: Literal[] = []
  const frames: Frame[] = []
  let word = ""
  let target: string | null = null
  let operator = ""
  let header = ""
  let index = 0
  const name = /[A-Za-z_@][\w$.-]*/y
  const dotted = /[A-Za-z_@][\w$]*(?:\.[A-Za-z_]\w*)*/y
  /** Announced on this line, to be read below it. */
  const waiting: ({ readonly tag: string; readonly isRaw: boolean } & ReturnType<typeof surroundings>)[] = []
  let failed = 0

  const fresh = (): void => {
    word = ""
    target = null
    operator = ""
  }
  const surroundings = (kind: Literal["kind"]): Pick<Literal, "role" | "callee" | "argument" | "target" | "path"> => {
    const frame = frames.at(-1)
    const call = frame?.bracket === "(" && frame.callee !== null ? frame : null
    const isDecorator = frames.slice(-3).some((each) => each.isDecorator)
    const isCall = call !== null
    const role: PlaceRole = isDecorator
      ? "decorator"
      : word === "case"
        ? "case"
        : operator === "==" ||
            operator === "!=" ||
            call?.callee?.endsWith("equals") === true ||
            call?.callee?.endsWith("equalsIgnoreCase") === true
          ? "comparison"
          : isCall
            ? "argument"
            : "value"
    const argument = isCall ? (target ?? call.position) : null
    const path = frames.slice(0, deepestPath).flatMap((each) => (each.header === "" ? [] : [each.header]))
    return { role: kind === "string" ? role : "value", callee: call?.callee ?? null, argument, target, path }
  }

  while (index < text.length) {
    const unit = text[index] as string
    const comment = syntax.comments.find((each) => text.startsWith(each.open, index))
    if (comment !== undefined) {
      const found =
        comment.close === null ? text.indexOf("\n", index + 1) : text.indexOf(comment.close, index + comment.open.length)
      const far = found < 0 ? text.length : found + (comment.close?.length ?? 0)
      const end = comment.close === null && text[far - 1] === "\r" ? far - 1 : far
      const builder = textBuilder(text)
      builder.copy(index, end)
      const kind = comment.isDoc ? "docstring" : "comment"
      const span = { start: index, end }
      literals.push({
        kind,
        span,
        content: span,
        built: builder.done(),
        form: null,
        isClosed: found >= 0 || comment.close === null,
        ...surroundings(kind),
      })
      index = Math.max(far, index + 1)
      continue
    }
    const form = syntax.forms.find((each) => text.startsWith(each.open, index))
    if (form !== undefined) {
      const read = readLiteral(text, index + form.open.length, text.length, form)
      const span = { start: index, end: read.end }
      // A comparison may also stand behind it.
      const around = surroundings("string")
      const isLookup = text[index - 1] === "[" && /[\w)\]]/.test(text[index - 2] ?? "") && text[read.end] === "]"
      const isCompared = around.role !== "decorator" && /^\s{0,20}(?:==|!=|-eq\b|-ne\b)/.test(text.slice(read.end, read.end + 30))
      literals.push({
        kind: "string",
        span,
        content: read.content,
        built: read.built,
        form,
        isClosed: read.isClosed,
        ...around,
        role: isLookup ? "lookup" : isCompared ? "comparison" : around.role,
      })
      index = Math.max(read.end, index + 1)
      operator = ""
      continue
    }
    const opening = unit === "<" && failed < heredocLimit ? heredocAt(text, index, syntax.heredoc) : null
    if (opening !== null) {
      waiting.push({ tag: opening.tag, isRaw: opening.isRaw, ...surroundings("string") })
      index = opening.end
      continue
    }
    if (unit === "\n" && syntax.heredoc !== null && waiting.length > 0) {
      index++
      for (const { tag, isRaw, ...around } of waiting.splice(0)) {
        const found = heredocEnd(text, index, tag)
        // A tag that never comes was a shift of bits.
        if (found === null) {
          failed++
          continue
        }
        const { escapes, holes } = syntax.heredoc
        const form: LiteralForm = { open: "", close: "", escapes: isRaw ? [] : escapes, holes: isRaw ? [] : holes, isLong: true }
        const read = readLiteral(text, index, found.end, form)
        const { built, content } = read
        literals.push({ kind: "string", span: content, content, built, form, isClosed: true, ...around })
        index = found.behind
      }
      if (syntax.linesEnd) fresh()
      continue
    }
    name.lastIndex = index
    if (/[A-Za-z_@]/.test(unit)) {
      dotted.lastIndex = index
      const end = dotted.test(text) ? dotted.lastIndex : index + 1
      word = text.slice(index, end)
      if (header.length < 100) header = header === "" ? word : `${header} ${word}`
      index = end
      continue
    }
    if (unit === "(" || unit === "[" || unit === "{") {
      const isAttribute = unit === "[" && /(?:^|[\n;{}\])])\s*$/.test(text.slice(Math.max(0, index - 40), index))
      const isAnnotation = unit === "(" && word.startsWith("@")
      const callee = unit === "(" && word !== "" ? word : null
      const named = unit === "{" && !/^(?:if|else|for|while|try|catch|finally|do|switch)\b/.test(header) ? header.trim() : ""
      frames.push({ bracket: unit, callee, header: named, isDecorator: isAttribute || isAnnotation, position: 0 })
      fresh()
      header = ""
    } else if (unit === ")" || unit === "]" || unit === "}") {
      frames.pop()
      fresh()
      header = ""
    } else if (unit === ",") {
      const frame = frames.at(-1)
      if (frame !== undefined) frame.position++
      fresh()
    } else if (unit === ";") {
      fresh()
      header = ""
    } else if (unit === "\n" && syntax.linesEnd) {
      fresh()
      header = ""
    } else if (unit === "=" || unit === "!") {
      operator = text.startsWith("==", index) || text.startsWith("!=", index) ? text.slice(index, index + 2) : unit
      if (operator === "=" && text[index + 1] !== ">") target = word
      index += operator.length
      continue
    } else if (unit === ":" || (unit === "<" && text[index + 1] === "-")) target = word === "" ? target : word
    index++
  }
  return literals
}
