import type { Call, FileFacts, Parameter, Ref, Scope, ScopeIndex, Value } from "../model/lineage.js"
import { everydayMethods } from "./everyday-methods.js"
import { type Bound, type NameGraph, nameGraph, type Site } from "./name-graph.js"
import type { NameNode } from "./terminals.js"
import { scopesWithCommands, writtenBy } from "./written-texts.js"

/**
 * What can matter to the tables of any process, found by going backwards from every effect (SQL that is sent, a program that is
 * started, …) to the values that it is made of. Functions that lead to no effect need not be followed, and parameters that reach none
 * need not be told apart: that, and no number, is what keeps large programs small.
 */
export interface Slice {
  /** Whether running a scope can lead to an effect. */
  readonly leads: (facts: FileFacts, scope: ScopeIndex) => boolean
  /** Whether a call does something itself, or can lead to what does. */
  readonly follows: (call: Call) => boolean
  /** Whether a method of this name leads to an effect, and is most likely the one that is called by it. */
  readonly mayLead: (name: string) => boolean
  /** Whether reading an attribute of this name can run a method that leads to an effect. */
  readonly reads: (name: string) => boolean
  /** The calls that may be of a function. */
  readonly sitesOf: (facts: FileFacts, scope: ScopeIndex) => readonly Site[]
  /** What other modules give to module variables of this name. */
  readonly contributionsTo: (name: string) => readonly Bound[]
  /** The classes that may inherit from a class directly. */
  readonly inheritorsOf: (
    facts: FileFacts,
    scope: ScopeIndex,
  ) => readonly { readonly facts: FileFacts; readonly scope: ScopeIndex }[]
  /** Whether the value of a parameter can reach an effect. */
  readonly matters: (facts: FileFacts, scope: ScopeIndex, parameter: string) => boolean
}

/** Slices all files of the sources. */
export function sliceOf(files: ReadonlyMap<string, FileFacts>): Slice {
  const graph = nameGraph(files)
  const leading = leadingNodes(files, graph)
  const isLeading = (node: NameNode): boolean => leading.has(node)
  const follows = (call: Call): boolean => {
    const { called, handed } = graph.callOf(call)
    return call.effects.length > 0 || called.some(isLeading) || handed.some(isLeading)
  }
  const getters = leadingGetters(files, leading)
  const methods = new Set(
    [...leading].flatMap((node) => (typeof node !== "string" && node.kind === "method" ? [shortName(node)] : [])),
  )
  const relevant = relevantParameters(files, graph, leading, getters)
  return {
    contributionsTo: (name) => graph.contributed(name),
    mayLead: (name) => methods.has(name) && !everydayMethods.has(name),
    reads: (name) => getters.has(name),
    sitesOf: (facts, scope) => graph.callsOf(facts.scopes[scope] as Scope),
    inheritorsOf: (facts, scope) => graph.inheritors(facts.scopes[scope] as Scope),
    follows,
    leads: (facts, scope) => leading.has(facts.scopes[scope] as Scope),
    matters: (facts, scope, parameter) => relevant.get(facts.scopes[scope] as Scope)?.has(parameter) ?? false,
  }
}

/** Everything that leads to an effect: functions, and names that such functions answer to. */
function leadingNodes(files: ReadonlyMap<string, FileFacts>, graph: NameGraph): ReadonlySet<NameNode> {
  const callers = new Map<NameNode, Set<Scope>>()
  const leading = new Set<NameNode>()
  const addCaller = (node: NameNode, caller: Scope): void => {
    const known = callers.get(node)
    if (known === undefined) callers.set(node, new Set([caller]))
    else known.add(caller)
  }
  const readCall = (facts: FileFacts, call: Call): void => {
    const caller = facts.scopes[call.scope]
    if (caller === undefined) return
    if (call.effects.length > 0) leading.add(caller)
    const { called, handed } = graph.callOf(call)
    for (const node of called) addCaller(node, caller)
    for (const node of handed) addCaller(node, caller)
  }
  for (const facts of files.values()) {
    for (const scope of facts.scopes) {
      // Modules run whatever is in them, and so does what only stands in their main part.
      if (scope.kind === "module" || scope.kind === "main" || scope.actions.some((action) => action.kind === "import"))
        leading.add(scope)
    }
    for (const call of facts.calls) readCall(facts, call)
  }
  // A property does what it does wherever an attribute of its name is read.
  const getterNames = namesOfGetters(files)
  for (const facts of files.values()) {
    for (const scope of facts.scopes) {
      for (const { value } of scope.reads) {
        const read = facts.values[value]
        if (read?.kind === "member" && getterNames.has(read.name)) addCaller(read.name, scope)
      }
    }
  }
  // What is added on the way is come by too.
  for (const node of leading) {
    for (const name of graph.above(node)) leading.add(name)
    for (const caller of callers.get(node) ?? []) leading.add(caller)
  }
  return leading
}

