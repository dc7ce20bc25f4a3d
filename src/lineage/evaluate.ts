import type { Ref, Value } from "../model/lineage.js"
import { makeCallers } from "./callers.js"
import { makeCalls } from "./calls-into.js"
import { type Dependence, makeChoices, noDependence, restsOnNothing } from "./choices.js"
import { makeCollections } from "./collections.js"
import { type Core, mostAlternatives, one } from "./core.js"
import { makeEffort } from "./effort.js"
import type { Alternative, Evaluator, Item, Row } from "./evaluator.js"
import { makeFrames } from "./frames.js"
import { makeMembers } from "./members.js"
import type { Program } from "./program.js"
import { type CallFrame, isSlot, type Picks, type Result, resultKey, unknownResult } from "./result.js"
import { makeCompute } from "./values.js"

/** Values within values within calls are followed so far: deeper ones would overflow the stack. */
const deepest = 120
/** Steps beyond which an answer that was cut short is kept, as asking again would be cut short again. */
const costly = 500

interface Known {
  readonly found: readonly Alternative[]
  readonly depends: Readonly<Dependence>
}

/** What most answers rest on: one for all, as all answers are kept. */
const nothing: Readonly<Dependence> = noDependence()

/** Equal for the same value under the same choices. */
const keyOf = (ref: Ref, picks: Picks | null): Ref | string => (picks === null ? ref : `${ref}.${picks.id}`)

/**
 * Makes the evaluator of one process. An answer is remembered with the choices that it rests on, so that it is worked out once for all
 * that do not concern it.
 */
