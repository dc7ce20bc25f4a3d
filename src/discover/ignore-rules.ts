import { compileGlob, type PathTest } from "../text/glob.js"

/** One line of an ignore file, compiled. */
interface IgnoreRule {
  readonly matches: PathTest
  readonly negated: boolean
  readonly directoryOnly: boolean
  /** The pattern has no slash: it is tried against the last segment alone. */
  readonly nameOnly: boolean
}

/** Rules in the order they were written; the last one that matches decides. */
export type IgnoreRules = readonly IgnoreRule[]

/** Drops trailing spaces that are not escaped. */
function trimEnd(line: string): string {
  let end = line.length
  while (end > 0 && line[end - 1] === " " && line[end - 2] !== "\\") end--
  return line.slice(0, end)
}

/** Braces are ordinary characters to git: they are escaped so that the glob takes them as they are. */
function withoutBraces(pattern: string): string {
  return pattern.replace(/\\.|[{}]/gs, (unit) => (unit.length === 1 ? `\\${unit}` : unit))
}

function compileRule(line: string, braces: boolean): IgnoreRule | null {
  let pattern = line
  const negated = pattern.startsWith("!")
  if (negated) pattern = pattern.slice(1)
  const directoryOnly = pattern.endsWith("/")
  if (directoryOnly) pattern = pattern.slice(0, -1)
  const nameOnly = !pattern.includes("/")
  if (pattern.startsWith("/")) pattern = pattern.slice(1)
  if (pattern === "") return null
  return { matches: compileGlob(braces ? pattern : withoutBraces(pattern)), negated, directoryOnly, nameOnly }
}

/** The rules of a `.gitignore` text, after https://git-scm.com/docs/gitignore (patterns, negation, comments, escapes). */
export function parseGitignore(text: string): IgnoreRules {
  return text
    .replace(/^\uFEFF/, "")
    .split("\n")
    .map((line) => trimEnd(line.endsWith("\r") ? line.slice(0, -1) : line))
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => compileRule(line, false))
    .filter((rule) => rule !== null)
}

/** Rules of globs that a user gave: as in a `.gitignore`, and with `{a,b}`. */
export function compileIgnores(globs: readonly string[]): IgnoreRules {
  return globs.map((glob) => compileRule(glob.replace(/^\.\//, "/"), true)).filter((rule) => rule !== null)
}

/** What the rules say of one path (relative to where they were written, POSIX) by itself; null where none matches it. */
export function decide(rules: IgnoreRules, path: string, directory: boolean): "ignored" | "kept" | null {
  for (let index = rules.length - 1; index >= 0; index--) {
    const rule = rules[index] as IgnoreRule
    if (rule.directoryOnly && !directory) continue
    const subject = rule.nameOnly ? path.slice(path.lastIndexOf("/") + 1) : path
    if (rule.matches(subject)) return rule.negated ? "kept" : "ignored"
  }
  return null
}

/**
 * Whether a file, or a directory that it lies in, is ignored. As in git, what lies in an ignored directory cannot be kept. Answers
 * about directories are remembered in `known`, which belongs to these rules.
 */
export function isIgnored(rules: IgnoreRules, file: string, known: Map<string, boolean>): boolean {
  const slash = file.lastIndexOf("/")
  if (slash > 0 && isDirectoryIgnored(rules, file.slice(0, slash), known)) return true
  return decide(rules, file, false) === "ignored"
}

function isDirectoryIgnored(rules: IgnoreRules, directory: string, known: Map<string, boolean>): boolean {
  const before = known.get(directory)
  if (before !== undefined) return before
  const parts = directory.split("/")
  let path = ""
  let ignored = false
  for (const part of parts) {
    path = path === "" ? part : `${path}/${part}`
    ignored ||= known.get(path) ?? decide(rules, path, true) === "ignored"
    known.set(path, ignored)
  }
  return ignored
}