const shortName = ({ name }: Scope): string => name.slice(name.lastIndexOf(".") + 1)

/** The names of properties. */
function namesOfGetters(files: ReadonlyMap<string, FileFacts>): ReadonlySet<string> {
  const names = new Set<string>()
  for (const facts of files.values()) for (const scope of facts.scopes) if (scope.property) names.add(shortName(scope))
  return names
}

/** The names of properties that lead to an effect. */
function leadingGetters(files: ReadonlyMap<string, FileFacts>, leading: ReadonlySet<NameNode>): ReadonlySet<string> {
  const names = new Set<string>()
  for (const facts of files.values())
    for (const scope of facts.scopes) if (scope.property && leading.has(scope)) names.add(shortName(scope))
  return names
}

function relevantParameters(
  files: ReadonlyMap<string, FileFacts>,
  graph: NameGraph,
  leading: ReadonlySet<NameNode>,
  getters: ReadonlySet<string>,
): ReadonlyMap<Scope, ReadonlySet<string>> {
  const relevant = new Map<Scope, Set<string>>()
  const seen = new Map<FileFacts, Uint8Array>()
  const asked = new Map<string, Set<NameNode>>()
  const todo: { readonly facts: FileFacts; readonly ref: Ref }[] = []
  const mark = (facts: FileFacts, ref: Ref | null): void => {
    if (ref === null) return
    let marked = seen.get(facts)
    if (marked === undefined) {
      marked = new Uint8Array(facts.values.length)
      seen.set(facts, marked)
    }
    if (marked[ref] === 1) return
    marked[ref] = 1
    todo.push({ facts, ref })
  }
  const markBound = (found: readonly Bound[] | undefined): void => {
    for (const { facts, ref } of found ?? []) mark(facts, ref)
  }
  /** Asks a question of a node and of all that edges lead to, each once. */
  const ask = (question: string, start: NameNode, edges: NameGraph["above"], answer: (node: NameNode) => void): void => {
    const before = asked.get(question) ?? new Set()
    asked.set(question, before)
    if (before.has(start)) return
    before.add(start)
    const found = [start]
    for (const node of found) {
      answer(node)
      for (const next of edges(node)) {
        if (before.has(next)) continue
        before.add(next)
        found.push(next)
      }
    }
  }
  /** What calls give to a parameter: questions are the same for all parameters of a place or a name. */
  const markGiven = (scope: Scope, { kind, name }: Parameter, index: number): void => {
    const { above, given } = graph
    ask("anywhere", scope, above, (node) => markBound(given(node)?.anywhere))
    ask(`named ${name}`, scope, above, (node) => markBound(given(node)?.named.get(name)))
    // The fields of bases come before those of a class: a field may be anywhere.
    if (kind === "rest" || scope.kind === "class") ask("rest", scope, above, (node) => given(node)?.at.forEach(markBound))
    else if (kind === "plain") ask(`at ${index}`, scope, above, (node) => markBound(given(node)?.at[index]))
    if (kind === "keywords") ask("keywords", scope, above, (node) => given(node)?.named.forEach(markBound))
  }
  const markParameter = (facts: FileFacts, scope: Scope, name: string): void => {
    const known = relevant.get(scope) ?? new Set()
    relevant.set(scope, known)
    const index = scope.parameters.findIndex((each) => each.name === name)
    const parameter = scope.parameters[index]
    if (known.has(name) || parameter === undefined) return
    known.add(name)
    mark(facts, parameter.default)
    markGiven(scope, parameter, index)
  }
  const markTuples = (): void => {
    for (const scope of graph.tuples()) for (const { name } of scope.parameters) markParameter(graph.homeOf(scope), scope, name)
  }
  const markReturns = (start: NameNode): void =>
    ask("returns", start, graph.below, (node) => {
      if (typeof node !== "string") for (const ref of node.returns) mark(graph.homeOf(node), ref)
    })
  const markNamed = (name: string): void =>
    ask(
      "bound",
      name,
      () => [],
      () => markBound(graph.bound(name)),
    )
  const visit = (facts: FileFacts, value: Value): void => {
    for (const ref of childrenOf(value)) mark(facts, ref)
    switch (value.kind) {
      case "name":
        for (const binding of facts.scopes[value.scope]?.bindings ?? [])
          if (binding.name === value.name) mark(facts, binding.value)
        if (value.scope === 0) markBound(graph.contributed(value.name))
        return
      case "parameter":
        markParameter(facts, facts.scopes[value.scope] as Scope, value.name)
        return
      case "scope": {
        const scope = facts.scopes[value.scope]
        // Read like an attribute: it yields what it returns.
        if (scope?.property === true) for (const ref of scope.returns) mark(facts, ref)
        return
      }
      case "call": {
        const call = facts.calls[value.call]
        if (call === undefined) return
        for (const node of graph.callOf(call).called) markReturns(node)
        mark(facts, call.result)
        mark(facts, call.callee)
        return
      }
      case "item":
        // The fields of a named tuple are read by number as well.
        if (facts.values[value.key]?.kind === "constant") ask("fields of tuples", "", () => [], markTuples)
        return
      case "member":
      case "export":
        markNamed(value.name)
        return
      default:
    }
  }
  const leads = (node: NameNode): boolean => leading.has(node)
  const readCall = (facts: FileFacts, call: Call): void => {
    for (const effect of call.effects) for (const ref of effectRefs(effect)) mark(facts, ref)
    const { called, handed } = graph.callOf(call)
    const handsOn = handed.some(leads)
    if (handsOn) for (const argument of call.arguments) mark(facts, argument.value)
    if (call.effects.length > 0 || handsOn || called.some(leads)) mark(facts, call.callee)
  }
  for (const facts of files.values()) {
    for (const scope of facts.scopes) {
      mark(facts, scope.table)
      for (const ref of scope.bases) mark(facts, ref)
      for (const { value } of scope.reads) {
        const read = facts.values[value]
        if (read?.kind === "member" && getters.has(read.name)) mark(facts, value)
      }
      for (const action of scope.actions) if (action.kind === "import") mark(facts, action.module)
    }
    const commands = scopesWithCommands(facts)
    for (const call of facts.calls) {
      if (commands.has(call.scope)) mark(facts, writtenBy(facts, call))
      readCall(facts, call)
    }
  }
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const value = next.facts.values[next.ref]
    if (value !== undefined) visit(next.facts, value)
  }
  return relevant
}

