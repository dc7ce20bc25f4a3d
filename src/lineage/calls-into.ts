import type { Argument, Call, FileFacts, Scope } from "../model/lineage.js"
import { type Given, makeArguments } from "./arguments.js"
import { type Core, mostAlternatives, one } from "./core.js"
import type { Alternative, Evaluator } from "./evaluator.js"
import { type CallFrame, type Picks, type Result, unknownResult } from "./result.js"

/** What calls run, and what they yield. */
export interface CallInto {
  readonly framesOf: Evaluator["framesOf"]
  readonly openFrame: Evaluator["openFrame"]
  /** What running a frame yields. */
  readonly returned: (frame: CallFrame) => readonly Alternative[]
  /** What a call yields, by its index in the file. */
  readonly callResult: (frame: CallFrame, index: number, picks: Picks | null) => readonly Alternative[]
}

/** Initialisers call those of their bases so far: deeper ones go in a circle. */
const deepest = 8

/** Makes the room for calls. */
export function makeCalls(core: Core): CallInto {
  const { bindArguments, argumentRows, askedBy } = makeArguments(core)

  const instanceOf = (type: Result & { kind: "class" }, given: readonly Given[]): Result & { kind: "instance" } => {
    const collected: CallFrame[] = []
    initFrames({ kind: "instance", of: type, frames: [] }, given, collected, 0)
    return { kind: "instance", of: type, frames: collected }
  }

  /** The frames of the initialiser and of those of the bases that it calls. */
  const initFrames = (
    object: Result & { kind: "instance" },
    given: readonly Given[],
    collected: CallFrame[],
    level: number,
  ): void => {
    if (level > deepest) return
    const init = initialiserOf(object)
    if (init === null) return
    const scope = init.facts.scopes[init.scope] as Scope
    const frame = core.frames.makeFrame(
      init.facts,
      init.scope,
      bindArguments(scope, given),
      { ...object, frames: [...collected] },
      init.outer,
    )
    collected.push(frame)
    for (const action of scope.actions) {
      const call = action.kind === "call" ? init.facts.calls[action.call] : undefined
      if (call === undefined || !isSuperInit(init.facts, call)) continue
      const row = argumentRows(call.arguments, frame, null, () => true)[0]
      const type = core.frames.ownerOf(init.facts, init.scope)
      const scopeOfType = type === null ? undefined : init.facts.scopes[type]
      for (const base of scopeOfType?.bases ?? []) {
        for (const { value } of core.evaluate(core.frames.fileFrame(init.facts), base)) {
          if (value.kind === "class") initFrames({ ...object, of: value }, row?.given ?? [], collected, level + 1)
        }
      }
    }
  }

  const isSuperInit = (facts: FileFacts, call: Call): boolean => {
    const callee = facts.values[call.callee]
    if (callee?.kind === "receiver") return callee.super
    if (callee?.kind !== "member" || (callee.name !== "__init__" && callee.name !== "constructor")) return false
    const of = facts.values[callee.of]
    return of?.kind === "receiver" && of.super
  }

  const askedByInit = (
    type: Result & { kind: "class" },
    given: readonly Argument[],
    frame: CallFrame,
  ): ((argument: Argument) => boolean) => {
    const init = initialiserOf({ kind: "instance", of: type, frames: [] })
    return init === null ? () => false : askedBy(init.facts, init.scope, given, frame)
  }

  const initialiserOf = (object: Result & { kind: "instance" }): (Result & { kind: "function" }) | null =>
    [...core.members.classMember(object, "__init__"), ...core.members.classMember(object, "constructor")].find(
      (value) => value.kind === "function",
    ) ?? null

  const framesOf: Evaluator["framesOf"] = (callee, given, frame, picks) => {
    if (callee.kind === "function") {
      const scope = callee.facts.scopes[callee.scope] as Scope
      return argumentRows(given, frame, picks, askedBy(callee.facts, callee.scope, given, frame)).map((row) => ({
        frame: core.frames.makeFrame(callee.facts, callee.scope, bindArguments(scope, row.given), callee.self, callee.outer),
        picks: row.picks,
      }))
    }
    if (callee.kind === "class") {
      return argumentRows(given, frame, picks, askedByInit(callee, given, frame)).flatMap((row) => {
        const object = instanceOf(callee, row.given)
        const [init] = object.frames
        return init === undefined
          ? []
          : [{ frame: core.frames.makeFrame(init.facts, init.scope, init.parameters, object, init.outer), picks: row.picks }]
      })
    }
    if (callee.kind === "instance") {
      return core.members
        .member(callee, "__call__")
        .flatMap((value) => (value.kind === "function" ? framesOf(value, given, frame, picks) : []))
    }
    return []
  }

  const openFrame: Evaluator["openFrame"] = (callee) => {
    if (callee.kind !== "function") return null
    const scope = callee.facts.scopes[callee.scope] as Scope
    const parameters = new Map(
      scope.parameters
        .filter((parameter) => parameter.default === null)
        .map((parameter) => [parameter.name, unknownResult(parameter.name)] as const),
    )
    return core.frames.makeFrame(callee.facts, callee.scope, parameters, callee.self, callee.outer)
  }

  const returned = (frame: CallFrame): readonly Alternative[] => {
    const scope = core.frames.scopeOf(frame)
    if (scope.returns.length === 0) return one({ kind: "constant", value: null }, null)
    return core.preferred(scope.returns.flatMap((ref) => core.evaluate(frame, ref)))
  }

  const callResult = (frame: CallFrame, index: number, picks: Picks | null): readonly Alternative[] => {
    const call = frame.facts.calls[index]
    if (call === undefined) return []
    const result: Alternative[] = []
    let foreign = false
    const callees = core.evaluate(frame, call.callee, picks)
    for (const callee of callees) {
      if (result.length >= mostAlternatives) {
        core.choices.drop()
        break
      }
      // A module that is called is what it exports by default: that is another of the callees.
      if (callee.value.kind === "module" && callee.value.facts !== null && callees.length > 1) continue
      if (callee.value.kind === "class") {
        for (const row of argumentRows(call.arguments, frame, callee.picks, askedByInit(callee.value, call.arguments, frame)))
          result.push({ value: instanceOf(callee.value, row.given), picks: row.picks })
      } else if (callee.value.kind === "function" || callee.value.kind === "instance") {
        for (const target of framesOf(callee.value, call.arguments, frame, callee.picks)) {
          for (const found of returned(target.frame)) result.push({ value: found.value, picks: target.picks })
        }
      } else if ((callee.value.kind === "connection" || callee.value.kind === "table") && call.result === null)
        result.push(callee)
      else foreign = true
    }
    if (foreign)
      result.push(...(call.result === null ? one(unknownResult(call.text), picks) : core.evaluate(frame, call.result, picks)))
    return result
  }

  return { framesOf, openFrame, returned, callResult }
}