export function makeEvaluator(program: Program): Evaluator {
  /** Of each frame the answers, and of what is being worked out how deep it is, by `keyOf`. */
  const memo: Map<Ref | string, Known | number>[] = []
  const known = (frame: CallFrame, ref: Ref, picks: Picks | null): Known | null => {
    const found = memo[frame.id]?.get(keyOf(ref, picks))
    return found === undefined || typeof found === "number" ? null : found
  }
  const choices = makeChoices()
  const effort = makeEffort()
  let depth = 0

  const evaluate: Evaluator["evaluate"] = (frame, ref, picks = null) => {
    const value = frame.facts.values[ref]
    if (value === undefined) return one(unknownResult(""), picks)
    if (value.kind === "text")
      return one(
        { kind: "text", text: [{ text: value.text, hole: false, origin: { file: frame.facts.file, map: value.map, from: 0 } }] },
        picks,
      )
    if (value.kind === "constant") return one({ kind: "constant", value: value.value }, picks)
    if (picks !== null) {
      // What depends on no choice made so far is worked out once, whatever was chosen before.
      const base = known(frame, ref, null) ?? find(frame, value, ref, null)
      if (!base.depends.captures && !choices.holds(picks, base.depends.asked)) {
        choices.dependOn(base.depends)
        return base.found.map((each) => ({ value: each.value, picks: choices.onTop(picks, each.picks) }))
      }
    }
    const result = known(frame, ref, picks) ?? find(frame, value, ref, picks)
    choices.dependOn(result.depends)
    return result.found
  }

  const find = (frame: CallFrame, value: Value, ref: Ref, picks: Picks | null): Known => {
    const key = keyOf(ref, picks)
    const answers = memo[frame.id] ?? new Map<Ref | string, Known | number>()
    memo[frame.id] = answers
    const before = answers.get(key)
    const circle = typeof before === "number" ? before : null
    if (circle !== null || depth > deepest || !effort.spend()) {
      const depends = noDependence()
      depends.circle = circle ?? -1
      depends.dropped = circle === null
      return { found: one(unknownResult(""), picks), depends }
    }
    const depends = noDependence()
    const around = choices.replace(depends)
    answers.set(key, ++depth)
    const left = effort.left()
    const found = compute(frame, value, ref, picks)
    const own = depth--
    const chosen = preferred(found.length === 0 ? one(unknownResult(""), picks) : found)
    choices.replace(around)
    // A circle that closes here is whole here.
    if (depends.circle >= own) depends.circle = Number.POSITIVE_INFINITY
    const answer: Known = { found: chosen, depends: restsOnNothing(depends) ? nothing : depends }
    // What was cut short inside a circle or for want of effort is not the last word, unless looking again would cost as much.
    const cost = left - effort.left()
    if (depends.circle === Number.POSITIVE_INFINITY || (effort.left() > 0 ? cost > 20 : cost > costly)) {
      depends.circle = Number.POSITIVE_INFINITY
      answers.set(key, answer)
    } else answers.delete(key)
    return answer
  }

  const preferred = (found: readonly Alternative[]): readonly Alternative[] => {
    if (found.length === 1) return found
    const known = found.filter(
      ({ value }) =>
        !(value.kind === "unknown" && (value.absent || value.expression === "")) &&
        !(value.kind === "constant" && value.value === null),
    )
    const seen = new Map<string, Alternative>()
    for (const each of known.length > 0 ? known : found) {
      const key = `${resultKey(each.value)}~${each.picks?.id ?? ""}`
      if (!seen.has(key)) seen.set(key, each)
      if (seen.size > mostAlternatives) break
    }
    if (seen.size > mostAlternatives) {
      choices.drop()
      return [...seen.values()].slice(0, mostAlternatives)
    }
    return [...seen.values()]
  }

  const addRows = (rows: Row[], before: Row, found: readonly Alternative[]): void => {
    for (const { value, picks } of found) {
      if (rows.length < mostAlternatives) rows.push({ values: [...before.values, value], picks })
      else choices.drop()
    }
  }

  const fold: Core["fold"] = (items, picks, each) => {
    // Mostly there is one value of each: then there is one row, to which they are added.
    const values: Result[] = []
    let chosen = picks
    let rows: Row[] | null = null
    for (const item of items) {
      if (rows !== null) {
        const next: Row[] = []
        for (const row of rows) {
          addRows(next, row, each(item, row.picks))
          if (next.length >= mostAlternatives && choices.dropped()) break
        }
        rows = next
        continue
      }
      const found = each(item, chosen)
      const [only] = found
      if (only !== undefined && found.length === 1) {
        values.push(only.value)
        chosen = only.picks
      } else {
        rows = []
        addRows(rows, { values, picks: chosen }, found)
      }
    }
    return rows ?? [{ values, picks: chosen }]
  }

  const together: Evaluator["together"] = (frame, refs, picks = null) =>
    fold(refs, picks, (ref, inner) => evaluate(frame, ref, inner))

  const settle: Core["settle"] = (slot) => (isSlot(slot) ? evaluate(slot.frame, slot.ref, slot.picks) : one(slot, null))

  const settleWith = (slot: Item, picks: Picks | null): readonly Alternative[] => {
    if (!isSlot(slot)) return one(slot, picks)
    let all = slot.picks
    const missing: Picks[] = []
    for (let at = picks; at !== null; at = at.before) if (choices.picked(all, at.key) === null) missing.push(at)
    for (const each of missing.reverse()) all = choices.pick(all, each.key, each.option)
    return evaluate(slot.frame, slot.ref, all)
  }

  // The rooms ask each other: each finds the others here when it is asked.
  const core: Core = {
    program,
    effort,
    choices,
    evaluate,
    together,
    fold,
    settle,
    settleWith,
    preferred,
    get frames() {
      return frames
    },
    get collections() {
      return collections
    },
    get members() {
      return members
    },
    get calls() {
      return calls
    },
    get callers() {
      return callers
    },
  }
  const frames = makeFrames(core)
  const collections = makeCollections(core)
  const members = makeMembers(core)
  const calls = makeCalls(core)
  const callers = makeCallers(core)
  const compute = makeCompute(core)

  return {
    fileFrame: frames.fileFrame,
    evaluate,
    together,
    expand: collections.expand,
    entries: (mapping) => {
      const entries = collections.entriesOf(mapping)
      const rows = collections.expand({ kind: "list", items: entries.map(({ value }) => value) })
      return rows.map((row) => new Map(entries.map(({ key }, index) => [key, row[index] as Result])))
    },
    framesOf: calls.framesOf,
    scopeOf: frames.scopeOf,
    openFrame: calls.openFrame,
    member: members.member,
    getters: members.getters,
    exhausted: effort.exhausted,
    dropped: choices.dropped,
    refuel: () => {
      choices.replace(noDependence())
      effort.refuel()
    },
  }
}
