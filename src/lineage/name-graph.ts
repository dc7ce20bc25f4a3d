import { push } from "../facts/by-owner.js"
import type { Argument, Call, FileFacts, Ref, Scope, ScopeIndex, Value } from "../model/lineage.js"
import { anything, type NameNode, terminals } from "./terminals.js"

/** A value of a file. */
export interface Bound {
  readonly facts: FileFacts
  readonly ref: Ref
}

/** What calls by a name give, by where a parameter can get it. */
export interface GivenValues {
  /** To any parameter: of spread arguments, and all that a function is handed along with, as it may be handed on to it. */
  readonly anywhere: readonly Bound[]
  /** By position. */
  readonly at: readonly (readonly Bound[])[]
  /** By keyword. */
  readonly named: ReadonlyMap<string, readonly Bound[]>
}

/** A call, and the file it stands in. */
export interface Site {
  readonly facts: FileFacts
  readonly call: Call
}

/** What a call may lead to; names that nothing answers to are left out. */
export interface CallNodes {
  /** What it calls. */
  readonly called: readonly NameNode[]
  /** What it hands to whoever it calls. */
  readonly handed: readonly NameNode[]
}

/** Who may call whom in all files, as far as names tell: more than really happens, never less. */
export interface NameGraph {
  readonly callOf: (call: Call) => CallNodes
  /** The names that a function or name answers to, which may answer to others in turn. */
  readonly above: (node: NameNode) => Iterable<NameNode>
  /** What answers to a name, each of which others may answer to. */
  readonly below: (node: NameNode) => Iterable<NameNode>
  /** What calls give to what they call by this name; undefined if there are none. */
  readonly given: (node: NameNode) => GivenValues | undefined
  /** Everything that attributes, exports and module variables of this name are bound to. */
  readonly bound: (name: string) => readonly Bound[]
  /** What other modules give to module variables of this name. */
  readonly contributed: (name: string) => readonly Bound[]
  readonly homeOf: (scope: Scope) => FileFacts
  /** The calls that may be of this function: those that name it, and calls of what a call yields, as decorators are. */
  readonly callsOf: (scope: Scope) => readonly Site[]
  /** Named tuples. */
  readonly tuples: () => readonly Scope[]
  /** The classes that may have this class as a base. */
  readonly inheritors: (scope: Scope) => readonly { readonly facts: FileFacts; readonly scope: ScopeIndex }[]
}

/** The same while calls are collected. */
interface Giving {
  readonly anywhere: Bound[]
  readonly at: Bound[][]
  readonly named: Map<string, Bound[]>
}

const none: readonly NameNode[] = []
const noNodes: CallNodes = { called: none, handed: none }
const lastPart = (name: string): string => name.slice(name.lastIndexOf(".") + 1)
const initialiser = /^(__init__|__post_init__|constructor)$/

