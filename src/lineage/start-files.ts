import type { FileFacts, Job } from "../model/lineage.js"
import { sniffSql } from "../sql/index.js"
import { nothingGiven } from "./bindings.js"
import { noteUnresolved, type Place } from "./collect.js"
import { commandWords, type Started, startedBy, startsUnknown, type Word } from "./commands.js"
import { pathOf } from "./contents.js"
import type { GraphNode, Hop } from "./graph.js"
import { firstPlace, type KnownText, plainText, shownText } from "./known-text.js"
import { baseName, parentPath, root } from "./paths.js"
import { jobKey } from "./program.js"
import { asText, type CallFrame, type Result } from "./result.js"
import { sendText } from "./send-sql.js"
import { statementOn } from "./touch-table.js"
import { type CodeWalk, runFrame } from "./walk-code.js"
import { runSql } from "./walk-sql.js"
import { writtenBy } from "./written-texts.js"

/** Runs a file of the sources as a program: its module, and what it does only when it is started. */
export function startFile(walk: CodeWalk, facts: FileFacts, from: GraphNode | null, hop: Hop, database: string | null): void {
  if (hop.what !== "entry") walk.collected.started.add(facts.file)
  walk.program.slice.meet(facts.file)
  facts.scopes.forEach((scope, index) => {
    if (index !== 0 && scope.kind !== "main") return
    const frame = walk.evaluator.fileFrame(facts, index)
    // An entry is where its main part begins.
    const own = hop.what === "entry" ? { ...hop, offset: scope.at } : hop
    walk.graph.reach(`frame:${frame.id}`, from, own, (node) => runFrame(walk, frame, node))
  })
  if (facts.sql === null && facts.jobs.length === 0) return
  walk.graph.reach(`file:${facts.file}:${database ?? ""}`, from, hop, (node) => runSqlFile(walk, facts, node, database))
}

/** Runs a file of SQL, and the jobs that it or any other file sets up. */
export function runSqlFile(walk: CodeWalk, facts: FileFacts, node: GraphNode, database: string | null): void {
  walk.collected.files.add(facts.file)
  const place = (offset: number): Place => ({ file: facts.file, offset })
  if (facts.sql !== null) {
    runSql(walk, facts.sql, { node, database, schema: null, file: facts.file, sure: true, given: nothingGiven, place })
    for (const include of facts.sql.includes) {
      startPath(walk, plainText(include.path), facts.file, node, place(include.start), database)
    }
  }
  for (const job of [...(facts.sql?.jobs ?? []), ...facts.jobs]) runSteps(walk, facts, job, node)
}

function runSteps(walk: CodeWalk, facts: FileFacts, job: Job, node: GraphNode): void {
  for (const step of job.steps) {
    if (!step.enabled) continue
    const text: KnownText = [{ text: step.text, hole: false, origin: { file: facts.file, map: step.map, from: 0 } }]
    const at = { file: facts.file, offset: step.start }
    if (step.run === "sql") sendText(walk, text, { node, database: step.database, at, file: facts.file, sure: true })
    else runWords(walk, commandWords(text), facts.file, node, at)
  }
}

/** Starts a scheduled job by its name: `sp_start_job` runs its steps, whoever set it up. */
export function startJob(walk: CodeWalk, name: string, node: GraphNode, at: Place): void {
  const found = walk.program.jobs(name)
  for (const { facts, job } of found) {
    walk.collected.started.add(jobKey(name))
    walk.graph.reach(`job:${facts.file}:${jobKey(name)}`, node, { what: "file", name: job.name, ...at }, (next) => {
      walk.collected.files.add(facts.file)
      runSteps(walk, facts, job, next)
    })
  }
  if (found.length === 0)
    noteUnresolved(walk.collected, { place: at, reason: "a job that the sources do not set up is started here", text: name })
}

/** Starts what a command line or a list of words starts. */
export function runCommand(
  walk: CodeWalk,
  frame: CallFrame,
  command: Result | null,
  node: GraphNode,
  at: Place,
  text: string,
): void {
  if (command?.kind === "text") {
    if (command.text.every((piece) => piece.hole)) {
      noteUnresolved(walk.collected, { place: at, reason: "the command that is started here is not known", text })
    } else runWords(walk, commandWords(command.text), frame.facts.file, node, at, frame)
    return
  }
  if (command?.kind === "list") {
    for (const row of walk.evaluator.expand(command)) {
      runWords(
        walk,
        row.map((item) => asText(item, frame.facts.language)),
        frame.facts.file,
        node,
        at,
        frame,
      )
    }
    return
  }
  noteUnresolved(walk.collected, { place: at, reason: "the command that is started here is not known", text })
}

/** Starts what a command line starts; `frame` is what starts it, in a program. */
export function runWords(
  walk: CodeWalk,
  words: readonly Word[],
  from: string,
  node: GraphNode,
  at: Place,
  frame: CallFrame | null = null,
): void {
  const found = startedBy(words)
  for (const started of found) {
    const written = started.kind === "sql-file" && pathOf(started.path) === null && frame !== null ? writtenSql(walk, frame) : []
    const database = started.kind === "sql-file" ? started.database : null
    for (const text of written) sendText(walk, text, { node, database, at, file: from, sure: true })
    if (written.length === 0) runStarted(walk, started, from, node, at)
  }
  if (found.length === 0 && startsUnknown(words)) {
    const text = words.map(shownText).join(" ")
    noteUnresolved(walk.collected, { place: at, reason: "the program that is started here is not known", text })
  }
}

