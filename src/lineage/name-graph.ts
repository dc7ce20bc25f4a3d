import type { Argument, Call, FileFacts, Ref, Scope, Value } from "../model/lineage.js"

/**
 * A function or class initialiser, or a name by which calls ask for one. {@link anything} stands for calls that give no name: of a
 * parameter, an element of a list, a result.
 */
export type NameNode = Scope | string

/** No identifier. */
const anything = "*"

/** A call as its callee may see it. `open`: the function is only handed over there, with the other arguments. */
export interface Site {
  readonly facts: FileFacts
  readonly arguments: readonly Argument[]
  readonly open: boolean
}

/** What a call may lead to. */
export interface CallNodes {
  /** What it calls. */
  readonly called: readonly NameNode[]
  /** What it hands to whoever it calls. */
  readonly handed: readonly NameNode[]
}

/** Who may call whom in all files, as far as names tell: more than really happens, never less. */
export interface NameGraph {
  readonly callOf: (call: Call) => CallNodes
  /** The names that a function or name answers to: those above it, itself included. */
  readonly above: (node: NameNode) => ReadonlySet<NameNode>
  /** The functions that answer to a name: what is below it, itself included. */
  readonly below: (node: NameNode) => ReadonlySet<NameNode>
  readonly sites: (node: NameNode) => readonly Site[]
  /** Everything that attributes, exports and module variables of this name are bound to. */
  readonly bound: (name: string) => readonly Bound[]
  readonly homeOf: (scope: Scope) => FileFacts
}

interface Bound {
  readonly facts: FileFacts
  readonly ref: Ref
}

const lastPart = (name: string): string => name.slice(name.lastIndexOf(".") + 1)
const initialiser = /^(__init__|constructor)$/

/** Collects the names of all files. Linear in values and calls. */
export function nameGraph(files: ReadonlyMap<string, FileFacts>): NameGraph {
  const ups = new Map<NameNode, Set<NameNode>>()
  const downs = new Map<NameNode, Set<NameNode>>()
  const homes = new Map<Scope, FileFacts>()
  const bindings = new Map<string, Bound[]>()
  const sites = new Map<NameNode, Site[]>()
  const calls = new Map<Call, CallNodes>()
  const answers = (node: NameNode, name: NameNode): void => {
    if (node === name) return
    ups.set(node, (ups.get(node) ?? new Set()).add(name))
    downs.set(name, (downs.get(name) ?? new Set()).add(node))
  }
  const bind = (facts: FileFacts, name: string, ref: Ref): void => {
    push(bindings, name, { facts, ref })
    // `load = load_members`
    for (const each of terminals(facts, ref)) if (each !== anything && each !== name) answers(each, name)
  }
  for (const facts of files.values()) {
    for (const scope of facts.scopes) {
      homes.set(scope, facts)
      const name = lastPart(scope.name)
      if (scope.kind === "function" || scope.kind === "method") answers(scope, name)
      // Calling a class runs its initialiser, or that of a base; calling an object runs `__call__`.
      if (scope.kind === "class") {
        answers(scope, name)
        for (const base of scope.bases) for (const each of terminals(facts, base)) answers(each, name)
      }
      if (scope.kind === "method" && initialiser.test(name)) answers(scope, facts.scopes[scope.parent] ?? name)
      if (name === "__call__") answers(scope, anything)
      if (scope.kind === "class" || scope.kind === "module") for (const each of scope.bindings) bind(facts, each.name, each.value)
      for (const ref of scope.returns) for (const each of terminals(facts, ref)) answers(each, anything)
    }
    for (const each of facts.exports) bind(facts, each.name, each.value)
    for (const value of facts.values)
      for (const ref of keptIn(value)) for (const each of terminals(facts, ref)) answers(each, anything)
    for (const call of facts.calls) {
      const called = new Set(terminals(facts, call.callee))
      const callee = facts.values[call.callee]
      // A thread that is started runs its `run`.
      if (callee?.kind === "member" && callee.name === "start") called.add("run")
      for (const node of called) push(sites, node, { facts, arguments: call.arguments, open: false })
      for (const effect of call.effects) {
        if (effect.kind !== "invoke") continue
        for (const node of terminals(facts, effect.callee)) {
          called.add(node)
          push(sites, node, { facts, arguments: effect.arguments, open: false })
        }
      }
      const handed = new Set(call.arguments.flatMap((argument) => [...terminals(facts, argument.value)]))
      handed.delete(anything)
      for (const node of handed) {
        answers(node, anything)
        push(sites, node, { facts, arguments: call.arguments, open: true })
      }
      calls.set(call, { called: [...called], handed: [...handed] })
    }
  }
  return {
    callOf: (call) => calls.get(call) ?? { called: [], handed: [] },
    above: (node) => reach(node, ups),
    below: (node) => reach(node, downs),
    sites: (node) => sites.get(node) ?? [],
    bound: (name) => bindings.get(name) ?? [],
    homeOf: (scope) => homes.get(scope) as FileFacts,
  }
}

function reach(start: NameNode, edges: ReadonlyMap<NameNode, ReadonlySet<NameNode>>): ReadonlySet<NameNode> {
  const found = new Set([start])
  for (const node of found) for (const next of edges.get(node) ?? []) found.add(next)
  return found
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}

/** Values in which a function is kept: it may be called wherever they are. */
function keptIn(value: Value): readonly Ref[] {
  if (value.kind === "list") return value.items
  return value.kind === "mapping" ? value.entries.map((entry) => entry.value) : []
}

/** What a value is called in the end: functions and classes of its file, names of others, or anything. */
function terminals(facts: FileFacts, start: Ref): ReadonlySet<NameNode> {
  const found = new Set<NameNode>()
  const seen = new Set([start])
  for (const ref of seen) {
    const value = facts.values[ref]
    switch (value?.kind) {
      case "scope": {
        const scope = facts.scopes[value.scope]
        if (scope !== undefined) found.add(scope)
        break
      }
      case "choice":
        for (const option of value.options) seen.add(option)
        break
      case "name":
        for (const binding of facts.scopes[value.scope]?.bindings ?? []) if (binding.name === value.name) seen.add(binding.value)
        break
      case "member":
      case "export":
        found.add(value.name)
        break
      case "receiver":
        if (value.super) found.add("__init__").add("constructor")
        break
      // A module that is called is what it exports by default.
      case "module":
        found.add("default")
        break
      case "parameter":
      case "element":
      case "item":
      case "call":
      case "dynamic-module":
      case "spread":
        found.add(anything)
        break
      default:
    }
  }
  return found
}
