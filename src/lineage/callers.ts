import type { FileFacts, ScopeIndex } from "../model/lineage.js"
import type { Core } from "./core.js"
import type { CallFrame, Result } from "./result.js"

type ClassResult = Result & { readonly kind: "class" }

/** Who runs a function, looked up from its end: for what functions put into variables that outlive them. */
export interface Callers {
  /** The frames in which a function runs, as far as its callers can be found. */
  readonly framesRunning: (facts: FileFacts, scope: ScopeIndex) => readonly CallFrame[]
  /** The classes that inherit from a class: directly, or at any depth. */
  readonly inheritors: (of: ClassResult, depth: "direct" | "any") => readonly ClassResult[]
}

/** Makes the room for callers. */
export function makeCallers(core: Core): Callers {
  const known = new Map<string, readonly CallFrame[]>()

  const framesRunning: Callers["framesRunning"] = (facts, scope) => {
    const key = `${facts.file}#${scope}`
    const before = known.get(key)
    if (before !== undefined) return before
    // Asked for while it is worked out: functions that call each other.
    known.set(key, [])
    const found = new Map<number, CallFrame>()
    for (const frame of [...calledFrames(facts, scope), ...classFrames(facts, scope)]) found.set(frame.id, frame)
    const frames = [...found.values()]
    known.set(key, frames)
    return frames
  }

  const calledFrames = (facts: FileFacts, scope: ScopeIndex): readonly CallFrame[] => {
    const found: CallFrame[] = []
    for (const site of core.program.slice.sitesOf(facts, scope)) {
      if (!core.effort.spend()) {
        core.choices.drop()
        break
      }
      for (const around of framesAround(site.facts, site.call.scope)) {
        for (const callee of core.evaluate(around, site.call.callee)) {
          for (const { frame } of core.calls.framesOf(callee.value, site.call.arguments, around, callee.picks))
            if (frame.facts === facts && frame.scope === scope) found.push(frame)
        }
      }
    }
    return found
  }

  /** Where a call stands: the file itself, or the function in any of its runs. */
  const framesAround = (facts: FileFacts, scope: ScopeIndex): readonly CallFrame[] => {
    const kind = facts.scopes[scope]?.kind
    if (kind !== "function" && kind !== "method") return [core.frames.fileFrame(facts)]
    const running = framesRunning(facts, scope)
    return running.length > 0 ? running : [core.frames.makeFrame(facts, scope, new Map(), null, null)]
  }

  /** `__init_subclass__` runs for every class that inherits from its own. */
  const classFrames = (facts: FileFacts, scope: ScopeIndex): readonly CallFrame[] => {
    const owner = core.frames.ownerOf(facts, scope)
    if (owner === null || facts.scopes[scope]?.name.endsWith(".__init_subclass__") !== true) return []
    const type: ClassResult = { kind: "class", facts, scope: owner, outer: null }
    return inheritors(type, "any").map((each) => core.frames.makeFrame(facts, scope, new Map(), each, null))
  }

  const inheritors: Callers["inheritors"] = (of, depth) => {
    const found = new Map<string, ClassResult>()
    const pending = [of]
    for (const type of pending) {
      for (const { facts, scope } of core.program.slice.inheritorsOf(type.facts, type.scope)) {
        const key = `${facts.file}#${scope}`
        if (found.has(key) || !inherits(facts, scope, type)) continue
        const inheritor: ClassResult = { kind: "class", facts, scope, outer: null }
        found.set(key, inheritor)
        if (depth === "any") pending.push(inheritor)
      }
    }
    return [...found.values()]
  }

  /** Names tell who may inherit: the bases themselves tell who does. */
  const inherits = (facts: FileFacts, scope: ScopeIndex, type: ClassResult): boolean =>
    (facts.scopes[scope]?.bases ?? []).some((base) =>
      core
        .evaluate(core.frames.fileFrame(facts), base)
        .some(({ value }) => value.kind === "class" && value.facts === type.facts && value.scope === type.scope),
    )

  return { framesRunning, inheritors }
}
