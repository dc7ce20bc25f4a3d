import type { Argument, FileFacts, Parameter, Scope, ScopeIndex } from "../model/lineage.js"
import { type Core, one } from "./core.js"
import type { Item } from "./evaluator.js"
import { plainText } from "./known-text.js"
import { type CallFrame, isSlot, type Picks, type Result, unknownResult } from "./result.js"

/** An argument as a call gives it. */
export interface Given {
  readonly name: string | null
  readonly value: Result
  readonly spread: boolean
}

/** Arguments that can be given at once. */
export interface GivenRow {
  readonly given: readonly Given[]
  readonly picks: Picks | null
}

/** Arguments and parameters. */
export interface Arguments {
  /** The values of a function's parameters; those that nothing is given for are left out. */
  readonly bindArguments: (scope: Scope, given: readonly Given[]) => ReadonlyMap<string, Result>
  /** Arguments as values, in rows; `asked` tells which can matter to whoever is called: others stay unknown. */
  readonly argumentRows: (
    given: readonly Argument[],
    frame: CallFrame,
    picks: Picks | null,
    asked: (argument: Argument) => boolean,
  ) => readonly GivenRow[]
  /** Which arguments can matter to a function. */
  readonly askedBy: (
    facts: FileFacts,
    scope: ScopeIndex,
    given: readonly Argument[],
    frame: CallFrame,
  ) => (argument: Argument) => boolean
}

/** Makes the room for arguments. */
export function makeArguments(core: Core): Arguments {
  /** Arguments as values: spread ones expanded where they are known. */
  const bindArguments = (scope: Scope, given: readonly Given[]): ReadonlyMap<string, Result> => {
    const parameters = new Map<string, Result>()
    const positional: Result[] = []
    const named = new Map<string, Result>()
    let open = false
    for (const each of given) {
      if (each.name === "**" || (each.spread && each.value.kind === "mapping")) {
        if (each.value.kind === "mapping")
          for (const entry of core.collections.entriesOf(each.value)) named.set(entry.key, first(entry.value))
        else open = true
      } else if (each.spread) {
        if (each.value.kind === "list") positional.push(...core.collections.itemsOf(each.value).map(first))
        else open = true
      } else if (each.name === null) positional.push(each.value)
      else named.set(each.name, each.value)
    }
    let index = 0
    for (const parameter of scope.parameters) {
      const byName = named.get(parameter.name)
      if (parameter.kind === "rest") {
        parameters.set(parameter.name, { kind: "list", items: positional.slice(index) })
        index = positional.length
      } else if (parameter.kind === "keywords") {
        const rest = [...named].map(([name, value]) => ({ key: { kind: "text", text: plainText(name) } as Result, value }))
        parameters.set(parameter.name, { kind: "mapping", entries: rest })
      } else if (byName !== undefined) parameters.set(parameter.name, byName)
      else if (parameter.kind === "plain" && index < positional.length)
        parameters.set(parameter.name, positional[index++] as Result)
      else if (open && parameter.default === null) parameters.set(parameter.name, unknownResult(parameter.name))
      named.delete(parameter.name)
    }
    return parameters
  }

  const first = (slot: Item): Result => {
    if (!isSlot(slot)) return slot
    const found = core.settle(slot)
    if (found.length > 1) core.choices.drop()
    return found[0]?.value ?? unknownResult("")
  }

  const argumentRows = (
    given: readonly Argument[],
    frame: CallFrame,
    picks: Picks | null,
    asked: (argument: Argument) => boolean,
  ): readonly GivenRow[] =>
    core
      .fold(given, picks, (argument, inner) => {
        if (!asked(argument)) return one(unknownResult(""), inner)
        const value = frame.facts.values[argument.value]
        return core.evaluate(frame, value?.kind === "spread" ? value.of : argument.value, inner)
      })
      .map((row) => ({
        picks: row.picks,
        given: given.map((argument, index) => ({
          name: argument.name,
          value: row.values[index] as Result,
          spread: frame.facts.values[argument.value]?.kind === "spread",
        })),
      }))

  const askedBy = (
    facts: FileFacts,
    scope: ScopeIndex,
    given: readonly Argument[],
    frame: CallFrame,
  ): ((argument: Argument) => boolean) => {
    const { parameters } = facts.scopes[scope] as Scope
    /** The parameter that gets it; undefined if that is not known. */
    const receiving = (argument: Argument): Parameter | undefined => {
      let position = 0
      for (const each of given) {
        if (each.name === "**" || frame.facts.values[each.value]?.kind === "spread") return undefined
        if (each === argument) break
        if (each.name === null) position++
      }
      if (argument.name !== null) return parameters.find((each) => each.name === argument.name)
      for (let at = 0; at <= position && at < parameters.length; at++) if (parameters[at]?.kind !== "plain") return undefined
      return parameters[position]
    }
    return (argument) => {
      const parameter = receiving(argument)
      if (parameter !== undefined) return core.program.slice.matters(facts, scope, parameter.name)
      return parameters.some((each) => core.program.slice.matters(facts, scope, each.name))
    }
  }

  return { bindArguments, argumentRows, askedBy }
}
