import { madeOfEach } from "../../../../facts/collected-values.js"
import type { Effect, Ref } from "../../../../model/lineage.js"
import type { Walk } from "../walk.js"
import { runsFile } from "./programs.js"
import {
  at,
  type CallShape,
  firstAsIs,
  type Knowledge,
  type Knowledges,
  onFirst,
  onReceiver,
  plain,
  receiverAsIs,
} from "./shape.js"

const listed =
  (what: "keys" | "values" | "pairs"): Knowledge =>
  (walk, call) => {
    const of = at(call, 0)
    if (of === null) return null
    const element = walk.facts.add({ kind: "element", of, what })
    return { result: madeOfEach(walk.facts, element, [element]) }
  }

/** `new URL("x", import.meta.url)`: a path beside the file. */
const url: Knowledge = (walk, call) => {
  const name = at(call, 0)
  const base = at(call, 1)
  if (name === null || base === null) return { result: name }
  return { result: walk.facts.operation("path-join", walk.facts.operation("path-parent", base), name) }
}

const parsed: Knowledge = (walk, call) => {
  const of = at(call, 0)
  return of === null || walk.facts.value(of).kind === "text"
    ? null
    : { result: walk.facts.add({ kind: "content", of, as: "data" }) }
}

/** Functions of the language and of every platform, by their full name. */
export const globals: Knowledges = {
  "Object.keys": listed("keys"),
  "Object.values": listed("values"),
  "Object.entries": listed("pairs"),
  "Object.freeze": firstAsIs,
  "Object.seal": firstAsIs,
  "Object.assign": (walk, call) => ({
    result: walk.facts.add({ kind: "mapping", entries: call.arguments.map((value) => ({ key: null, value })) }),
  }),
  "Array.from": firstAsIs,
  "Promise.all": firstAsIs,
  "Promise.allSettled": firstAsIs,
  "Promise.resolve": firstAsIs,
  String: onFirst("text"),
  "String.raw": firstAsIs,
  structuredClone: firstAsIs,
  Set: firstAsIs,
  Map: firstAsIs,
  URL: url,
  "JSON.parse": parsed,
  Worker: runsFile,
}

/** Node's own helpers. */
export const languageModules: readonly (readonly [RegExp, Knowledges])[] = [
  [/^util$/, { format: onFirst("percent"), promisify: firstAsIs }],
]

/** A callback of a list gets its elements, one of a promise its value: the call's result is what it makes of them. */
export const maps =
  (what: "list" | "value" | "element"): Knowledge =>
  (walk, call) => {
    const callback = at(call, 0)
    if (callback === null || call.receiver === null) return null
    const given = what === "value" ? call.receiver : walk.facts.add({ kind: "element", of: call.receiver, what: "items" })
    const effects: Effect[] = [{ kind: "invoke", callee: callback, arguments: [plain(given)] }]
    const value = walk.facts.value(callback)
    if (value.kind !== "scope" && value.kind !== "name" && value.kind !== "export") return { effects }
    const made = callbackResult(walk, call, callback, given, what === "value" ? call.receiver : null)
    const result = what === "list" ? madeOfEach(walk.facts, made, [given]) : what === "value" ? made : null
    return { effects, result }
  }

function callbackResult(walk: Walk, call: CallShape, callback: Ref, given: Ref, result: Ref | null): Ref {
  const { scope, start, end } = call
  return walk.facts.call({
    scope,
    start,
    end,
    callee: callback,
    text: "callback",
    arguments: [plain(given)],
    effects: [],
    result,
  })
}

const push: Knowledge = (walk, call) => {
  if (call.receiver === null || call.arguments.length === 0) return null
  const value = walk.facts.value(call.receiver)
  if (value.kind === "unknown" || value.kind === "module") return null
  return {
    mutates: walk.facts.add({ kind: "list", items: [walk.facts.add({ kind: "spread", of: call.receiver }), ...call.arguments] }),
  }
}

/** `list.join(", ")`: the linker's separator comes first. */
const join: Knowledge = (walk, call) => {
  if (call.receiver === null) return null
  const separator = at(call, 0) ?? walk.facts.text(",", [])
  return { result: walk.facts.operation("join", separator, call.receiver) }
}

/** Replacing a text by a text; a pattern leaves the text as it is. */
const replaces: Knowledge = (walk, call) => {
  const [from, to] = call.arguments
  if (call.receiver === null || from === undefined || to === undefined) return null
  if (walk.facts.value(from).kind === "unknown") return { result: call.receiver }
  return { result: walk.facts.operation("replace", call.receiver, from, to) }
}

const concat: Knowledge = (walk, call) =>
  call.receiver === null ? null : { result: walk.facts.concat([call.receiver, ...call.arguments]) }

/** `map.get(key)`; a Map is the list of its pairs. */
const got: Knowledge = (walk, call) => {
  const [key] = call.arguments
  if (call.receiver === null || key === undefined || call.arguments.length > 1) return null
  return { result: walk.facts.add({ kind: "item", of: call.receiver, key, fallback: null }) }
}

/** `map.set(key, value)`. */
const set: Knowledge = (walk, call) => {
  if (call.receiver === null || call.arguments.length !== 2) return null
  const value = walk.facts.value(call.receiver)
  if (value.kind === "unknown" || value.kind === "module") return null
  const pair = walk.facts.add({ kind: "list", items: call.arguments })
  return { mutates: walk.facts.add({ kind: "list", items: [walk.facts.add({ kind: "spread", of: call.receiver }), pair] }) }
}

/** Methods of lists, promises and texts. */
export const languageMethods: Knowledges = {
  map: maps("list"),
  flatMap: maps("list"),
  forEach: maps("element"),
  reduce: maps("element"),
  filter: receiverAsIs,
  slice: onReceiver("slice"),
  substring: onReceiver("slice"),
  sort: receiverAsIs,
  reverse: receiverAsIs,
  values: receiverAsIs,
  catch: receiverAsIs,
  finally: receiverAsIs,
  toString: onReceiver("text"),
  trim: onReceiver("strip"),
  toUpperCase: onReceiver("upper"),
  toLowerCase: onReceiver("lower"),
  split: onReceiver("split"),
  replace: replaces,
  replaceAll: replaces,
  concat,
  join,
  push,
  get: got,
  set,
}
