import type { Call, Effect, FileFacts, Ref, TableOperation } from "../model/lineage.js"
import { sniffSql } from "../sql/index.js"
import { noteLock, noteUnresolved, type Place } from "./collect.js"
import { commandWords, type Started, startedBy, type Word } from "./commands.js"
import { fileOfText, pathOf } from "./contents.js"
import type { Evaluator } from "./evaluator.js"
import type { GraphNode, Hop } from "./graph.js"
import { firstPlace, type KnownText, plainText, shownText, stripText } from "./known-text.js"
import { baseName, normalPath, parentPath, root } from "./paths.js"
import type { Program } from "./program.js"
import { asText, type CallFrame, knownString, type Picks, type Result } from "./result.js"
import { runSql, type SqlContext, type SqlWalk } from "./walk-sql.js"

/** What walking programs needs. */
export interface CodeWalk extends SqlWalk {
  readonly program: Program
  readonly evaluator: Evaluator
  /** Directory of the entry: names of fixed paths are relative to it. */
  readonly home: string
}

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

function runSqlFile(walk: CodeWalk, facts: FileFacts, node: GraphNode, database: string | null): void {
  walk.collected.files.add(facts.file)
  const place = (offset: number): Place => ({ file: facts.file, offset })
  if (facts.sql !== null) {
    runSql(walk, facts.sql, { node, database, schema: null, file: facts.file, sure: true, place })
    for (const include of facts.sql.includes) {
      startPath(walk, plainText(include.path), facts.file, node, place(include.start), database)
    }
  }
  for (const job of [...(facts.sql?.jobs ?? []), ...facts.jobs]) {
    for (const step of job.steps) {
      if (!step.enabled) continue
      const text: KnownText = [{ text: step.text, hole: false, origin: { file: facts.file, map: step.map, from: 0 } }]
      const at = place(step.start)
      if (step.run === "sql") sendText(walk, text, { node, database: step.database, at, file: facts.file, sure: true })
      else runWords(walk, commandWords(text), facts.file, node, at)
    }
  }
}

function runFrame(walk: CodeWalk, frame: CallFrame, node: GraphNode): void {
  const { evaluator } = walk
  const scope = evaluator.scopeOf(frame)
  walk.collected.files.add(frame.facts.file)
  for (const action of scope.actions) {
    evaluator.refuel()
    if (action.kind === "import") runImport(walk, frame, action.module, node, { file: frame.facts.file, offset: action.start })
    else {
      const call = frame.facts.calls[action.call]
      if (call === undefined || !walk.program.slice.follows(call)) continue
      runCall(walk, frame, call, node)
      if (evaluator.dropped()) {
        noteUnresolved(walk.collected, {
          place: { file: frame.facts.file, offset: call.start },
          reason: "more values are possible here than are followed",
          text: call.text,
        })
      }
    }
  }
}

function runImport(walk: CodeWalk, frame: CallFrame, ref: Ref, node: GraphNode, place: Place): void {
  const value = frame.facts.values[ref]
  if (value?.kind !== "module" && value?.kind !== "export") return
  const from = frame.facts.file
  const specifiers = [value.specifier]
  if (value.kind === "export" && frame.facts.language === "python")
    specifiers.push(`${value.specifier}${value.specifier.endsWith(".") ? "" : "."}${value.name}`)
  // Importing `a.b` runs `a` first.
  const parts = value.specifier.split(".")
  if (frame.facts.language === "python" && !value.specifier.startsWith("."))
    for (let count = 1; count < parts.length; count++) specifiers.push(parts.slice(0, count).join("."))
  for (const specifier of specifiers) {
    const file = walk.program.moduleFile(specifier, from)
    const facts = file === null ? undefined : walk.program.files.get(file)
    if (facts === undefined || facts.scopes.length === 0) continue
    const module = walk.evaluator.fileFrame(facts)
    walk.graph.reach(`frame:${module.id}`, node, { what: "import", name: facts.file, ...place }, (next) =>
      runFrame(walk, module, next),
    )
  }
}

function runCall(walk: CodeWalk, frame: CallFrame, call: Call, node: GraphNode): void {
  const { evaluator } = walk
  const place = { file: frame.facts.file, offset: call.start }
  const callees = evaluator.evaluate(frame, call.callee)
  for (const callee of callees) {
    // A module that is called is what it exports by default: that is another of the callees.
    if (callee.value.kind === "module" && callee.value.facts !== null && callees.length > 1) continue
    const targets = evaluator.framesOf(callee.value, call.arguments, frame, callee.picks)
    for (const target of targets) reachFrame(walk, target.frame, node, place)
    if (callee.value.kind === "function" || callee.value.kind === "class" || targets.length > 0) continue
    startThread(walk, frame, call, node, place)
    for (const effect of call.effects) runEffect(walk, frame, call, effect, node, callee.picks)
    if (!call.effects.some((effect) => effect.kind === "invoke")) runCallbacks(walk, frame, call, node, place)
  }
}

