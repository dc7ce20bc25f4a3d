import type { Argument, Call, FileFacts, Scope } from "../model/lineage.js"
import { type Given, makeArguments } from "./arguments.js"
import { type Core, mostAlternatives, one } from "./core.js"
import type { Alternative, Evaluator } from "./evaluator.js"
import { type CallFrame, knownString, type Picks, type Result, unknownResult } from "./result.js"

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

const scopeAt = (facts: FileFacts, scope: number): Scope => facts.scopes[scope] as Scope

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
    if (level > deepest) {
      core.choices.drop()
      return
    }
    const init = initialiserOf(object)
    if (init === null) {
      if (level === 0) fieldFrames(object, given, collected)
      return
    }
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

  /** The frames of classes whose fields a generated initialiser sets: those of bases come first. */
  const fieldFrames = (object: Result & { kind: "instance" }, given: readonly Given[], collected: CallFrame[]): void => {
    const types = core.members.fieldTypes(object.of)
    const all = new Map(types.flatMap(({ facts, scope }) => scopeAt(facts, scope).parameters.map((each) => [each.name, each])))
    const [first] = types
    if (first === undefined) return
    const bound = bindArguments({ ...scopeAt(first.facts, first.scope), parameters: [...all.values()] }, given)
    for (const { facts, scope, outer } of types) {
      const own = scopeAt(facts, scope).parameters.filter((each) => bound.has(each.name))
      const values = new Map(own.map((each) => [each.name, bound.get(each.name) as Result]))
      collected.push(core.frames.makeFrame(facts, scope, values, object, outer))
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
    if (init !== null) return askedBy(init.facts, init.scope, given, frame)
    const matters = core.members
      .fieldTypes(type)
      .some(({ facts, scope }) =>
        scopeAt(facts, scope).parameters.some((each) => core.program.slice.matters(facts, scope, each.name)),
      )
    return () => matters
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
        const isWritten = init !== undefined && scopeAt(init.facts, init.scope).kind !== "class"
        const own = isWritten
          ? [core.frames.makeFrame(init.facts, init.scope, init.parameters, object, init.outer)]
          : core.members.classMember(object, "__post_init__").flatMap((value) => openFrame(value) ?? [])
        return own.map((each) => ({ frame: each, picks: row.picks }))
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

  /** `Names("Member")` is the member of that value; of an unknown one, any. */
  const enumeratorsOf = (
    members: ReturnType<Core["members"]["enumerators"]>,
    call: Call,
    frame: CallFrame,
    picks: Picks | null,
  ): readonly Alternative[] => {
    const [argument] = call.arguments
    const given = argument === undefined ? [] : core.evaluate(frame, argument.value, picks).map((each) => knownString(each.value))
    const all = members.flatMap((each) => core.settleWith(each.value, picks))
    const known = all.filter(({ value }) => value.kind === "enumerator" && given.includes(knownString(value.value)))
    return known.length > 0 && !given.includes(null) ? known : all
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
      const members = callee.value.kind === "class" ? core.members.enumerators(callee.value) : []
      if (members.length > 0) result.push(...enumeratorsOf(members, call, frame, callee.picks))
      else if (callee.value.kind === "class") {
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
    if (!foreign) return result
    const yielded = call.result === null ? one(unknownResult(call.text), picks) : core.evaluate(frame, call.result, picks)
    return result.length === 0 ? yielded : [...result, ...yielded]
  }

  return { framesOf, openFrame, returned, callResult }
}