function effectRefs(effect: Call["effects"][number]): readonly (Ref | null)[] {
  switch (effect.kind) {
    case "sql":
      return [effect.text, effect.connection, effect.database, effect.parameters]
    case "procedure":
      return [effect.name, effect.connection, effect.arguments]
    case "table":
      return [effect.target, effect.schema, effect.connection]
    case "command":
      return [effect.command, effect.directory]
    case "run-file":
      return [effect.path]
    case "run-module":
      return [effect.module]
    case "invoke":
      return [effect.callee]
    default:
      return [effect.name]
  }
}

/** The values that a value of one file is made of. */
function childrenOf(value: Value): readonly (Ref | null)[] {
  switch (value.kind) {
    case "concat":
      return value.parts
    case "or":
      return [value.left, value.right]
    case "choice":
      return value.options
    case "list":
      return value.items
    case "mapping":
      return value.entries.flatMap((entry) => [entry.key, entry.value])
    case "spread":
    case "element":
    case "member":
    case "content":
      return [value.of]
    case "each":
      return [value.of, ...value.over]
    case "item":
      return [value.of, value.key, value.fallback]
    case "setting":
      return [value.of, value.section, value.key, value.fallback]
    case "operation":
      return [value.of, ...value.arguments.map((argument) => argument.value)]
    case "enumerator":
    case "within":
      return [value.value]
    case "subclasses":
      return [value.of]
    case "dynamic-module":
      return [value.specifier]
    case "environment":
      return [value.fallback]
    case "connection":
      return [value.text, value.database]
    case "table":
      return [value.name, value.schema, value.database]
    default:
      return []
  }
}
