import type { Config, Runner } from "../model/config.js"
import { compileGlob } from "../text/glob.js"
import { flywayName } from "./facts-tools.js"
import type { RunnerEvidence, RunnerFact } from "./runner-fact.js"

/** Who runs a `.sql` file. */
export type RunnerDecision =
  | { readonly kind: "runner"; readonly runner: Runner; readonly evidence: readonly RunnerEvidence[] }
  /** Several runners that expand differently, or one and a program that expands nothing. */
  | { readonly kind: "conflict"; readonly runners: readonly string[]; readonly evidence: readonly RunnerEvidence[] }
  | { readonly kind: "none"; readonly evidence: readonly RunnerEvidence[] }

interface Claim {
  readonly runner: Runner | "other"
  readonly strength: RunnerFact["strength"]
  readonly evidence: RunnerEvidence
}

const mostEvidence = 5

/** The files of a repository by the end of their paths, to look up paths as scripts write them. */
interface Files {
  readonly all: readonly string[]
  readonly byName: ReadonlyMap<string, readonly string[]>
}

function indexFiles(sqlFiles: readonly string[]): Files {
  const byName = new Map<string, string[]>()
  for (const file of sqlFiles) {
    const name = file.slice(file.lastIndexOf("/") + 1).toLowerCase()
    byName.set(name, [...(byName.get(name) ?? []), file])
  }
  return { all: sqlFiles, byName }
}

/** The folders of a file from the innermost out, the last being empty. */
function foldersOf(file: string): readonly string[] {
  const parts = file.split("/").slice(0, -1)
  return parts.map((_, index) => `${parts.slice(0, parts.length - index).join("/")}/`).concat("")
}

