import { type AST, ParseError, parseTOML } from "toml-eslint-parser"
import type { Host } from "../../model/host.js"
import type { Span } from "../../model/text.js"
import { type Entry, entryOf, type Settings, settingsHost } from "../settings/settings-host.js"
import { placeOf } from "../shared/regions.js"
import { type BuiltText, textBuilder } from "../shared/text-builder.js"

const escapes: Readonly<Record<string, string>> = { b: "\b", t: "\t", n: "\n", f: "\f", r: "\r", e: "\x1b" }
const widths: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 }

/** The value of a string literal in any of TOML's four spellings. */
function stringText(text: string, start: number, end: number): BuiltText {
  const builder = textBuilder(text)
  const quote = text[start]
  const isLong = text.startsWith(`${quote}${quote}${quote}`, start) && end - start >= 6
  let index = start + (isLong ? 3 : 1)
  const close = end - (isLong ? 3 : 1)
  // A break right behind the opening quotes is not part of the text.
  if (isLong && text[index] === "\r" && text[index + 1] === "\n") index += 2
  else if (isLong && text[index] === "\n") index++
  while (index < close) {
    const next = text[index + 1] ?? ""
    if (quote !== '"' || text[index] !== "\\") {
      builder.copy(index, index + 1)
      index++
    } else if (/[\s]/.test(next)) {
      index++
      while (index < close && /\s/.test(text[index] as string)) index++
    } else {
      const digits = widths[next] ?? 0
      const point = Number.parseInt(text.slice(index + 2, index + 2 + digits), 16)
      const isPoint = digits > 0 && point >= 0 && point <= 0x10ffff
      builder.replace(isPoint ? String.fromCodePoint(point) : (escapes[next] ?? next), index, 2 + digits)
      index += 2 + digits
    }
  }
  return builder.done()
}

function keyEntries(
  text: string,
  key: AST.TOMLKey,
  path: readonly string[],
): { readonly entries: readonly Entry[]; readonly path: readonly string[] } {
  const entries: Entry[] = []
  const inner = [...path]
  for (const each of key.keys) {
    const span = { start: each.range[0], end: each.range[1] }
    const built = each.type === "TOMLQuoted" ? stringText(text, span.start, span.end) : copied(text, span)
    entries.push(entryOf("key", span, built, placeOf("key", { path: [...inner] })))
    inner.push(built.text)
  }
  return { entries, path: inner }
}

function copied(text: string, span: Span): BuiltText {
  const builder = textBuilder(text)
  builder.copy(span.start, span.end)
  return builder.done()
}

interface Visit {
  readonly node: AST.TOMLTopLevelTable | AST.TOMLTable | AST.TOMLKeyValue | AST.TOMLContentNode
  readonly path: readonly string[]
}

function parseToml(text: string): Settings {
  try {
    const program = parseTOML(text)
    const entries: Entry[] = []
    const stack: Visit[] = program.body.map((node) => ({ node, path: [] }))
    for (let visit = stack.pop(); visit !== undefined; visit = stack.pop()) readNode(text, visit, stack, entries)
    entries.sort((a, b) => a.span.start - b.span.start)
    const comments = program.comments.map((comment) => ({ start: comment.range[0], end: comment.range[1] }))
    return { entries, comments, problems: [] }
  } catch (error) {
    const at = error instanceof ParseError ? error.index : 0
    const message = error instanceof ParseError ? error.message : "This is not TOML that can be read."
    return looseLines(text, at, message)
  }
}

function readNode(text: string, { node, path }: Visit, stack: Visit[], entries: Entry[]): void {
  switch (node.type) {
    case "TOMLTopLevelTable":
      for (const each of node.body) stack.push({ node: each, path })
      return
    case "TOMLTable": {
      const key = keyEntries(text, node.key, path)
      entries.push(...key.entries)
      for (const each of node.body) stack.push({ node: each, path: key.path })
      return
    }
    case "TOMLKeyValue": {
      const key = keyEntries(text, node.key, path)
      entries.push(...key.entries)
      stack.push({ node: node.value, path: key.path })
      return
    }
    case "TOMLInlineTable":
      for (const each of node.body) stack.push({ node: each, path })
      return
    case "TOMLArray":
      for (const each of node.elements) stack.push({ node: each, path })
      return
    case "TOMLValue":
      if (node.kind === "string") {
        const span = { start: node.range[0], end: node.range[1] }
        entries.push(
          entryOf(
            "value",
            span,
            stringText(text, span.start, span.end),
            placeOf("value", { target: path.at(-1) ?? null, path: path.slice(0, -1) }),
          ),
        )
      }
      return
  }
}

/** A file that does not parse: what looks like `key = "value"` on one line is read all the same. */
function looseLines(text: string, at: number, message: string): Settings {
  const entries: Entry[] = []
  const comments: Span[] = []
  for (const match of text.matchAll(
    /^[ \t]*(?:(#[^\r\n]*)|([\w.-]+)[ \t]*=[ \t]*("(?:[^"\\\r\n]|\\.)*"|'[^'\r\n]*'))?([^\r\n]*)/gm,
  )) {
    const [whole, comment, key, value, rest] = match
    const start = match.index + whole.search(/\S/)
    if (whole.trim() === "") continue
    if (comment !== undefined) comments.push({ start, end: match.index + whole.length })
    else if (key !== undefined && value !== undefined) {
      const keySpan = { start, end: start + key.length }
      entries.push(entryOf("key", keySpan, copied(text, keySpan), placeOf("key")))
      const from = match.index + whole.length - (rest as string).length - value.length
      entries.push(
        entryOf(
          "value",
          { start: from, end: from + value.length },
          stringText(text, from, from + value.length),
          placeOf("value", { target: key }),
        ),
      )
    } else {
      const span = { start, end: match.index + whole.length }
      entries.push(entryOf("text", span, copied(text, span), placeOf("value")))
    }
  }
  return { entries, comments, problems: [{ at: Math.min(at, text.length), message }] }
}

/** TOML: read by its grammar, or line by line where it does not parse. */
export const toml: Host = settingsHost(
  "toml",
  parseToml,
  "TOML cannot compute: let the program that reads this setting fall back to it only if the variable is unset, or give each set a file of its own.",
)
