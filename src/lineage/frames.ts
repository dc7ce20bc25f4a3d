import type { FileFacts, Ref, Scope, ScopeIndex } from "../model/lineage.js"
import type { Core } from "./core.js"
import type { Evaluator } from "./evaluator.js"
import { type CallFrame, type Result, resultKey, unknownResult } from "./result.js"

/** Frames: functions, classes and modules while they run with certain arguments. */
export interface Frames {
  readonly makeFrame: (
    facts: FileFacts,
    scope: ScopeIndex,
    parameters: ReadonlyMap<string, Result>,
    self: Result | null,
    outer: CallFrame | null,
    inits?: CallFrame["inits"],
  ) => CallFrame
  readonly fileFrame: Evaluator["fileFrame"]
  readonly scopeOf: Evaluator["scopeOf"]
  readonly bindingIn: (facts: FileFacts, scope: ScopeIndex, name: string) => Ref | null
  /** The frame, among those around, that runs a scope. */
  readonly frameOf: (frame: CallFrame, scope: ScopeIndex) => CallFrame | null
  /** The class that a method stands in. */
  readonly ownerOf: (facts: FileFacts, scope: ScopeIndex) => ScopeIndex | null
}

/**
 * Frames of one function beyond which its arguments are no longer told apart: a helper that everything calls. Arguments that can not reach
 * an effect are not told apart in the first place.
 */
const mostFrames = 120

const none: CallFrame["inits"] = []
const nothing = new Map<string, Result>()

/** The frames of a function, class or module. */
interface FramesOfScope {
  /** The one that nothing was given to. */
  bare: CallFrame | null
  /** All, by what tells them apart. */
  readonly all: Map<string, CallFrame>
}

/** Makes the frames of one process. Frames with equal arguments are the same. */
export function makeFrames(core: Core): Frames {
  /** Of each file by scope. */
  const frames = new Map<FileFacts, FramesOfScope[]>()
  let made = 0

  const framesOf = (facts: FileFacts, scope: ScopeIndex): FramesOfScope => {
    let ofFile = frames.get(facts)
    if (ofFile === undefined) {
      ofFile = []
      frames.set(facts, ofFile)
    }
    let known = ofFile[scope]
    if (known === undefined) {
      known = { bare: null, all: new Map() }
      ofFile[scope] = known
    }
    return known
  }

  const makeFrame = (
    facts: FileFacts,
    scope: ScopeIndex,
    parameters: ReadonlyMap<string, Result>,
    self: Result | null,
    outer: CallFrame | null,
    inits: CallFrame["inits"] = none,
  ): CallFrame => {
    const others = framesOf(facts, scope)
    const isBare = parameters.size === 0 && self === null && outer === null && inits.length === 0
    if (isBare && others.bare !== null) return others.bare
    const isFull = others.all.size >= mostFrames
    if (isFull && parameters.size > 0) core.choices.drop()
    let key = `${outer?.id ?? ""}/${self === null ? "" : resultKey(self)}/${inits.map((init) => init.id).join(",")}`
    const given = parameters.size === 0 ? nothing : new Map<string, Result>()
    for (const [name, value] of parameters) {
      const told = !isFull && core.program.slice.matters(facts, scope, name) ? value : unknownResult(name)
      given.set(name, told)
      key += `|${name}=${resultKey(told)}`
    }
    const known = others.all.get(key)
    if (known !== undefined) return known
    const frame: CallFrame = { id: made++, facts, scope, parameters: given, self, outer, inits }
    others.all.set(key, frame)
    if (isBare) others.bare = frame
    return frame
  }

  const fileFrame: Evaluator["fileFrame"] = (facts, scope = 0) => makeFrame(facts, scope, nothing, null, null)
  const scopeOf: Evaluator["scopeOf"] = (frame) => frame.facts.scopes[frame.scope] as Scope

  const bindingIn = (facts: FileFacts, scope: ScopeIndex, name: string): Ref | null =>
    facts.scopes[scope]?.bindings.find((binding) => binding.name === name)?.value ?? null

  const frameOf = (frame: CallFrame, scope: ScopeIndex): CallFrame | null => {
    for (let at: CallFrame | null = frame; at !== null; at = at.outer) {
      if (at.scope === scope && at.facts === frame.facts) return at
      for (const init of at.inits) if (init.scope === scope && init.facts === frame.facts) return init
      if (at.self?.kind === "instance")
        for (const init of at.self.frames) if (init.scope === scope && init.facts === frame.facts) return init
    }
    return null
  }

  const ownerOf = (facts: FileFacts, scope: ScopeIndex): ScopeIndex | null => {
    for (let at = scope; at >= 0; at = facts.scopes[at]?.parent ?? -1) if (facts.scopes[at]?.kind === "class") return at
    return null
  }

  return { makeFrame, fileFrame, scopeOf, bindingIn, frameOf, ownerOf }
}