/** A path without what only the run knows: variables at its head, `./`, drives; `..` taken back. */
function staticTail(path: string): string {
  const parts: string[] = []
  for (const part of path
    .replace(/^[A-Za-z]:\//, "")
    .replace(/%~dp0/gi, "./")
    .split("/")) {
    if (part === "" || part === ".") continue
    if (part === "..") parts.pop()
    else if (/^(?:\$|%|!|~|\{\{|\$\{\{)|[${}%]/.test(part) && !/\.sql$/i.test(part)) parts.length = 0
    else parts.push(part)
  }
  return parts.join("/")
}

const wild = /[*?[\]]/

/** Variables inside the last part match anything. */
function asGlob(path: string): string {
  return path.replace(/\$\{[^}]*\}|\$\([^)]*\)|%[^%/]+%|\{\{[^}]*\}\}|\$\w+|\{[^}]*\}/g, "*").replace(/[[\]]/g, "?")
}

/** How many leading folders two paths share. */
function shared(one: string, other: string): number {
  const a = one.split("/")
  const b = other.split("/")
  let count = 0
  while (count < a.length - 1 && count < b.length - 1 && a[count] === b[count]) count++
  return count
}

/** The files that a path as written in `from` means: from its folder or a parent of it, else those that end so and lie nearest. */
function resolvePath(files: Files, from: string, path: string): readonly string[] {
  const tail = asGlob(staticTail(path))
  if (tail === "" || tail === "*.sql") return wild.test(tail) ? nearest(files, from, tail) : []
  if (wild.test(tail)) return resolveGlob(files, from, tail)
  const name = tail.slice(tail.lastIndexOf("/") + 1).toLowerCase()
  const candidates = files.byName.get(name) ?? []
  const lower = tail.toLowerCase()
  for (const folder of foldersOf(from)) {
    const exact = candidates.filter((file) => file.toLowerCase() === folder.toLowerCase() + lower)
    if (exact.length > 0) return exact
  }
  return closest(
    candidates.filter((file) => file.toLowerCase().endsWith(`/${lower}`)),
    from,
  )
}

function resolveGlob(files: Files, from: string, glob: string): readonly string[] {
  for (const folder of foldersOf(from)) {
    const test = compileGlob(escapeFolder(folder) + glob)
    const found = files.all.filter(test)
    if (found.length > 0) return found
  }
  // A glob that may mean any file means none.
  if (!/[^*?./]/.test(glob.replace(/\.sql$/i, ""))) return []
  return closest(files.all.filter(compileGlob(`**/${glob}`)), from)
}

function nearest(files: Files, from: string, glob: string): readonly string[] {
  const folder = foldersOf(from)[0] ?? ""
  return files.all.filter(compileGlob(escapeFolder(folder) + glob))
}

function escapeFolder(folder: string): string {
  return folder.replace(/[\\*?[\]{}]/g, "\\$&")
}

/** Those among files that share the most leading folders with `from`. */
function closest(found: readonly string[], from: string): readonly string[] {
  const best = Math.max(0, ...found.map((file) => shared(file, from)))
  return found.filter((file) => shared(file, from) === best)
}

/** The files under a folder as written in `from`. */
function resolveTree(files: Files, from: string, path: string): readonly string[] {
  const tail = asGlob(staticTail(path)).replace(/\/?\*\*?(?:\/\*)?(?:\.sql)?$/, "")
  if (tail === "")
    return path.replace(/[./]/g, "") === "" ? files.all.filter((file) => file.startsWith(foldersOf(from)[0] ?? "")) : []
  if (wild.test(tail)) return resolveGlob(files, from, `${tail}/**`)
  for (const folder of foldersOf(from)) {
    const prefix = `${folder}${tail}/`.toLowerCase()
    const found = files.all.filter((file) => file.toLowerCase().startsWith(prefix))
    if (found.length > 0) return found
  }
  const inner = `/${tail}/`.toLowerCase()
  return closest(
    files.all.filter((file) => `/${file}`.toLowerCase().includes(inner)),
    from,
  )
}

function targetsOf(fact: RunnerFact, files: Files): readonly string[] {
  const from = fact.evidence.file
  switch (fact.target.kind) {
    case "self":
      return [from]
    case "path":
      return resolvePath(files, from, fact.target.path)
    case "beside": {
      const folder = foldersOf(from)[0] ?? ""
      return files.all.filter(compileGlob(escapeFolder(folder) + fact.target.glob))
    }
    case "tree": {
      const found = resolveTree(files, from, fact.target.path)
      // Flyway takes the files of its folders that are named as its own.
      return fact.runner === "flyway" ? found.filter((file) => flywayName.test(file.slice(file.lastIndexOf("/") + 1))) : found
    }
  }
}

/** Runners that expand the same text the same way: the more particular one stands for both. */
function compatible(runners: ReadonlySet<Runner | "other">): Runner | null {
  const has = (...allowed: readonly Runner[]) => [...runners].every((runner) => (allowed as readonly string[]).includes(runner))
  if (runners.size === 1) return [...runners][0] === "other" ? null : ([...runners][0] as Runner)
  if (has("sqlcmd", "ssdt")) return "ssdt"
  if (has("grate", "roundhouse")) return "grate"
  return null
}

function decide(claims: readonly Claim[]): RunnerDecision {
  const certain = claims.filter((claim) => claim.strength === "certain")
  const counted = certain.length > 0 ? certain : claims
  const evidence = counted.slice(0, mostEvidence).map((claim) => claim.evidence)
  if (counted.length === 0) return { kind: "none", evidence: [] }
  const runners = new Set(counted.map((claim) => claim.runner))
  const runner = compatible(runners)
  if (runner !== null) return { kind: "runner", runner, evidence }
  if (runners.size === 1) return { kind: "none", evidence }
  return { kind: "conflict", runners: [...runners].sort(), evidence }
}

/**
 * Who runs each of `sqlFiles`: what the config says, else what the facts of all files add up to. What is certain beats what is likely; two
 * runners of the same strength that expand differently are a conflict; `:r` hands a file's runner on to what it includes. The order of the
 * facts decides only the order of the evidence.
 */
export function detectRunners(
  facts: readonly RunnerFact[],
  sqlFiles: readonly string[],
  configured: Config["runners"] = [],
): ReadonlyMap<string, RunnerDecision> {
  const files = indexFiles(sqlFiles)
  const known = new Set(sqlFiles)
  const claims = new Map<string, Claim[]>()
  const includes = new Map<string, { readonly file: string; readonly evidence: RunnerEvidence }[]>()
  const add = (file: string, claim: Claim): void => {
    const list = claims.get(file)
    if (list === undefined) claims.set(file, [claim])
    else if (!list.some((one) => one.runner === claim.runner && one.evidence === claim.evidence)) list.push(claim)
  }
  for (const fact of facts) {
    for (const file of targetsOf(fact, files)) {
      if (!known.has(file)) continue
      if (fact.runner !== "include") add(file, { runner: fact.runner, strength: fact.strength, evidence: fact.evidence })
      else includes.set(fact.evidence.file, [...(includes.get(fact.evidence.file) ?? []), { file, evidence: fact.evidence }])
    }
  }
  handOn(claims, includes, add)
  const rules = configured.map((rule) => ({ test: compileGlob(rule.files), runner: rule.runner }))
  return new Map(
    sqlFiles.map((file) => {
      const rule = rules.find((each) => each.test(file))
      const evidence = [{ file: "the config", line: 1, what: "runners" }]
      return [file, rule === undefined ? decide(claims.get(file) ?? []) : { kind: "runner", runner: rule.runner, evidence }]
    }),
  )
}

/** Files that are included get the claims on those that include them, with what led there as evidence. */
function handOn(
  claims: ReadonlyMap<string, readonly Claim[]>,
  includes: ReadonlyMap<string, readonly { readonly file: string; readonly evidence: RunnerEvidence }[]>,
  add: (file: string, claim: Claim) => void,
): void {
  const queue = [...includes.keys()]
  const passed = new Set<string>()
  for (let from = queue.shift(); from !== undefined; from = queue.shift()) {
    const runners = new Set((claims.get(from) ?? []).filter((claim) => claim.strength === "certain").map((claim) => claim.runner))
    // Only sqlcmd and what is like it understand `:r` at all.
    if (runners.size === 0) runners.add("sqlcmd")
    for (const { file, evidence } of includes.get(from) ?? []) {
      for (const runner of runners) {
        const key = `${from}\n${file}\n${runner}`
        if (passed.has(key)) continue
        passed.add(key)
        add(file, { runner, strength: "certain", evidence })
        if (includes.has(file)) queue.push(file)
      }
    }
  }
}