function reachFrame(walk: CodeWalk, frame: CallFrame, node: GraphNode, place: Place): void {
  if (!walk.program.slice.leads(frame.facts, frame.scope)) return
  const { name, at } = walk.evaluator.scopeOf(frame)
  // A function without a name is found where it stands: nothing in the call's line names it.
  const nameless = name.slice(name.lastIndexOf(".") + 1).startsWith("<")
  const shown = nameless ? { file: frame.facts.file, offset: at } : place
  walk.graph.reach(`frame:${frame.id}`, node, { what: "call", name, ...shown }, (next) => runFrame(walk, frame, next))
}

/** `start()` of an object that has `run()` but no `start()` of its own: a thread or process. */
function startThread(walk: CodeWalk, frame: CallFrame, call: Call, node: GraphNode, place: Place): void {
  const callee = frame.facts.values[call.callee]
  if (callee?.kind !== "member" || callee.name !== "start") return
  for (const { value } of walk.evaluator.evaluate(frame, callee.of)) {
    if (value.kind !== "instance") continue
    for (const run of walk.evaluator.member(value, "run")) {
      const target = walk.evaluator.openFrame(run)
      if (target !== null) reachFrame(walk, target, node, place)
    }
  }
}

/** Functions handed to code that nobody here knows may be called by it. */
function runCallbacks(walk: CodeWalk, frame: CallFrame, call: Call, node: GraphNode, place: Place): void {
  for (const argument of call.arguments) {
    const kind = frame.facts.values[argument.value]?.kind
    if (kind !== "scope" && kind !== "name" && kind !== "member" && kind !== "export") continue
    for (const { value } of walk.evaluator.evaluate(frame, argument.value)) {
      const target = value.kind === "function" ? walk.evaluator.openFrame(value) : null
      if (target !== null) reachFrame(walk, target, node, place)
    }
  }
}

function runEffect(walk: CodeWalk, frame: CallFrame, call: Call, effect: Effect, node: GraphNode, picks: Picks | null): void {
  const { evaluator } = walk
  const at = { file: frame.facts.file, offset: call.start }
  const rows = (refs: readonly (Ref | null)[]): readonly (readonly (Result | null)[])[] => {
    const given = refs.filter((ref) => ref !== null)
    return evaluator.together(frame, given, picks).map((row) => {
      let next = 0
      return refs.map((ref) => (ref === null ? null : (row.values[next++] ?? null)))
    })
  }
  switch (effect.kind) {
    case "sql":
      for (const [text, connection, database] of rows([effect.text, effect.connection, effect.database])) {
        sendResult(walk, text ?? null, {
          node,
          database: knownString(database ?? null) ?? databaseOf(connection ?? null),
          at,
          file: frame.facts.file,
          // What is given to a connection is SQL, whatever the program calls it.
          sure: effect.sure || connection?.kind === "connection",
        })
      }
      return
    case "procedure":
      for (const [name, connection] of rows([effect.name, effect.connection])) {
        if (name?.kind === "text")
          sendText(walk, [...plainText("EXEC "), ...name.text], {
            node,
            database: databaseOf(connection ?? null),
            at,
            file: frame.facts.file,
            sure: true,
          })
        else
          noteUnresolved(walk.collected, {
            place: at,
            reason: "the name of this procedure is put together at run time",
            text: call.text,
          })
      }
      return
    case "table":
      for (const [target, schema, connection] of rows([effect.target, effect.schema, effect.connection])) {
        touchTable(walk, frame, target ?? null, schema ?? null, effect.operation, effect.sure, {
          node,
          database: databaseOf(connection ?? null),
          at,
          file: frame.facts.file,
          sure: true,
        })
      }
      return
    case "command":
      for (const [command] of rows([effect.command])) runCommand(walk, frame, command ?? null, node, at, call.text)
      return
    case "run-file":
      for (const [path] of rows([effect.path])) {
        if (path?.kind === "text") startPath(walk, path.text, frame.facts.file, node, at, null)
        else noteUnresolved(walk.collected, { place: at, reason: "the file that is run here is not known", text: call.text })
      }
      return
    case "run-module":
      for (const [module] of rows([effect.module]))
        startModule(walk, knownString(module ?? null), frame.facts.file, node, at, call.text)
      return
    case "invoke":
      for (const { value } of evaluator.evaluate(frame, effect.callee, picks)) {
        for (const target of evaluator.framesOf(value, effect.arguments, frame, picks)) reachFrame(walk, target.frame, node, at)
      }
      return
    case "lock":
      for (const [name] of rows([effect.name])) if (name?.kind === "text") takeLock(walk, effect.lock, name.text, at)
  }
}