/** The SQL that a function writes into files: what it has a program read from a path that is made at run time. */
function writtenSql(walk: CodeWalk, frame: CallFrame): readonly KnownText[] {
  return walk.evaluator.scopeOf(frame).actions.flatMap((action) => {
    const call = action.kind === "call" ? frame.facts.calls[action.call] : undefined
    const ref = call === undefined ? null : writtenBy(frame.facts, call)
    if (ref === null) return []
    return walk.evaluator
      .evaluate(frame, ref)
      .flatMap(({ value }) => (value.kind === "text" && sniffSql(shownText(value.text)) === "sql" ? [value.text] : []))
  })
}

function runStarted(walk: CodeWalk, started: Started, from: string, node: GraphNode, at: Place): void {
  switch (started.kind) {
    case "script":
      startPath(walk, started.path, from, node, at, null)
      return
    case "module":
      startModule(walk, shownText(started.module), from, node, at, shownText(started.module))
      return
    case "package-script":
      startPackageScript(walk, started.name, from, node, at)
      return
    case "sql-file":
      startPath(walk, started.path, from, node, at, started.database)
      return
    case "sql":
      sendText(walk, started.text, { node, database: started.database, at, file: from, sure: true })
      return
    case "table":
      sendText(walk, statementOn(started.operation, started.table), {
        node,
        database: started.database,
        at,
        file: from,
        sure: true,
      })
  }
}

/** Runs what the nearest `package.json` with scripts has under a name. */
function startPackageScript(walk: CodeWalk, name: string, from: string, node: GraphNode, at: Place): void {
  const { evaluator, program } = walk
  for (let directory = parentPath(from); ; directory = parentPath(directory)) {
    const facts = program.files.get(directory === "" ? "package.json" : `${directory}/package.json`)
    if (facts !== undefined && facts.data !== null) {
      const commands = evaluator
        .evaluate(evaluator.fileFrame(facts), facts.data)
        .flatMap(({ value }) => evaluator.member(value, "scripts"))
        .flatMap((scripts) => evaluator.member(scripts, name))
      for (const command of commands) {
        if (command.kind !== "text") continue
        // A script that starts itself is walked once.
        walk.graph.reach(`script:${facts.file}#${name}`, node, { what: "file", name: facts.file, ...at }, (next) =>
          runWords(walk, commandWords(command.text), facts.file, next, firstPlace(command.text) ?? at),
        )
      }
      if (commands.length > 0) return
    }
    if (directory === "") return
  }
}

/** Starts a file by the path that a program gives. The hop stands where the path is written, if it is. */
export function startPath(
  walk: CodeWalk,
  path: KnownText,
  from: string,
  node: GraphNode,
  at: Place,
  database: string | null,
): void {
  const shown = shownText(path)
  const known = pathOf(path)
  // A path that begins with a variable of the shell is one in the sources by its ending.
  const file =
    known !== null ? (walk.program.finder.find(known, from) ?? builtFrom(walk, known, from)) : endingAfterHole(walk, path, from)
  const facts = file === null ? undefined : walk.program.files.get(file)
  if (file === null || facts === undefined) {
    noteUnresolved(walk.collected, {
      place: at,
      reason: path.some((piece) => piece.hole)
        ? "the path of the file that is run here is not known"
        : "the file that is run here is not among the sources",
      text: shown.startsWith(root) ? shown.slice(root.length + 1) : shown,
    })
    return
  }
  const name = baseName(file).toLowerCase()
  const place = firstPlace(path, (piece) => piece.text.toLowerCase().includes(name)) ?? at
  startFile(walk, facts, node, { what: "file", name: file, ...place }, database)
}

/** The source of a script that a build makes: `dist/load.js` is `src/load.ts`. */
function builtFrom(walk: CodeWalk, path: string, from: string): string | null {
  if (!/\.[mc]?js$/.test(path)) return null
  const below = path.startsWith(root) ? path.slice(root.length + 1) : path
  for (let directory = parentPath(from); ; directory = parentPath(directory)) {
    const found = walk.program.moduleFile(
      `./${below.replace(/^(?:\.\/)+/, "")}`,
      directory === "" ? "package.json" : `${directory}/package.json`,
    )
    if (found !== null || directory === "") return found
  }
}

function endingAfterHole(walk: CodeWalk, path: KnownText, from: string): string | null {
  const last = path.at(-1)
  if (last === undefined || last.hole) return null
  const ending = last.text.replace(/^[\\/]+/, "")
  return ending === last.text && path.length > 1 ? null : walk.program.finder.find(ending, from)
}

/** Starts a module of the sources by its name; others are none of ours. */
export function startModule(walk: CodeWalk, given: string | null, from: string, node: GraphNode, at: Place, text: string): void {
  const specifier = given === null || given.includes("{") ? null : given
  const file = specifier === null ? null : walk.program.moduleFile(specifier, from)
  const package_ = specifier === null ? null : walk.program.moduleFile(`${specifier}.__main__`, from)
  const facts = walk.program.files.get(package_ ?? file ?? "")
  if (facts !== undefined) startFile(walk, facts, node, { what: "file", name: facts.file, ...at }, null)
  else if (specifier === null)
    noteUnresolved(walk.collected, { place: at, reason: "the module that is run here is not known", text })
}
