import type { TextProblem } from "../../model/host.js"
import type { YamlDocument, YamlNode, YamlScalar } from "./tree.js"

interface OpenMap {
  readonly kind: "map"
  /** Column of its keys, or of its dashes. */
  readonly column: number
  readonly pairs: { readonly kind: "pair"; readonly key: YamlScalar; value: YamlNode | null }[]
  readonly names: Set<string>
}

interface OpenList {
  readonly kind: "list"
  readonly column: number
  readonly items: (YamlNode | null)[]
}

type Open = OpenMap | OpenList

/** What is neither a blank, printable ASCII, the end of a line (`\n` or `\r\n`) nor a unit that is no separator, mark or half of a pair. */
const unusual = /[^ -~\n\r\u00a1-\u1fff\u2030-\ud7ff]|\r(?!\n)/
const keyPattern = /([A-Za-z_][\w./-]*(?: [\w./-]+)*):(?= |$)/y
/** A plain value begins like nothing else in YAML. */
const plainStart = /^(?:[\w./$(+~<;=^\\\u00a1-\ud7ff]|-[^ ])/
/** Plain values of the core schema (https://yaml.org/spec/1.2.2/#103-core-schema) that are no texts. */
const noText =
  /^(?:~|null|Null|NULL|true|True|TRUE|false|False|FALSE|[-+]?\d+|0o[0-7]+|0x[\da-fA-F]+|[-+]?(?:\.\d+|\d+\.?\d*)(?:[eE][-+]?\d+)?|[-+]?\.(?:inf|Inf|INF)|\.nan|\.NaN|\.NAN)$/

/**
 * Reads what nearly every settings file is: nested mappings and lists, with plain and quoted values of one line. Strict: null where anything
 * else occurs (anchors, tags, flow collections, block scalars, escapes, several documents, values of several lines, numbers as keys), which is left to a parser
 * that knows all of YAML. A test compares the two.
 */
export function readPlainYaml(text: string): YamlDocument | null {
  if (unusual.test(text)) return null
  const problems: TextProblem[] = []
  const stack: Open[] = []
  let root: YamlNode | null = null
  let begun = false

  /** Whether the innermost collection has room for a value: what stands behind its last key or dash was empty. */
  const hasRoom = (open: Open): boolean => (open.kind === "map" ? open.pairs.at(-1)?.value === null : open.items.at(-1) === null)
  const fill = (node: YamlNode): boolean => {
    const open = stack.at(-1)
    if (open === undefined) {
      if (root !== null) return false
      root = node
      return true
    }
    if (!hasRoom(open)) return false
    if (open.kind === "list") open.items[open.items.length - 1] = node
    else (open.pairs.at(-1) as { value: YamlNode | null }).value = node
    return true
  }
  /** Opens a collection, or finds the one that goes on at a column. */
  const openAt = (kind: Open["kind"], column: number): Open | null => {
    for (let top = stack.at(-1); top !== undefined && top.column >= column; top = stack.at(-1)) {
      if (top.column === column && top.kind === kind) return top
      // A list may stand right below the key that it belongs to.
      if (top.column === column && kind === "list" && hasRoom(top)) break
      stack.pop()
    }
    const open: Open = kind === "map" ? { kind, column, pairs: [], names: new Set() } : { kind, column, items: [] }
    const node: YamlNode =
      open.kind === "map" ? { kind: "map", flow: false, pairs: open.pairs } : { kind: "list", flow: false, items: open.items }
    if (!fill(node)) return null
    stack.push(open)
    return open
  }

  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf("\n", start)
    const next = newline < 0 ? text.length : newline + 1
    let end = newline < 0 ? text.length : newline
    if (text[end - 1] === "\r") end--
    const line = start
    let at = blanksEnd(text, start, end)
    start = next
    if (at >= end || text[at] === "#") continue
    if (at === line && /^(?:---|\.\.\.)/.test(text.slice(at, at + 3))) {
      if (begun || text.slice(at, end) !== "---") return null
      begun = true
      continue
    }
    begun = true
    if (text[at] === "-" && (at + 1 === end || text[at + 1] === " ")) {
      for (; text[at] === "-" && (at + 1 === end || text[at + 1] === " "); ) {
        const list = openAt("list", at - line)
        if (list?.kind !== "list") return null
        list.items.push(null)
        at = blanksEnd(text, at + 1, end)
        if (at >= end) break
      }
      if (at >= end || text[at] === "#") continue
      if (keyAt(text, at, end) === null) {
        const value = scalarAt(text, at, end)
        if (value === null || !fill(value)) return null
        continue
      }
    }
    const key = keyAt(text, at, end)
    if (key === null) return null
    const map = openAt("map", at - line)
    if (map?.kind !== "map") return null
    if (map.names.has(key.text)) {
      // Behind an empty value the whole parser says so at another place.
      if (hasRoom(map)) return null
      problems.push({ at, message: "Map keys must be unique" })
    }
    map.names.add(key.text)
    map.pairs.push({ kind: "pair", key, value: null })
    at = blanksEnd(text, key.end + 1, end)
    if (at >= end || (text[at] === "#" && text[at - 1] === " ")) continue
    const value = scalarAt(text, at, end)
    if (value === null || !fill(value)) return null
  }
  return root === null ? null : { root, problems }
}

function blanksEnd(text: string, from: number, end: number): number {
  let at = from
  while (at < end && text.charCodeAt(at) === 32) at++
  return at
}

/** The plain key at a place that is a text; null if there is none. */
function keyAt(text: string, at: number, end: number): YamlScalar | null {
  keyPattern.lastIndex = at
  const name = keyPattern.exec(text.slice(0, end))?.[1]
  if (name === undefined || name.length > 200 || noText.test(name)) return null
  return { kind: "scalar", start: at, end: at + name.length, style: "plain", text: name, isText: true }
}

/** The scalar that the rest of a line is, a comment behind it aside; null if it is none of the plain kind. */
function scalarAt(text: string, at: number, end: number): YamlScalar | null {
  const quote = text[at]
  if (quote === '"' || quote === "'") {
    const close = text.indexOf(quote, at + 1)
    if (close < 0 || close >= end) return null
    const inner = text.slice(at + 1, close)
    const behind = text.slice(close + 1, end)
    if (inner.includes("\\") || !/^(?: *| +#.*)$/.test(behind)) return null
    const style = quote === '"' ? "double" : "single"
    return { kind: "scalar", start: at, end: close + 1, style, text: inner, isText: true }
  }
  const rest = text.slice(at, end)
  if (!plainStart.test(rest)) return null
  const comment = rest.indexOf(" #")
  const value = (comment < 0 ? rest : rest.slice(0, comment)).replace(/ +$/, "")
  if (value.includes(": ") || value.endsWith(":")) return null
  return { kind: "scalar", start: at, end: at + value.length, style: "plain", text: value, isText: !noText.test(value) }
}