function databaseOf(connection: Result | null): string | null {
  return connection?.kind === "connection" ? connection.database : null
}

/** SQL on its way to a server. */
interface Sending {
  readonly node: GraphNode
  readonly database: string | null
  readonly at: Place
  readonly file: string
  readonly sure: boolean
}

function sendResult(walk: CodeWalk, value: Result | null, sending: Sending): void {
  if (
    value === null ||
    value.kind === "table" ||
    value.kind === "class" ||
    value.kind === "instance" ||
    value.kind === "connection"
  )
    return
  if (value.kind === "text") sendText(walk, value.text, sending)
  if (value.kind === "list") {
    for (const row of walk.evaluator.expand(value)) for (const item of row) sendResult(walk, item, sending)
  }
  if (value.kind === "unknown" && sending.sure) {
    noteUnresolved(walk.collected, {
      place: sending.at,
      reason: "the SQL that is sent here is not known",
      text: value.expression,
    })
  }
}

function sendText(walk: CodeWalk, given: KnownText, sending: Sending): void {
  const text = stripText(given).filter((piece) => piece.hole || piece.text !== "")
  if (text.length === 0) return
  if (text.every((piece) => piece.hole || piece.text.trim() === "")) {
    if (sending.sure)
      noteUnresolved(walk.collected, {
        place: sending.at,
        reason: "the SQL that is sent here is not known",
        text: shownText(text),
      })
    return
  }
  // Operators and drivers also take the path of a script.
  const path = pathOf(text)
  if (path !== null && /\.sql$/i.test(path) && !/\s/.test(path)) {
    startPath(walk, text, sending.file, sending.node, sending.at, sending.database)
    return
  }
  const whole = fileOfText(given, walk.program)
  const known = whole === null ? undefined : walk.program.files.get(whole)
  if (known !== undefined && known.sql !== null) {
    const hop: Hop = { what: "file", name: known.file, ...sending.at }
    walk.graph.reach(`file:${known.file}:${sending.database ?? ""}`, sending.node, hop, (node) =>
      runSqlFile(walk, known, node, sending.database),
    )
    return
  }
  const shown = shownText(text)
  if (!sending.sure && sniffSql(shown) !== "sql") return
  const { facts, place } = walk.readText(text)
  const context: SqlContext = {
    node: sending.node,
    database: sending.database,
    schema: null,
    file: sending.file,
    sure: sending.sure,
    place: (offset) => place(offset) ?? sending.at,
  }
  runSql(walk, facts, context)
}

/** What a table is called, as SQL would write it. */
function tableText(value: Result, language: string): KnownText | null {
  if (value.kind === "text") return value.text
  return value.kind === "constant" || value.kind === "unknown" ? asText(value, language) : null
}

const statementFor: Readonly<Record<TableOperation, string>> = {
  select: "SELECT * FROM ",
  insert: "INSERT INTO ",
  update: "UPDATE ",
  delete: "DELETE FROM ",
  merge: "MERGE INTO ",
  truncate: "TRUNCATE TABLE ",
  "bulk-insert": "BULK INSERT ",
  replace: "DROP TABLE ",
  create: "CREATE TABLE ",
  drop: "DROP TABLE ",
}

