import type { Argument, Call, FileFacts, Ref, Scope, ScopeIndex, Value } from "../model/lineage.js"
import { contentOf } from "./contents.js"
import { joinTexts, type KnownText, plainText } from "./known-text.js"
import { operate } from "./operations.js"
import { root } from "./paths.js"
import type { Program } from "./program.js"
import {
  asText,
  type CallFrame,
  isSlot,
  knownString,
  type Picks,
  type Result,
  resultKey,
  type Slot,
  unknownResult,
} from "./result.js"

/** One of the values that an expression can have, with the choices that lead to it. */
export interface Alternative {
  readonly value: Result
  readonly picks: Picks | null
}

/** A function with the frame in which a call runs it. */
export interface Target {
  readonly frame: CallFrame
  readonly picks: Picks | null
}

/** Evaluates the values of all files. */
export interface Evaluator {
  /** The frame of a file's own scope (0) or of its `main`. */
  readonly fileFrame: (facts: FileFacts, scope?: ScopeIndex) => CallFrame
  /** At least one. */
  readonly evaluate: (frame: CallFrame, ref: Ref, picks?: Picks | null) => readonly Alternative[]
  /** All values taken together: a row for each combination that can occur at once. At least one row. */
  readonly together: (
    frame: CallFrame,
    refs: readonly Ref[],
    picks?: Picks | null,
  ) => readonly { readonly values: readonly Result[]; readonly picks: Picks | null }[]
  readonly settle: (slot: Slot | Result) => readonly Alternative[]
  /** The elements of a list, spread ones too: a row for each combination that can occur at once. */
  readonly expand: (list: Result & { readonly kind: "list" }) => readonly (readonly Result[])[]
  /** The frames in which calling `callee` with these arguments runs; a class's initialisers. */
  readonly framesOf: (callee: Result, given: readonly Argument[], frame: CallFrame, picks: Picks | null) => readonly Target[]
  readonly scopeOf: (frame: CallFrame) => Scope
  /** A frame of a function whose arguments nobody knows. */
  readonly openFrame: (callee: Result) => CallFrame | null
  readonly member: (of: Result, name: string) => readonly Result[]
  /** Must be called before each independent question: evaluation stops at some effort, not before. */
  readonly refuel: () => void
  /** So much was asked that values are no longer looked for as far as they could be. */
  readonly exhausted: () => boolean
  /** Since `refuel`, values were left out because there are more than `mostAlternatives`, or calls more than are told apart. */
  readonly dropped: () => boolean
}

/** Most alternatives that are kept of one value. */
export const mostAlternatives = 32
const deepestEvaluation = 120
/** Steps for one question, and for all questions of one process together: what is not found by then is reported as unknown. */
const tank = 8_000
const store = 60_000
/** Steps beyond which an answer that was cut short is kept, as asking again would be cut short again. */
const costly = 500
/** Frames of one scope beyond which arguments are no longer told apart. */
const mostFrames = 120

const none: CallFrame["inits"] = []

/** What an answer rests on: the choices it looked for, whether it holds values still to be evaluated under them, and how far up a circle it is part of begins. */
interface Dependence {
  readonly asked: Set<string>
  captures: boolean
  /** Some of its values were left out. */
  dropped: boolean
  circle: number
}

interface Known {
  readonly found: readonly Alternative[]
  readonly depends: Dependence
}