/** Collects the names of all files. Linear in values and calls. */
export function nameGraph(files: ReadonlyMap<string, FileFacts>): NameGraph {
  const ups = new Map<NameNode, Set<NameNode>>()
  const downs = new Map<NameNode, Set<NameNode>>()
  const homes = new Map<Scope, FileFacts>()
  const bindings = new Map<string, Bound[]>()
  const contributed = new Map<string, Bound[]>()
  const givings = new Map<NameNode, Giving>()
  const calls = new Map<Call, CallNodes>()
  const inheritors = new Map<NameNode, { facts: FileFacts; scope: ScopeIndex }[]>()
  const answers = (node: NameNode, name: NameNode): void => {
    if (node === name) return
    link(ups, node, name)
    link(downs, name, node)
  }
  const givingTo = (node: NameNode): Giving => {
    const known = givings.get(node)
    if (known !== undefined) return known
    const made: Giving = { anywhere: [], at: [], named: new Map() }
    givings.set(node, made)
    return made
  }
  const give = (facts: FileFacts, node: NameNode, given: readonly Argument[]): void => {
    if (given.length === 0) return
    const giving = givingTo(node)
    let position = 0
    for (const { name, value: ref } of given) {
      const bound = { facts, ref }
      if (name === null) position++
      if (name === "**" || facts.values[ref]?.kind === "spread") giving.anywhere.push(bound)
      else if (name !== null) push(giving.named, name, bound)
      else {
        while (giving.at.length < position) giving.at.push([])
        giving.at[position - 1]?.push(bound)
      }
    }
  }
  const giveAll = (facts: FileFacts, node: NameNode, given: readonly Argument[]): void => {
    const giving = givingTo(node)
    for (const { value: ref } of given) giving.anywhere.push({ facts, ref })
  }
  const bind = (facts: FileFacts, name: string, ref: Ref): void => {
    push(bindings, name, { facts, ref })
    // `load = load_members`
    for (const each of terminals(facts, ref)) if (each !== anything && each !== name) answers(each, name)
  }
  // In steps of their own, each of which runs often: such code is fast sooner than a long one that runs once a process.
  const readScope = (facts: FileFacts, scope: Scope, index: ScopeIndex): void => {
    homes.set(scope, facts)
    const name = lastPart(scope.name)
    if (scope.kind === "function" || scope.kind === "method") answers(scope, name)
    // Calling a class runs its initialiser, or that of a base; calling an object runs `__call__`.
    if (scope.kind === "class") {
      answers(scope, name)
      for (const base of scope.bases) {
        for (const each of terminals(facts, base)) {
          answers(each, name)
          push(inheritors, each, { facts, scope: index })
        }
      }
    }
    if (scope.kind === "method" && initialiser.test(name)) answers(scope, facts.scopes[scope.parent] ?? name)
    if (name === "__call__") answers(scope, anything)
    if (scope.kind === "class" || scope.kind === "module") for (const each of scope.bindings) bind(facts, each.name, each.value)
    for (const ref of scope.returns) answerAnything(facts, ref)
  }
  const answerAnything = (facts: FileFacts, ref: Ref): void => {
    for (const each of terminals(facts, ref)) answers(each, anything)
  }
  /** Values in which a function is kept: it may be called wherever they are. */
  const readValue = (facts: FileFacts, value: Value): void => {
    if (value.kind === "list") for (const item of value.items) answerAnything(facts, item)
    else if (value.kind === "mapping") for (const entry of value.entries) answerAnything(facts, entry.value)
  }
  for (const facts of files.values()) {
    facts.scopes.forEach((scope, index) => {
      readScope(facts, scope, index)
    })
    for (const each of facts.exports) bind(facts, each.name, each.value)
    for (const each of facts.contributions) {
      bind(facts, each.name, each.value)
      push(contributed, each.name, { facts, ref: each.value })
    }
    for (const value of facts.values) readValue(facts, value)
  }
  // Most calls are of what libraries define: where nothing answers to a name, what is given to it is given to nobody.
  const isAnswered = (node: NameNode): boolean => typeof node !== "string" || node === anything || downs.has(node)
  const answered = (nodes: readonly NameNode[]): readonly NameNode[] =>
    nodes.every(isAnswered) ? nodes : nodes.filter(isAnswered)
  const readCall = (facts: FileFacts, call: Call): void => {
    let called = answered(terminals(facts, call.callee))
    const callee = facts.values[call.callee]
    // A thread that is started runs its `run`.
    if (callee?.kind === "member" && callee.name === "start" && isAnswered("run")) called = [...called, "run"]
    for (const node of called) give(facts, node, call.arguments)
    for (const effect of call.effects) {
      if (effect.kind !== "invoke") continue
      const invoked = answered(terminals(facts, effect.callee))
      for (const node of invoked) give(facts, node, effect.arguments)
      called = [...called, ...invoked]
    }
    let handed: Set<NameNode> | null = null
    for (const argument of call.arguments) {
      for (const node of terminals(facts, argument.value)) {
        if (node === anything || !isAnswered(node)) continue
        handed ??= new Set()
        handed.add(node)
      }
    }
    for (const node of handed ?? none) {
      answers(node, anything)
      giveAll(facts, node, call.arguments)
    }
    if (called.length > 0 || handed !== null) calls.set(call, { called, handed: handed === null ? none : [...handed] })
  }
  for (const facts of files.values()) for (const call of facts.calls) readCall(facts, call)
  let sites: ReadonlyMap<NameNode, readonly Site[]> | null = null
  return {
    callOf: (call) => calls.get(call) ?? noNodes,
    above: (node) => ups.get(node) ?? none,
    below: (node) => downs.get(node) ?? none,
    given: (node) => givings.get(node),
    bound: (name) => bindings.get(name) ?? [],
    contributed: (name) => contributed.get(name) ?? [],
    homeOf: (scope) => homes.get(scope) as FileFacts,
    callsOf: (scope) => {
      sites ??= sitesIn(files, calls)
      const found = new Map<Call, Site>()
      const nodes = new Set<NameNode>([scope])
      for (const node of nodes) {
        for (const name of ups.get(node) ?? none) nodes.add(name)
        for (const site of sites.get(node) ?? [])
          if (node !== anything || site.facts.values[site.call.callee]?.kind === "call") found.set(site.call, site)
      }
      return [...found.values()]
    },
    tuples: () => (inheritors.get("NamedTuple") ?? []).map(({ facts, scope }) => facts.scopes[scope] as Scope),
    inheritors: (scope) => [...(inheritors.get(scope) ?? []), ...(inheritors.get(lastPart(scope.name)) ?? [])],
  }
}

function link(edges: Map<NameNode, Set<NameNode>>, from: NameNode, to: NameNode): void {
  const known = edges.get(from)
  if (known === undefined) edges.set(from, new Set([to]))
  else known.add(to)
}

function sitesIn(
  files: ReadonlyMap<string, FileFacts>,
  calls: ReadonlyMap<Call, CallNodes>,
): ReadonlyMap<NameNode, readonly Site[]> {
  const sites = new Map<NameNode, Site[]>()
  for (const facts of files.values())
    for (const call of facts.calls) for (const node of calls.get(call)?.called ?? none) push(sites, node, { facts, call })
  return sites
}
