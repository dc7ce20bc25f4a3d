import type { TextProblem } from "../model/host.js"
import type {
  Argument,
  Binding,
  Call,
  Contribution,
  FactAction,
  FileFacts,
  Operation,
  Ref,
  Scope,
  ScopeIndex,
  Value,
} from "../model/lineage.js"
import type { TextMap } from "../model/text.js"
import { ValueIndex } from "./value-index.js"

/** A scope while it is being filled. */
export interface OpenScope {
  readonly index: ScopeIndex
  readonly scope: Omit<Scope, "actions" | "bindings" | "returns" | "bases" | "reads" | "table" | "property" | "parameters">
  readonly parameters: Scope["parameters"][number][]
  readonly actions: FactAction[]
  /** Everything a name was bound to, in order. */
  readonly bindings: Map<string, Ref[]>
  readonly returns: Ref[]
  readonly bases: Ref[]
  /** Attributes that are read, and where first. */
  readonly reads: Map<Ref, number>
  table: Ref | null
  property: boolean
}

/** Collects the facts of one file: keeps values flat and once only. */
export interface FactBuilder {
  readonly scopes: OpenScope[]
  readonly problems: TextProblem[]
  /** Adds any value as it is; equal ones get the same index. */
  readonly add: (value: Value) => Ref
  readonly value: (ref: Ref) => Value
  readonly text: (text: string, map: TextMap) => Ref
  readonly unknown: (expression: string) => Ref
  /** Flattens; one part stays itself. */
  readonly concat: (parts: readonly Ref[]) => Ref
  /** Flattens and drops repetitions; one option stays itself; none is `None`. */
  readonly choice: (options: readonly Ref[]) => Ref
  readonly operation: (operation: Operation, of: Ref, ...positional: readonly Ref[]) => Ref
  readonly call: (call: Call) => Ref
  readonly calls: readonly Call[]
  readonly open: (scope: OpenScope["scope"]) => OpenScope
  /** Gives a value to a variable of another module. */
  readonly contribute: (contribution: Contribution) => void
  readonly bind: (scope: ScopeIndex, name: string, value: Ref) => void
  readonly done: (
    rest: Pick<FileFacts, "file" | "language"> & Partial<Pick<FileFacts, "exports" | "data" | "sql" | "jobs">>,
  ) => FileFacts
}

/** Longest expression text that is kept for people. */
export const shownExpression = 80

/** Starts the facts of one file. */
export function factBuilder(): FactBuilder {
  const values: Value[] = []
  const known = new ValueIndex(values)
  const add = (value: Value): Ref => known.add(value)
  const calls: Call[] = []
  const scopes: OpenScope[] = []
  const problems: TextProblem[] = []
  const contributions: Contribution[] = []

  const at = (ref: Ref): Value => values[ref] as Value

  const concat = (parts: readonly Ref[]): Ref => {
    const flat: Ref[] = []
    for (const part of parts) {
      const value = at(part)
      // A long chain of `+=` would be copied at every step: beyond some length it stays nested.
      if (value.kind === "concat" && value.parts.length < 64) flat.push(...value.parts)
      else flat.push(part)
    }
    return flat.length === 1 ? (flat[0] as Ref) : add({ kind: "concat", parts: flat })
  }

  const choice = (options: readonly Ref[]): Ref => {
    const [first] = options
    // Most names are bound once.
    if (first !== undefined && options.length === 1 && at(first).kind !== "choice") return first
    const flat = new Set<Ref>()
    for (const option of options) {
      const value = at(option)
      if (value.kind === "choice" && value.options.length < 64) for (const inner of value.options) flat.add(inner)
      else flat.add(option)
    }
    if (flat.size === 0) return add({ kind: "constant", value: null })
    return flat.size === 1 ? ([...flat][0] as Ref) : add({ kind: "choice", options: [...flat] })
  }

  const plain = (value: Ref): Argument => ({ name: null, value })
  const closedScope = (open: OpenScope): Scope => {
    const { kind, name, parent, start, end, at } = open.scope
    const { parameters, actions, returns, bases, table, property } = open
    const bindings: Binding[] = []
    for (const [bound, refs] of open.bindings) bindings.push({ name: bound, value: choice(refs) })
    const reads: { readonly value: Ref; readonly at: number }[] = []
    for (const [value, first] of open.reads) reads.push({ value, at: first })
    return { kind, name, parent, start, end, at, parameters, actions, bindings, returns, bases, reads, table, property }
  }

  return {
    scopes,
    problems,
    calls,
    add,
    value: at,
    text: (text, map) => add({ kind: "text", text, map }),
    unknown: (expression) => add({ kind: "unknown", expression: expression.slice(0, shownExpression) }),
    concat,
    choice,
    operation: (operation, of, ...positional) => add({ kind: "operation", operation, of, arguments: positional.map(plain) }),
    call: (call) => {
      calls.push(call)
      // Each is another one.
      values.push({ kind: "call", call: calls.length - 1 })
      return values.length - 1
    },
    open: (scope) => {
      const opened: OpenScope = {
        index: scopes.length,
        scope,
        parameters: [],
        actions: [],
        bindings: new Map(),
        returns: [],
        bases: [],
        reads: new Map(),
        table: null,
        property: false,
      }
      scopes.push(opened)
      return opened
    },
    contribute: (contribution) => {
      contributions.push(contribution)
    },
    bind: (scope, name, value) => {
      const bindings = (scopes[scope] as OpenScope).bindings
      const known = bindings.get(name)
      if (known === undefined) bindings.set(name, [value])
      else if (!known.includes(value)) known.push(value)
    },
    done: (rest) => ({
      file: rest.file,
      language: rest.language,
      scopes: scopes.map(closedScope),
      values,
      calls,
      exports: rest.exports ?? [],
      contributions,
      data: rest.data ?? null,
      sql: rest.sql ?? null,
      jobs: rest.jobs ?? [],
      problems,
    }),
  }
}