/** Makes the evaluator of a program. */
export function makeEvaluator(program: Program): Evaluator {
  const frames = new Map<string, CallFrame>()
  const perScope = new Map<string, number>()
  const memo = new Map<string, Known>()
  const running = new Map<string, number>()
  const chains = new Map<string, Picks>()
  const ambient = new Map<string, Result>()
  let current: Dependence = { asked: new Set(), captures: false, dropped: false, circle: Number.POSITIVE_INFINITY }
  let fuel = tank
  let left = store
  let granted = tank
  let depth = 0

  const makeFrame = (
    facts: FileFacts,
    scope: ScopeIndex,
    parameters: ReadonlyMap<string, Result>,
    self: Result | null,
    outer: CallFrame | null,
    inits: CallFrame["inits"] = none,
  ): CallFrame => {
    let key = `${facts.file}#${scope}/${outer?.id ?? ""}/${self === null ? "" : resultKey(self)}/${inits.map((init) => init.id).join(",")}`
    const count = perScope.get(`${facts.file}#${scope}`) ?? 0
    if (count >= mostFrames && parameters.size > 0) current.dropped = true
    const given =
      count >= mostFrames
        ? new Map([...parameters.keys()].map((name) => [name, unknownResult(name)] as const))
        : new Map(
            [...parameters].map(([name, value]) => [
              name,
              program.slice.matters(facts, scope, name) ? value : unknownResult(name),
            ]),
          )
    for (const [name, value] of given) key += `|${name}=${resultKey(value)}`
    const known = frames.get(key)
    if (known !== undefined) return known
    const frame: CallFrame = { id: frames.size, facts, scope, parameters: given, self, outer, inits }
    frames.set(key, frame)
    perScope.set(`${facts.file}#${scope}`, count + 1)
    return frame
  }

  const fileFrame: Evaluator["fileFrame"] = (facts, scope = 0) => makeFrame(facts, scope, new Map(), null, null)
  const scopeOf: Evaluator["scopeOf"] = (frame) => frame.facts.scopes[frame.scope] as Scope

  /** Equal chains are one chain, so that its id stays short. */
  const pick = (picks: Picks | null, key: string, option: number): Picks => {
    const link = `${picks?.id ?? ""};${key}=${option}`
    let chain = chains.get(link)
    if (chain === undefined) {
      chain = { key, option, before: picks, id: String(chains.size) }
      chains.set(link, chain)
    }
    return chain
  }
  const holds = (picks: Picks, keys: ReadonlySet<string>): boolean => {
    if (keys.size > 0) for (let at: Picks | null = picks; at !== null; at = at.before) if (keys.has(at.key)) return true
    return false
  }
  /** The choices of `extra` made on top of `picks`. */
  const onTop = (picks: Picks, extra: Picks | null): Picks =>
    extra === null ? picks : pick(onTop(picks, extra.before), extra.key, extra.option)
  const dependOn = (other: Dependence): void => {
    for (const key of other.asked) current.asked.add(key)
    if (other.captures) current.captures = true
    if (other.dropped) current.dropped = true
    current.circle = Math.min(current.circle, other.circle)
  }
  const picked = (picks: Picks | null, key: string): number | null => {
    current.asked.add(key)
    for (let at = picks; at !== null; at = at.before) if (at.key === key) return at.option
    return null
  }
  const one = (value: Result, picks: Picks | null): readonly Alternative[] => [{ value, picks }]

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
      const base = memo.get(`${frame.id}.${ref}.`) ?? find(frame, value, ref, null)
      if (!base.depends.captures && !holds(picks, base.depends.asked)) {
        dependOn(base.depends)
        return base.found.map((each) => ({ value: each.value, picks: onTop(picks, each.picks) }))
      }
    }
    const result = memo.get(`${frame.id}.${ref}.${picks?.id ?? ""}`) ?? find(frame, value, ref, picks)
    dependOn(result.depends)
    return result.found
  }

  const find = (frame: CallFrame, value: Value, ref: Ref, picks: Picks | null): Known => {
    const key = `${frame.id}.${ref}.${picks?.id ?? ""}`
    const circle = running.get(key)
    if (circle !== undefined || depth > deepestEvaluation || fuel-- <= 0)
      return {
        found: one(unknownResult(""), picks),
        depends: { asked: new Set(), captures: false, dropped: false, circle: circle ?? -1 },
      }
    const around = current
    const depends: Dependence = { asked: new Set(), captures: false, dropped: false, circle: Number.POSITIVE_INFINITY }
    current = depends
    running.set(key, ++depth)
    const whole = fuel
    const found = compute(frame, value, ref, picks)
    const own = depth--
    running.delete(key)
    const chosen = preferred(found.length === 0 ? one(unknownResult(""), picks) : found)
    current = around
    // A circle that closes here is whole here.
    if (depends.circle >= own) depends.circle = Number.POSITIVE_INFINITY
    const known: Known = { found: chosen, depends }
    // What was cut short inside a circle or for want of effort is not the last word, unless looking again would cost as much.
    const cost = whole - fuel
    if (depends.circle === Number.POSITIVE_INFINITY || (fuel > 0 ? cost > 20 : cost > costly)) {
      depends.circle = Number.POSITIVE_INFINITY
      memo.set(key, known)
    }
    return known
  }

  /** Without repetitions; what may be absent gives way to what is known. */
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
      current.dropped = true
      return [...seen.values()].slice(0, mostAlternatives)
    }
    return [...seen.values()]
  }

  const fold = <T>(
    items: readonly T[],
    picks: Picks | null,
    each: (item: T, picks: Picks | null) => readonly Alternative[],
  ): readonly { readonly values: readonly Result[]; readonly picks: Picks | null }[] => {
    let rows: { values: readonly Result[]; picks: Picks | null }[] = [{ values: [], picks }]
    for (const item of items) {
      const next: typeof rows = []
      for (const row of rows) {
        for (const found of each(item, row.picks)) {
          if (next.length < mostAlternatives) next.push({ values: [...row.values, found.value], picks: found.picks })
          else current.dropped = true
          if (current.dropped && next.length >= mostAlternatives) break
        }
        if (current.dropped && next.length >= mostAlternatives) break
      }
      rows = next
    }
    return rows
  }

  const together: Evaluator["together"] = (frame, refs, picks = null) =>
    fold(refs, picks, (ref, inner) => evaluate(frame, ref, inner))

  const settle: Evaluator["settle"] = (slot) => (isSlot(slot) ? evaluate(slot.frame, slot.ref, slot.picks) : one(slot, null))

  /** The same, under the choices made so far as well. */
  const settleWith = (slot: Slot | Result, picks: Picks | null): readonly Alternative[] => {
    if (!isSlot(slot)) return one(slot, picks)
    let all = slot.picks
    const missing: Picks[] = []
    for (let at = picks; at !== null; at = at.before) if (picked(all, at.key) === null) missing.push(at)
    for (const each of missing.reverse()) all = pick(all, each.key, each.option)
    return evaluate(slot.frame, slot.ref, all)
  }

  const itemsOf = (list: Result & { kind: "list" }, level = 0): readonly (Slot | Result)[] => {
    const result: (Slot | Result)[] = []
    for (const item of list.items) {
      // Lists that hold themselves would be spread without end.
      if (result.length > 5000 || fuel-- <= 0) break
      const value = isSlot(item) ? item.frame.facts.values[item.ref] : undefined
      if (!isSlot(item) || value?.kind !== "spread" || level > 30) {
        result.push(item)
        continue
      }
      for (const spread of evaluate(item.frame, value.of, item.picks)) {
        if (spread.value.kind === "list") result.push(...itemsOf(spread.value, level + 1))
        else if (spread.value.kind !== "unknown") result.push(spread.value)
      }
    }
    return result
  }

  const entriesOf = (mapping: Result & { kind: "mapping" }, level = 0): readonly { key: string; value: Slot | Result }[] => {
    const result = new Map<string, Slot | Result>()
    for (const entry of mapping.entries) {
      if (fuel-- <= 0) break
      if (entry.key === null) {
        if (level > 30) continue
        for (const spread of settle(entry.value)) {
          if (spread.value.kind === "mapping")
            for (const inner of entriesOf(spread.value, level + 1)) result.set(inner.key, inner.value)
        }
        continue
      }
      for (const key of settle(entry.key)) {
        const name = knownString(key.value)
        if (name !== null) result.set(name, entry.value)
      }
    }
    return [...result].map(([key, value]) => ({ key, value }))
  }

  /** Steps, feeds and the like that are switched off in the data. */
  const disabled = (item: Slot | Result): boolean => {
    const found = settle(item)
    const value = found.length === 1 ? found[0]?.value : undefined
    if (value?.kind !== "mapping") return false
    return entriesOf(value).some(({ key, value: flag }) => {
      const off = /^(disabled?|skip(ped)?|inactive)$/i.test(key)
      if (!off && !/^(is_?)?(enabled?|active)$/i.test(key)) return false
      const states = settle(flag).map((state) => knownString(state.value)?.toLowerCase() ?? "")
      return states.length > 0 && states.every((state) => (off ? /^(true|1|yes|y|on)$/ : /^(false|0|no|n|off)$/).test(state))
    })
  }

  const elements = (of: Alternative, what: "items" | "keys" | "values" | "pairs", key: string): readonly Alternative[] => {
    const chosen = picked(of.picks, key)
    const pair = (first: Result, second: Slot | Result): Result => ({ kind: "list", items: [first, second] })
    let options: readonly (Slot | Result)[] = []
    if (of.value.kind === "list") {
      const items = itemsOf(of.value).filter((item) => !disabled(item))
      options = what === "pairs" ? items.map((item, index) => pair({ kind: "constant", value: index }, item)) : items
    } else if (of.value.kind === "mapping") {
      const entries = entriesOf(of.value).filter(({ value }) => !disabled(value))
      const keyText = (name: string): Result => ({ kind: "text", text: plainText(name) })
      options = entries.map(({ key: name, value }) =>
        what === "values" ? value : what === "pairs" ? pair(keyText(name), value) : keyText(name),
      )
    } else if (of.value.kind === "text" || of.value.kind === "connection" || of.value.kind === "table") return [of]
    const result: Alternative[] = []
    options.forEach((option, index) => {
      if (chosen !== null && chosen !== index) return
      if (result.length >= mostAlternatives) {
        current.dropped = true
        return
      }
      const picks = chosen === null && options.length > 1 ? pick(of.picks, key, index) : of.picks
      result.push(...settleWith(option, picks))
    })
    return result
  }

  const itemAt = (of: Result, key: Result, picks: Picks | null): readonly Alternative[] | null => {
    if (of.kind === "list" && key.kind === "constant" && typeof key.value === "number") {
      const items = itemsOf(of)
      const item = items.at(key.value)
      if (item !== undefined) return settleWith(item, picks)
      return null
    }
    const name = knownString(key)
    if (of.kind === "mapping" && name !== null) {
      const entry = entriesOf(of).find((each) => each.key === name)
      return entry === undefined ? null : settleWith(entry.value, picks)
    }
    if (of.kind === "mapping" && name === null) {
      const all = entriesOf(of).flatMap((entry) => settleWith(entry.value, picks))
      return all.length === 0 ? null : all
    }
    if ((of.kind === "module" || of.kind === "instance" || of.kind === "class") && name !== null) {
      const found = member(of, name)
      return found.length === 0 ? null : found.map((value) => ({ value, picks }))
    }
    if (of.kind === "connection" || of.kind === "table") return one(of, picks)
    return null
  }

  const bindingIn = (facts: FileFacts, scope: ScopeIndex, name: string): Ref | null =>
    facts.scopes[scope]?.bindings.find((binding) => binding.name === name)?.value ?? null

  /** The frame, among those around, that runs `scope`. */
  const frameOf = (frame: CallFrame, scope: ScopeIndex): CallFrame | null => {
    for (let at: CallFrame | null = frame; at !== null; at = at.outer) {
      if (at.scope === scope && at.facts === frame.facts) return at
      for (const init of at.inits) if (init.scope === scope && init.facts === frame.facts) return init
      if (at.self?.kind === "instance")
        for (const init of at.self.frames) if (init.scope === scope && init.facts === frame.facts) return init
    }
    return null
  }

  const exported = (facts: FileFacts, name: string, level = 0): readonly Result[] => {
    if (level > 20) return []
    const own = facts.exports.filter((each) => each.name === name)
    const found: Result[] = []
    for (const each of own) found.push(...evaluate(fileFrame(facts), each.value).map((alternative) => alternative.value))
    if (found.length > 0) return found
    const bound = bindingIn(facts, 0, name)
    if (bound !== null) return evaluate(fileFrame(facts), bound).map((alternative) => alternative.value)
    for (const each of facts.exports.filter((star) => star.name === "*")) {
      for (const { value } of evaluate(fileFrame(facts), each.value)) {
        if (value.kind === "module") found.push(...(value.facts === null ? [] : exported(value.facts, name, level + 1)))
        else found.push(...member(value, name))
      }
    }
    if (found.length > 0) return found
    // A settings file that is imported is its data.
    if (facts.data !== null) {
      for (const { value } of evaluate(fileFrame(facts), facts.data)) {
        if (name === "default" || name === "=") found.push(value)
        else if (value.kind === "mapping")
          for (const entry of entriesOf(value))
            if (entry.key === name) found.push(...settle(entry.value).map((each) => each.value))
      }
    }
    return found
  }

  const moduleResult = (specifier: string, from: string): Result => {
    const file = program.moduleFile(specifier, from)
    return { kind: "module", facts: file === null ? null : (program.files.get(file) ?? null), specifier }
  }

  /** The connection that code without one works on: known if everything that makes one names the same database. */
  const ambientConnection = (name: string): Result => {
    const known = ambient.get(name)
    if (known !== undefined) return known
    // Asked for while it is worked out: a connection made with what is read through it.
    ambient.set(name, { kind: "connection", database: null })
    const databases = new Set<string | null>()
    for (const facts of program.files.values()) {
      for (const each of facts.exports) {
        if (each.name !== name) continue
        for (const { value } of evaluate(fileFrame(facts), each.value))
          databases.add(value.kind === "connection" ? value.database : null)
      }
    }
    const [database = null, ...others] = databases
    const found: Result = { kind: "connection", database: others.length === 0 ? database : null }
    ambient.set(name, found)
    return found
  }

  const exportResult = (specifier: string, name: string, from: string): readonly Result[] => {
    if (specifier.startsWith("connection:")) return [ambientConnection(specifier)]
    const file = program.moduleFile(specifier, from)
    const facts = file === null ? undefined : program.files.get(file)
    if (facts !== undefined) {
      const found = exported(facts, name)
      // A function that is exported in the module's place may have members that are exports as well.
      const more = name === "=" && found.some((value) => value.kind === "function" || value.kind === "class")
      if (more) return [...found, { kind: "module", facts, specifier }]
      if (found.length > 0) return found
    }
    // What `require` gives, and the default of a CommonJS module, is the module if it exports no one value in its place.
    if (name === "=" || (name === "default" && facts?.language !== "python")) return [moduleResult(specifier, from)]
    const inner = program.moduleFile(`${specifier}${specifier.endsWith(".") ? "" : "."}${name}`, from)
    const submodule = inner === null ? undefined : program.files.get(inner)
    if (submodule !== undefined && submodule.language === "python")
      return [{ kind: "module", facts: submodule, specifier: `${specifier}.${name}` }]
    return [unknownResult(name, true)]
  }

  const member: Evaluator["member"] = (of, name) => {
    switch (of.kind) {
      case "module":
        return of.facts === null
          ? []
          : exportResult(ownSpecifier(of.facts), name, of.facts.file).filter((value) => value.kind !== "unknown")
      case "instance":
      case "class":
        return classMember(of, name, 0)
      case "mapping":
        return entriesOf(of)
          .filter((entry) => entry.key === name)
          .flatMap((entry) => settle(entry.value).map((each) => each.value))
      case "connection":
      case "table":
        return [of]
      default:
        return []
    }
  }

  /** A specifier by which a file finds itself. */
  const ownSpecifier = (facts: FileFacts): string => {
    const name = facts.file.slice(facts.file.lastIndexOf("/") + 1)
    if (facts.language !== "python") return `./${name}`
    return name === "__init__.py" ? "." : `.${name.replace(/\.py$/, "")}`
  }

  const classMember = (
    of: Result & { kind: "instance" | "class" },
    name: string,
    level: number,
    basesOnly = false,
  ): readonly Result[] => {
    if (level > 20) return []
    const type = of.kind === "class" ? of : of.of
    const scope = type.facts.scopes[type.scope]
    if (scope === undefined) return []
    const bound = basesOnly ? null : bindingIn(type.facts, type.scope, name)
    const inits = of.kind === "instance" ? of.frames : none
    if (bound !== null) {
      const frame = makeFrame(type.facts, type.scope, new Map(), of, type.outer, inits)
      const found: Result[] = []
      for (const { value } of evaluate(frame, bound)) {
        if (value.kind !== "function" || value.facts !== type.facts) found.push(value)
        else if (type.facts.scopes[value.scope]?.property === true)
          found.push(...returned(makeFrame(value.facts, value.scope, new Map(), of, value.outer)).map((each) => each.value))
        else if (type.facts.scopes[value.scope]?.kind === "method") found.push({ ...value, outer: type.outer, self: of })
        else found.push(value)
      }
      if (found.length > 0) return found
    }
    for (const base of scope.bases) {
      for (const { value } of evaluate(makeFrame(type.facts, 0, new Map(), null, null), base)) {
        if (value.kind !== "class") continue
        const inherited: Result & { kind: "instance" | "class" } = of.kind === "class" ? value : { ...of, of: value }
        const found = classMember(inherited, name, level + 1)
        // A method of a base still runs on the object itself.
        if (found.length > 0)
          return found.map((each) => (each.kind === "function" && each.self !== null ? { ...each, self: of } : each))
      }
    }
    return []
  }

  /** Arguments as values: spread ones expanded where they are known. */
  const bindArguments = (
    scope: Scope,
    given: readonly { readonly name: string | null; readonly value: Result; readonly spread: boolean }[],
  ): ReadonlyMap<string, Result> => {
    const parameters = new Map<string, Result>()
    const positional: Result[] = []
    const named = new Map<string, Result>()
    let open = false
    for (const each of given) {
      if (each.name === "**" || (each.spread && each.value.kind === "mapping")) {
        if (each.value.kind === "mapping") for (const entry of entriesOf(each.value)) named.set(entry.key, first(entry.value))
        else open = true
      } else if (each.spread) {
        if (each.value.kind === "list") positional.push(...itemsOf(each.value).map(first))
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

  const first = (slot: Slot | Result): Result => (isSlot(slot) ? (settle(slot)[0]?.value ?? unknownResult("")) : slot)

  /** Arguments as values, in rows; `asked` tells which can matter to whoever is called. */
  const argumentRows = (
    given: readonly Argument[],
    frame: CallFrame,
    picks: Picks | null,
    asked: (argument: Argument) => boolean,
  ) =>
    fold(given, picks, (argument, inner) => {
      if (!asked(argument)) return one(unknownResult(""), inner)
      const value = frame.facts.values[argument.value]
      return evaluate(frame, value?.kind === "spread" ? value.of : argument.value, inner)
    }).map((row) => ({
      picks: row.picks,
      given: given.map((argument, index) => ({
        name: argument.name,
        value: row.values[index] as Result,
        spread: frame.facts.values[argument.value]?.kind === "spread",
      })),
    }))

  const instanceOf = (
    type: Result & { kind: "class" },
    given: readonly { name: string | null; value: Result; spread: boolean }[],
  ): Result & { kind: "instance" } => {
    const collected: CallFrame[] = []
    initFrames({ kind: "instance", of: type, frames: [] }, given, collected, 0)
    return { kind: "instance", of: type, frames: collected }
  }

  /** The frames of the initialiser and of those of the bases that it calls. */
  const initFrames = (
    object: Result & { kind: "instance" },
    given: readonly { name: string | null; value: Result; spread: boolean }[],
    collected: CallFrame[],
    level: number,
  ): void => {
    if (level > 8) return
    const init = initialiserOf(object)
    if (init === null) return
    const scope = init.facts.scopes[init.scope] as Scope
    const frame = makeFrame(
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
      const type = ownerOf(init.facts, init.scope)
      const scopeOfType = type === null ? undefined : init.facts.scopes[type]
      for (const base of scopeOfType?.bases ?? []) {
        for (const { value } of evaluate(fileFrame(init.facts), base)) {
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

  /** The class that a method stands in. */
  const ownerOf = (facts: FileFacts, scope: ScopeIndex): ScopeIndex | null => {
    for (let at = scope; at >= 0; at = facts.scopes[at]?.parent ?? -1) if (facts.scopes[at]?.kind === "class") return at
    return null
  }

  /** Which arguments can matter to a function. */
  const askedBy = (
    facts: FileFacts,
    scope: ScopeIndex,
    given: readonly Argument[],
    frame: CallFrame,
  ): ((argument: Argument) => boolean) => {
    const { parameters } = facts.scopes[scope] as Scope
    const open = (argument: Argument): boolean => argument.name === "**" || frame.facts.values[argument.value]?.kind === "spread"
    return (argument) => {
      const index = given.filter((each) => each.name === null).indexOf(argument)
      const before = given.slice(0, given.indexOf(argument) + 1)
      const parameter =
        before.some(open) || (argument.name === null && parameters.slice(0, index + 1).some((each) => each.kind !== "plain"))
          ? undefined
          : argument.name === null
            ? parameters[index]
            : parameters.find((each) => each.name === argument.name)
      if (parameter !== undefined) return program.slice.matters(facts, scope, parameter.name)
      return parameters.some((each) => program.slice.matters(facts, scope, each.name))
    }
  }

  const askedByInit = (type: Result & { kind: "class" }, given: readonly Argument[], frame: CallFrame) => {
    const init = initialiserOf({ kind: "instance", of: type, frames: [] })
    return init === null ? () => false : askedBy(init.facts, init.scope, given, frame)
  }

  const initialiserOf = (object: Result & { kind: "instance" }): (Result & { kind: "function" }) | null =>
    [...classMember(object, "__init__", 0), ...classMember(object, "constructor", 0)].find(
      (value) => value.kind === "function",
    ) ?? null

  const framesOf: Evaluator["framesOf"] = (callee, given, frame, picks) => {
    if (callee.kind === "function") {
      const scope = callee.facts.scopes[callee.scope] as Scope
      return argumentRows(given, frame, picks, askedBy(callee.facts, callee.scope, given, frame)).map((row) => ({
        frame: makeFrame(callee.facts, callee.scope, bindArguments(scope, row.given), callee.self, callee.outer),
        picks: row.picks,
      }))
    }
    if (callee.kind === "class") {
      return argumentRows(given, frame, picks, askedByInit(callee, given, frame)).flatMap((row) => {
        const object = instanceOf(callee, row.given)
        const [init] = object.frames
        return init === undefined
          ? []
          : [{ frame: makeFrame(init.facts, init.scope, init.parameters, object, init.outer), picks: row.picks }]
      })
    }
    if (callee.kind === "instance") {
      return member(callee, "__call__").flatMap((value) =>
        value.kind === "function" ? framesOf(value, given, frame, picks) : [],
      )
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
    return makeFrame(callee.facts, callee.scope, parameters, callee.self, callee.outer)
  }

  const returned = (frame: CallFrame): readonly Alternative[] => {
    const scope = scopeOf(frame)
    if (scope.returns.length === 0) return one({ kind: "constant", value: null }, null)
    return preferred(scope.returns.flatMap((ref) => evaluate(frame, ref)))
  }

  const callResult = (frame: CallFrame, index: number, picks: Picks | null): readonly Alternative[] => {
    const call = frame.facts.calls[index]
    if (call === undefined) return []
    const result: Alternative[] = []
    let foreign = false
    const callees = evaluate(frame, call.callee, picks)
    for (const callee of callees) {
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
      if (result.length >= mostAlternatives) break
    }
    if (foreign)
      result.push(...(call.result === null ? one(unknownResult(call.text), picks) : evaluate(frame, call.result, picks)))
    return result
  }

  const capture = (frame: CallFrame, ref: Ref, picks: Picks | null): Slot => {
    if (isFixed(frame.facts, ref, 0)) return { frame, ref, picks: null }
    current.captures = true
    return { frame, ref, picks }
  }

  const compute = (frame: CallFrame, value: Value, ref: Ref, picks: Picks | null): readonly Alternative[] => {
    switch (value.kind) {
      case "unknown":
        return one(unknownResult(value.expression), picks)
      case "concat":
        return together(frame, value.parts, picks).map((row) => ({
          value: concatenate(row.values, frame.facts.language),
          picks: row.picks,
        }))
      case "choice": {
        const key = `${frame.id}.${ref}`
        const chosen = picked(picks, key)
        return value.options.flatMap((option, index) =>
          chosen === null
            ? evaluate(frame, option, pick(picks, key, index))
            : chosen === index
              ? evaluate(frame, option, picks)
              : [],
        )
      }
      case "list":
        return one({ kind: "list", items: value.items.map((item) => capture(frame, item, picks)) }, picks)
      case "spread":
        return evaluate(frame, value.of, picks)
      case "mapping":
        return one(
          {
            kind: "mapping",
            entries: value.entries.map((entry) => ({
              key: entry.key === null ? null : capture(frame, entry.key, picks),
              value: capture(frame, entry.value, picks),
            })),
          },
          picks,
        )
      case "element":
        return evaluate(frame, value.of, picks).flatMap((of) => elements(of, value.what, `${frame.id}.${ref}`))
      case "item":
        return together(frame, [value.of, value.key], picks).flatMap((row) => {
          const found = itemAt(row.values[0] as Result, row.values[1] as Result, row.picks)
          if (found !== null) return found
          if (value.fallback !== null) return evaluate(frame, value.fallback, row.picks)
          return one(unknownResult(spelledItem(frame, value)), row.picks)
        })
      case "member":
        return evaluate(frame, value.of, picks).flatMap((of) => {
          const found = member(of.value, value.name)
          if (found.length > 0) return found.map((each) => ({ value: each, picks: of.picks }))
          const shown =
            of.value.kind === "unknown" && of.value.expression !== "" ? `${of.value.expression}.${value.name}` : value.name
          // The schema of a metadata object that has none is none; what a text or a module of the sources lacks may be a member of another.
          return one(unknownResult(shown, isWhole(of.value)), of.picks)
        })
      case "name": {
        const bound = bindingIn(frame.facts, value.scope, value.name)
        if (bound === null) return one(unknownResult(value.name), picks)
        const owner = value.scope === 0 ? fileFrame(frame.facts) : frameOf(frame, value.scope)
        if (owner === null) return evaluate(makeFrame(frame.facts, value.scope, new Map(), frame.self, null), bound, picks)
        return evaluate(owner, bound, picks)
      }
      case "parameter": {
        const owner = frameOf(frame, value.scope)
        const given = owner?.parameters.get(value.name)
        if (given !== undefined) return one(given, picks)
        const parameter = frame.facts.scopes[value.scope]?.parameters.find((each) => each.name === value.name)
        if (parameter?.default === undefined || parameter.default === null) return one(unknownResult(value.name), picks)
        return evaluate(owner ?? frame, parameter.default, picks)
      }
      case "receiver":
        return receiver(frame, value.scope, value.super, picks)
      case "scope": {
        const scope = frame.facts.scopes[value.scope]
        if (scope === undefined) return []
        const outer = frame.scope === 0 || scope.parent === 0 ? null : frame
        return one(
          {
            kind: scope.kind === "class" ? "class" : "function",
            facts: frame.facts,
            scope: value.scope,
            outer,
            self: null,
          } as Result,
          picks,
        )
      }
      case "call":
        return callResult(frame, value.call, picks)
      case "module":
        return one(moduleResult(value.specifier, frame.facts.file), picks)
      case "dynamic-module":
        return evaluate(frame, value.specifier, picks).map((each) => {
          const name = knownString(each.value)
          return { value: name === null ? unknownResult("module") : moduleResult(name, frame.facts.file), picks: each.picks }
        })
      case "export":
        return exportResult(value.specifier, value.name, frame.facts.file).map((each) => ({ value: each, picks }))
      case "here": {
        const path = `${root}/${frame.facts.file}`
        return one({ kind: "text", text: plainText(value.directory ? path.slice(0, path.lastIndexOf("/")) : path) }, picks)
      }
      case "operation":
        return fold([value.of, ...value.arguments.map((argument) => argument.value)], picks, (item, inner) => {
          const node = frame.facts.values[item]
          return evaluate(frame, node?.kind === "spread" ? node.of : item, inner)
        }).flatMap((row) => {
          const given = value.arguments.map((argument, index) => ({
            name: argument.name,
            value: row.values[index + 1] as Result,
          }))
          return operate(value.operation, row.values[0] as Result, given, {
            language: frame.facts.language,
            file: frame.facts.file,
            finder: program.finder,
            items: (list) =>
              list.kind === "list" ? itemsOf(list).map((item) => settleWith(item, row.picks).map((each) => each.value)) : null,
          }).map((result) => ({ value: result, picks: row.picks }))
        })
      case "content":
        return evaluate(frame, value.of, picks).flatMap((of) =>
          contentOf(program, of.value, value.as, frame.facts.file, (facts, data) =>
            evaluate(fileFrame(facts), data).map((each) => each.value),
          ).map((result) => ({
            value: result,
            picks: of.picks,
          })),
        )
      case "environment":
        return value.fallback === null ? one(unknownResult(value.variable, true), picks) : evaluate(frame, value.fallback, picks)
      case "connection": {
        const refs = [value.text, value.database].filter((each) => each !== null)
        return together(frame, refs, picks).map((row) => {
          const database = value.database === null ? null : knownString(row.values.at(-1) ?? null)
          const text = value.text === null ? null : (row.values[0] ?? null)
          return { value: { kind: "connection", database: database ?? databaseIn(text) }, picks: row.picks }
        })
      }
      case "table": {
        const refs = [value.name, value.schema, value.database].filter((each) => each !== null)
        return together(frame, refs, picks).map((row) => {
          let at = 1
          const schema = value.schema === null ? null : (row.values[at++] ?? null)
          const database = value.database === null ? null : (row.values[at] ?? null)
          return { value: { kind: "table", name: row.values[0] as Result, schema, database }, picks: row.picks }
        })
      }
      default:
        return []
    }
  }

  const receiver = (frame: CallFrame, scope: ScopeIndex, isSuper: boolean, picks: Picks | null): readonly Alternative[] => {
    const owner = ownerOf(frame.facts, scope)
    let self: Result | null = null
    for (let at: CallFrame | null = frame; at !== null && self === null; at = at.outer) self = at.self
    if (owner === null) return one(self ?? unknownResult("self"), picks)
    const type: Result & { kind: "class" } = { kind: "class", facts: frame.facts, scope: owner, outer: null }
    const object: Result = self ?? { kind: "instance", of: type, frames: [] }
    if (!isSuper) return one(object, picks)
    const found: Alternative[] = []
    for (const base of frame.facts.scopes[owner]?.bases ?? []) {
      for (const { value } of evaluate(fileFrame(frame.facts), base)) {
        if (value.kind === "class") found.push({ value: object.kind === "instance" ? { ...object, of: value } : value, picks })
      }
    }
    return found
  }

  const databaseIn = (value: Result | null): string | null => {
    if (value === null) return null
    if (value.kind === "connection") return value.database
    return value.kind === "text" ? databaseOfConnectionText(value.text) : null
  }

  const expand: Evaluator["expand"] = (list) => fold(itemsOf(list), null, settleWith).map((row) => row.values)

  return {
    fileFrame,
    evaluate,
    together,
    settle,
    expand,
    framesOf,
    scopeOf,
    openFrame,
    member,
    exhausted: () => left <= 0,
    dropped: () => current.dropped,
    refuel: () => {
      current = { asked: new Set(), captures: false, dropped: false, circle: Number.POSITIVE_INFINITY }
      left -= granted - fuel
      granted = Math.min(tank, Math.max(50, left))
      fuel = granted
    },
  }
}

/** Whether all members of a value are known: one that is not found does not exist. */
function isWhole(value: Result): boolean {
  return /^(?:mapping|text|function)$/.test(value.kind) || (value.kind === "module" && value.facts !== null)
}

/** Whether a value is the same whatever was chosen: made of literals alone. */
function isFixed(facts: FileFacts, ref: Ref, level: number): boolean {
  const value = facts.values[ref]
  if (value === undefined || level > 4) return false
  if (value.kind === "text" || value.kind === "constant" || value.kind === "unknown") return true
  if (value.kind === "list" || value.kind === "concat") {
    const refs = value.kind === "list" ? value.items : value.parts
    return refs.every((each) => isFixed(facts, each, level + 1))
  }
  return (
    value.kind === "mapping" &&
    value.entries.every(
      (each) => each.key !== null && isFixed(facts, each.key, level + 1) && isFixed(facts, each.value, level + 1),
    )
  )
}

function spelledItem(frame: CallFrame, value: Value & { kind: "item" }): string {
  const of = frame.facts.values[value.of]
  const key = frame.facts.values[value.key]
  const name =
    of?.kind === "name" || of?.kind === "parameter" || of?.kind === "member"
      ? of.name
      : of?.kind === "unknown"
        ? of.expression
        : "item"
  return `${name}[${key?.kind === "text" ? JSON.stringify(key.text) : key?.kind === "constant" ? String(key.value) : ""}]`
}

function concatenate(values: readonly Result[], language: string): Result {
  const paths = values.length === 1 ? values[0] : undefined
  if (paths !== undefined) return paths
  if (values.every((value) => value.kind === "list"))
    return { kind: "list", items: values.flatMap((value) => (value.kind === "list" ? value.items : [])) }
  return { kind: "text", text: joinTexts(values.map((value) => asText(value, language))) }
}

/** The database that a connection string or URL names; null if it names none that is known. */
export function databaseOfConnectionText(text: KnownText): string | null {
  const joined = text.map((piece) => (piece.hole ? "\u0000" : piece.text)).join("")
  let decoded = joined
  if (/odbc_connect=/i.test(joined)) {
    try {
      decoded = decodeURIComponent(joined.replaceAll("+", " "))
    } catch {
      decoded = joined
    }
  }
  const keyed = /(?:^|[;?&"'\s])(?:database|initial catalog|databasename)\s*=\s*["']?\{?([^;&"'{}\u0000]+)\}?(.)?/i.exec(decoded)
  if (keyed !== null) return keyed[2] === "\u0000" ? null : (keyed[1] ?? "").trim()
  const url = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*\/([^/?#;\u0000]+)([\u0000])?/i.exec(joined)
  return url === null || url[2] !== undefined ? null : decodeURIComponent(safePercent(url[1] ?? ""))
}

function safePercent(text: string): string {
  return text.replace(/%(?![0-9a-fA-F]{2})/g, "%25").replace(/%(8|9|[a-f])[0-9a-f]/gi, "_")
}
