import type { Document, LineCounter, Node } from "yaml"
import type { Position } from "../model/text.js"
import { closest } from "../text/closest.js"
import { loadYaml } from "../yaml.js"
import { checkConfig } from "./check-config.js"
import { ConfigError, type ConfigIssue } from "./config-error.js"
import { type ConfigInput, configSchema } from "./schema.js"

const { isMap, isPair, isScalar, LineCounter: Lines, parseDocument } = loadYaml()

type Path = readonly (string | number)[]

/** The shape of zod's issues that is used here. */
interface SchemaIssue {
  readonly code: string
  readonly path: readonly PropertyKey[]
  readonly message: string
  readonly keys?: readonly string[]
  readonly issues?: readonly SchemaIssue[]
  readonly errors?: readonly (readonly SchemaIssue[])[]
  readonly values?: readonly unknown[]
  readonly expected?: string
}

const knownKeys: Readonly<Record<string, readonly string[]>> = {
  "": Object.keys(configSchema.shape),
  runners: ["files", "runner", "appliedUpTo"],
  definitions: ["python", "javascript"],
  "definitions.python": ["module"],
  "definitions.javascript": ["module"],
  defaultDatabase: ["files", "database"],
  processes: ["entry"],
  check: ["actions", "baseline"],
}

function keysAt(path: Path): readonly string[] {
  const names = path.filter((part) => typeof part === "string")
  return knownKeys[names.join(".")] ?? knownKeys[names[0] ?? ""] ?? []
}

/** Where the value at a path stands, or its key; the nearest enclosing place where there is no such. */
function placeOf(document: Document, lines: LineCounter, path: Path, key: boolean): Position {
  let node: unknown = document.contents
  let place: unknown = document.contents
  path.forEach((part, index) => {
    const last = index === path.length - 1
    if (isMap(node)) {
      const pair = node.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(part))
      if (pair === undefined) return
      place = last && key ? pair.key : (pair.value ?? pair.key)
      node = pair.value
    } else if (document.hasIn(path.slice(0, index + 1))) {
      node = document.getIn(path.slice(0, index + 1), true)
      place = node
    }
  })
  const range = (place as Node | null)?.range
  const { line, col } = lines.linePos(range?.[0] ?? 0)
  return { line: Math.max(1, line), column: Math.max(1, col) }
}

function describe(
  issue: SchemaIssue,
  path: Path,
  value: unknown,
): { readonly message: string; readonly key: boolean; readonly path: Path }[] {
  const name = path.join(".")
  if (issue.code === "unrecognized_keys") {
    return (issue.keys ?? []).map((unknown) => {
      const known = keysAt(path)
      const meant = closest(unknown, known)
      const hint =
        meant === null ? `known here: ${known.filter((one) => one !== "$schema").join(", ")}` : `did you mean ${meant}?`
      return { path: [...path, unknown], key: true, message: `unknown key ${unknown}: ${hint}` }
    })
  }
  if (issue.code === "invalid_key") {
    return [{ path, key: true, message: `${String(path.at(-1))} ${issue.issues?.[0]?.message ?? "is not allowed here"}` }]
  }
  if (issue.code === "invalid_format") return [{ path, key: false, message: `${JSON.stringify(value)} ${issue.message}` }]
  if (issue.code === "invalid_value") {
    const words = (issue.values ?? []).map(String)
    const meant = closest(String(value), words)
    return [
      {
        path,
        key: false,
        message: `${name} must be one of ${words.join(", ")}, not ${JSON.stringify(value)}${meant === null ? "" : `: did you mean ${meant}?`}`,
      },
    ]
  }
  if (issue.code === "invalid_union") {
    if (value === undefined) return [{ path, key: false, message: `${name} is missing` }]
    const alternatives = (issue.errors ?? []).flat()
    const closer = alternatives.find((one) => one.code !== "invalid_type")
    if (closer !== undefined) return describe(closer, [...path, ...(closer.path as Path)], value)
    return [{ path, key: false, message: `${name} must be ${alternatives.map((one) => one.expected).join(" or ")}` }]
  }
  if (issue.code === "invalid_type") {
    const missing =
      value === undefined ? `${name} is missing` : `${name || "the config"} must be ${kindName(issue.expected ?? "")}`
    return [{ path, key: false, message: missing }]
  }
  return [{ path, key: false, message: `${name} ${issue.message}` }]
}

function kindName(expected: string): string {
  if (expected === "array") return "a list"
  return expected === "object" || expected === "record" ? "a mapping" : `a ${expected}`
}

function valueAt(value: unknown, path: Path): unknown {
  let current = value
  for (const part of path)
    current = current === null || typeof current !== "object" ? undefined : (current as Record<string, unknown>)[part]
  return current
}

/** A section with nothing in it but comments is read as null: it counts as not written, and an empty set as one that renames nothing. */
function withoutEmpty(value: unknown): unknown {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value
  const filled = Object.entries(value).filter(([, section]) => section !== null)
  return Object.fromEntries(
    filled.map(([key, section]) => {
      if (key !== "sets" || typeof section !== "object" || Array.isArray(section)) return [key, section]
      return [key, Object.fromEntries(Object.entries(section as object).map(([set, values]) => [set, values ?? {}]))]
    }),
  )
}

/** Reads the text of a config file, YAML or JSON. Throws a `ConfigError` with the place of everything that does not fit. */
export function readConfig(file: string, text: string): ConfigInput {
  const lines = new Lines()
  // Tabs may indent JSON, never YAML; inside its strings they would have to be escaped.
  const source = file.endsWith(".json") ? text.replaceAll("\t", " ") : text
  let document: Document
  try {
    document = parseDocument(source, { lineCounter: lines, prettyErrors: false, logLevel: "error" })
  } catch (error) {
    throw new ConfigError(file, [{ message: error instanceof Error ? error.message : String(error), place: null }])
  }
  const failures = document.errors.map((error): ConfigIssue => {
    const { line, col } = lines.linePos(error.pos[0])
    return { message: error.message, place: { line, column: col } }
  })
  if (failures.length > 0) throw new ConfigError(file, failures)
  let value: unknown
  try {
    value = withoutEmpty(document.toJS({ maxAliasCount: 100 }) ?? {})
  } catch (error) {
    throw new ConfigError(file, [{ message: error instanceof Error ? error.message : String(error), place: null }])
  }
  const parsed = configSchema.safeParse(value)
  const issues = parsed.success
    ? checkConfig(parsed.data)
    : (parsed.error.issues as readonly SchemaIssue[]).flatMap((issue) => {
        const path = issue.path as Path
        return describe(issue, path, valueAt(value, path))
      })
  if (issues.length > 0) {
    const placed = issues
      .map((issue) => ({ message: issue.message, place: placeOf(document, lines, issue.path, issue.key) }))
      .sort((a, b) => a.place.line - b.place.line || a.place.column - b.place.column)
    throw new ConfigError(file, placed)
  }
  if (!parsed.success) throw new ConfigError(file, [{ message: "does not fit the schema", place: null }])
  return parsed.data
}
