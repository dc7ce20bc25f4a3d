import type { Call, Effect, Ref } from "../model/lineage.js"
import { noteLock, noteUnresolved, type Place } from "./collect.js"
import type { Evaluator } from "./evaluator.js"
import type { GraphNode, Hop } from "./graph.js"
import { firstPlace, type KnownText, shownText } from "./known-text.js"
import { baseName, normalPath, root } from "./paths.js"
import type { Program } from "./program.js"
import { type CallFrame, knownString, type Picks, type Result } from "./result.js"
import { sendResult, sendText } from "./send-sql.js"
import { procedureCalls, withParameters } from "./sent-parameters.js"
import { runCommand, startModule, startPath } from "./start-files.js"
import { touchTable } from "./touch-table.js"
import type { SqlWalk } from "./walk-sql.js"

/** What walking programs needs. */
export interface CodeWalk extends SqlWalk {
  readonly program: Program
  readonly evaluator: Evaluator
  /** Directory of the entry: names of fixed paths are relative to it. */
  readonly home: string
}

/** Runs what a scope does, in a frame. */
export function runFrame(walk: CodeWalk, frame: CallFrame, node: GraphNode): void {
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
  runReads(walk, frame, node)
}

/** Attributes that are methods run when they are read. */
function runReads(walk: CodeWalk, frame: CallFrame, node: GraphNode): void {
  const { evaluator } = walk
  for (const { value: ref, at } of evaluator.scopeOf(frame).reads) {
    const read = frame.facts.values[ref]
    if (read?.kind !== "member" || !walk.program.slice.reads(read.name)) continue
    evaluator.refuel()
    for (const { value } of evaluator.evaluate(frame, read.of)) {
      for (const getter of evaluator.getters(value, read.name)) {
        const target = evaluator.openFrame(getter)
        if (target !== null) reachFrame(walk, target, node, { file: frame.facts.file, offset: at })
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
    if (callee.value.kind === "unknown") noteLostCall(walk, frame, call, place)
  }
}

/**
 * A method of an object that came from inside the program and was lost on the way, where a method of that name here leads to tables.
 * What libraries make is not followed, and no loss.
 */
function noteLostCall(walk: CodeWalk, frame: CallFrame, call: Call, place: Place): void {
  const callee = frame.facts.values[call.callee]
  if (callee?.kind !== "member" || call.effects.length > 0) return
  const of = frame.facts.values[callee.of]
  if (of?.kind !== "parameter" && of?.kind !== "element" && of?.kind !== "item") return
  if (!walk.program.slice.mayLead(callee.name)) return
  noteUnresolved(walk.collected, { place, reason: "which object this method is called on is not known", text: call.text })
}

function reachFrame(walk: CodeWalk, frame: CallFrame, node: GraphNode, place: Place): void {
  if (!walk.program.slice.leads(frame.facts, frame.scope)) return
  const { name, at } = walk.evaluator.scopeOf(frame)
  // A function without a name is found where it stands: nothing in the call's line names it.
  const nameless = name.startsWith("<", name.lastIndexOf(".") + 1)
  const hop: Hop = nameless
    ? { what: "call", name, file: frame.facts.file, offset: at }
    : { what: "call", name, file: place.file, offset: place.offset }
  walk.graph.reach(`frame:${frame.id}`, node, hop, (next) => runFrame(walk, frame, next))
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
  // What is made of a function (`partial(f, x)`) calls it, not whoever makes it.
  if (call.result !== null && frame.facts.values[call.result]?.kind === "scope") return
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
      return refs.map((ref): Result | null => (ref === null ? null : (row.values[next++] ?? null)))
    })
  }
  switch (effect.kind) {
    case "sql": {
      const { text: textRef, connection: connectionRef, database: databaseRef, parameters } = effect
      const refs = [textRef]
      if (connectionRef !== null) refs.push(connectionRef)
      if (databaseRef !== null) refs.push(databaseRef)
      for (const row of evaluator.together(frame, refs, picks)) {
        const [text = null] = row.values
        const connection = connectionRef === null ? null : (row.values[1] ?? null)
        const database = databaseRef === null ? null : (row.values.at(-1) ?? null)
        const sending = {
          node,
          database: knownString(database) ?? databaseOf(connection),
          at,
          file: frame.facts.file,
          // What is given to a connection is SQL, whatever the program calls it.
          sure: effect.sure || connection?.kind === "connection",
        }
        if (text?.kind !== "text" || parameters === null) sendResult(walk, text, sending)
        else {
          const values = () => evaluator.evaluate(frame, parameters, row.picks).map(({ value }) => value)
          for (const filled of withParameters(text.text, values, evaluator)) sendText(walk, filled, sending)
        }
      }
      return
    }
    case "procedure":
      for (const [name, connection, given] of rows([effect.name, effect.connection, effect.arguments])) {
        if (name?.kind === "text") {
          for (const call of procedureCalls(name.text, given ?? null, evaluator))
            sendText(walk, call, {
              node,
              database: databaseOf(connection ?? null),
              at,
              file: frame.facts.file,
              sure: true,
            })
        } else
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
