import { spawnSync } from "node:child_process"
import { pythonHost } from "../../../src/hosts/python/host.js"
import type { Edit } from "../../../src/model/text.js"
import { applyEdits, toOuter } from "../../../src/text/text-map.js"

/** The names of the tests, and their variables. */
export const names: ReadonlyMap<string, string> = new Map([
  ["MemberRepository", "MEMBER_REPOSITORY_DB"],
  ["OutcomesIdentification", "OUTCOMES_IDENTIFICATION_DB"],
])

/** Variables at their defaults, or each with `suffix` behind it. */
export function environment(suffix = ""): ReadonlyMap<string, string> {
  return new Map([...names].map(([name, variable]) => [variable, name + suffix]))
}

/** What became of every occurrence of a name that stands in some region. */
export interface Rewritten {
  readonly text: string
  readonly edits: readonly Edit[]
  readonly done: number
  readonly refused: readonly { readonly at: number; readonly reason: string }[]
}

/** Spells every name in a text with its variable, wherever the host can; `file` and `module` as seen from the repository. */
export function rewrite(text: string, file = "load.py", module = "database_names.py"): Rewritten {
  const reading = pythonHost.read(text, file)
  const edits: Edit[] = []
  const refused: { at: number; reason: string }[] = []
  const used = new Set<string>()
  let done = 0
  for (const region of reading.regions) {
    for (const match of region.text.matchAll(/\b(?:MemberRepository|OutcomesIdentification)\b/g)) {
      const within = { start: match.index, end: match.index + match[0].length }
      const span = toOuter(region.map, within)
      if (span === null) continue
      const variable = names.get(match[0]) ?? ""
      const site = pythonHost.site(text, region, { span, within, variable })
      if (site.kind !== "expression") {
        refused.push({ at: span.start, reason: site.kind === "none" ? site.reason : site.kind })
        continue
      }
      done++
      edits.push(...site.edits)
      used.add(variable)
    }
  }
  if (used.size > 0 && reading.imports !== null) {
    edits.push(...(pythonHost.definitions?.imports(text, reading.imports, [...used], file, module, "/repository") ?? []))
  }
  return { text: applyEdits(text, edits), edits, done, refused }
}

/** Whether there is a Python 3 to compare with. */
export const hasPython = spawnSync("python3", ["--version"]).status === 0

/** Runs a Python program with `input`; throws with its error output if it fails. */
export function python(program: string, input: string, options: { cwd?: string; env?: Record<string, string> } = {}): string {
  const run = spawnSync("python3", ["-I", "-c", program], {
    input,
    encoding: "utf8",
    maxBuffer: 1 << 28,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1", PYTHONUTF8: "1", ...options.env },
  })
  if (run.status !== 0) throw new Error(run.stderr)
  return run.stdout
}