function touchTable(
  walk: CodeWalk,
  frame: CallFrame,
  target: Result | null,
  schema: Result | null,
  operation: TableOperation,
  sure: boolean,
  sending: Sending,
): void {
  if (target === null) return
  if (target.kind === "list") {
    for (const row of walk.evaluator.expand(target))
      for (const item of row) touchTable(walk, frame, item, schema, operation, sure, sending)
    return
  }
  if (target.kind === "class" || target.kind === "instance") {
    const type = target.kind === "class" ? target : target.of
    const table = type.facts.scopes[type.scope]?.table ?? null
    if (table === null) return
    const owner = walk.evaluator.fileFrame(type.facts, type.scope)
    for (const { value } of walk.evaluator.evaluate(owner, table))
      touchTable(walk, frame, value, schema, operation, sure, sending)
    return
  }
  let name: KnownText | null = null
  let parts: readonly (Result | null)[] = []
  let ground = sending.database
  if (target.kind === "table") {
    name = tableText(target.name, frame.facts.language)
    // A connection is the ground of the name, not a part of it.
    const { database } = target
    parts = [database?.kind === "connection" ? null : database, target.schema]
    if (database?.kind === "connection") ground = database.database ?? ground
  } else if (sure) {
    name = tableText(target, frame.facts.language)
    parts = [schema]
  }
  if (name === null || name.length === 0) return
  const text: KnownText[number][] = [...plainText(statementFor[operation])]
  for (const part of parts) {
    // A schema that is nothing, or not to be found, is the default one.
    if (part === null || (part.kind === "constant" && part.value === null) || (part.kind === "unknown" && part.absent)) continue
    text.push(...(tableText(part, frame.facts.language) ?? []), ...plainText("."))
  }
  text.push(...name, ...plainText(endings[operation] ?? ""))
  sendText(walk, text, { ...sending, database: ground })
  if (operation === "replace") touchTable(walk, frame, target, schema, "create", sure, sending)
  if (operation === "replace") touchTable(walk, frame, target, schema, "insert", sure, sending)
}

const endings: Readonly<Partial<Record<TableOperation, string>>> = {
  insert: " DEFAULT VALUES",
  update: " SET x = 1",
  merge:
    " AS target USING (SELECT 1 AS x) AS source ON 1 = 1 WHEN MATCHED THEN UPDATE SET x = 1 WHEN NOT MATCHED THEN INSERT (x) VALUES (1);",
  "bulk-insert": " FROM ''",
  create: " (x int)",
}

function runCommand(walk: CodeWalk, frame: CallFrame, command: Result | null, node: GraphNode, at: Place, text: string): void {
  if (command?.kind === "text") {
    if (command.text.every((piece) => piece.hole)) {
      noteUnresolved(walk.collected, { place: at, reason: "the command that is started here is not known", text })
    } else runWords(walk, commandWords(command.text), frame.facts.file, node, at)
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
      )
    }
    return
  }
  noteUnresolved(walk.collected, { place: at, reason: "the command that is started here is not known", text })
}

/** Starts what a command line starts. */
export function runWords(walk: CodeWalk, words: readonly Word[], from: string, node: GraphNode, at: Place): void {
  for (const started of startedBy(words)) runStarted(walk, started, from, node, at)
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
      sendText(
        walk,
        [...plainText(statementFor[started.operation]), ...started.table, ...plainText(endings[started.operation] ?? "")],
        {
          node,
          database: started.database,
          at,
          file: from,
          sure: true,
        },
      )
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
function startPath(walk: CodeWalk, path: KnownText, from: string, node: GraphNode, at: Place, database: string | null): void {
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

function startModule(walk: CodeWalk, specifier: string | null, from: string, node: GraphNode, at: Place, text: string): void {
  const file = specifier === null ? null : walk.program.moduleFile(specifier, from)
  const package_ = specifier === null ? null : walk.program.moduleFile(`${specifier}.__main__`, from)
  const facts = walk.program.files.get(package_ ?? file ?? "")
  if (facts !== undefined) startFile(walk, facts, node, { what: "file", name: facts.file, ...at }, null)
  else if (specifier === null)
    noteUnresolved(walk.collected, { place: at, reason: "the module that is run here is not known", text })
}

function takeLock(walk: CodeWalk, kind: "file" | "path" | "applock" | "job", name: KnownText, at: Place): void {
  const shown = shownText(name)
  if (name.some((piece) => piece.hole) || shown === "" || shown.length > 500 || /[\r\n]/.test(shown)) return
  if (kind === "applock" || kind === "job") {
    noteLock(walk.collected, { kind, key: shown.toLowerCase(), name: shown, place: firstPlace(name) ?? at })
    return
  }
  const path = normalPath(shown.startsWith(root) ? shown.slice(root.length + 1) : shown)
  const last = baseName(path)
  const place = firstPlace(name, (piece) => last.endsWith(piece.text) || piece.text.endsWith(last)) ?? firstPlace(name) ?? at
  const isLock = kind === "file" || /(^|[._-])(lock|lck|pid|mutex)([._-]|$)/i.test(last)
  const relative = walk.home !== "" && path.startsWith(`${walk.home}/`) ? path.slice(walk.home.length + 1) : path
  noteLock(walk.collected, { kind: isLock ? "file" : "path", key: path.toLowerCase(), name: isLock ? last : relative, place })
}
