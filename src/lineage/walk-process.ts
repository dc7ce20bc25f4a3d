import type { FileFacts } from "../model/lineage.js"
import type { CatalogObject } from "./catalog.js"
import { type Collected, noteUnresolved, nothingCollected } from "./collect.js"
import { makeEvaluator } from "./evaluate.js"
import { makeGraph, mostNodes } from "./graph.js"
import type { NameSetting } from "./names.js"
import { parentPath } from "./paths.js"
import type { Program } from "./program.js"
import { noteSilence } from "./silence.js"
import { startFile, startJob } from "./start-files.js"
import type { CodeWalk } from "./walk-code.js"
import { runObject, type SqlWalk } from "./walk-sql.js"

/** What a process begins with. */
export type Entry =
  | { readonly kind: "file"; readonly facts: FileFacts }
  | { readonly kind: "procedure"; readonly object: CatalogObject }
  /** One job of a file that sets up several. */
  | { readonly kind: "job"; readonly facts: FileFacts; readonly job: string }

/** A process as it is started. */
export interface StartedProcess {
  readonly name: string
  readonly entry: readonly string[]
  readonly entries: readonly Entry[]
  readonly proposed: boolean
}

/** Walks everything that calls can reach from the entries of one process. */
export function walkProcess(
  program: Program,
  names: NameSetting,
  sql: Pick<SqlWalk, "readText" | "matters">,
  entries: readonly Entry[],
): Collected {
  const graph = makeGraph()
  const collected = nothingCollected()
  const home = entries.map((entry) => (entry.kind === "procedure" ? "" : parentPath(entry.facts.file)))[0] ?? ""
  const evaluator = makeEvaluator(program)
  const startsJob: CodeWalk["startJob"] = (name, node, place) => startJob(walk, name, node, place)
  const walk: CodeWalk = { graph, collected, names, ...sql, followed: new Map(), startJob: startsJob, program, evaluator, home }
  for (const entry of entries) {
    if (entry.kind === "procedure") runObject(walk, entry.object)
    else {
      const facts = entry.kind === "file" ? entry.facts : onlyJob(entry.facts, entry.job)
      startFile(walk, facts, null, { what: "entry", name: facts.file, file: facts.file, offset: 0 }, null)
    }
  }
  graph.walk()
  noteSilence(
    collected,
    program,
    entries.flatMap((entry) => (entry.kind === "file" ? [entry.facts] : [])),
  )
  const [file] = collected.files
  if ((walk.evaluator.exhausted() || graph.size() > mostNodes) && file !== undefined) {
    noteUnresolved(collected, {
      place: { file, offset: 0 },
      reason: "this process is so large that not all of its calls and values were followed",
      text: "",
    })
  }
  return collected
}

/** The facts of a file as if it held one job and nothing else. */
function onlyJob(facts: FileFacts, job: string): FileFacts {
  const named = (each: { readonly name: string }): boolean => each.name === job
  return {
    file: facts.file,
    language: facts.language,
    values: facts.values,
    calls: facts.calls,
    scopes: [],
    exports: facts.exports,
    contributions: facts.contributions,
    data: facts.data,
    problems: facts.problems,
    jobs: facts.jobs.filter(named),
    sql:
      facts.sql === null
        ? null
        : {
            ...facts.sql,
            uses: [],
            dynamic: [],
            open: null,
            opaque: [],
            locks: [],
            includes: [],
            jobs: facts.sql.jobs.filter(named),
          },
  }
}
