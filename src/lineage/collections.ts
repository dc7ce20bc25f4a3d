import type { Ref, Value } from "../model/lineage.js"
import { type Core, mostAlternatives, one } from "./core.js"
import type { Alternative, Evaluator, Item, ListResult } from "./evaluator.js"
import { plainText } from "./known-text.js"
import { isSlot, knownString, type Picks, type Result, type Slot } from "./result.js"

/** What iterating over a collection yields. */
type What = (Value & { readonly kind: "element" })["what"]

/** Lists and mappings. */
export interface Collections {
  /** The items of a list, spread ones in their place. */
  readonly itemsOf: (list: ListResult) => readonly Item[]
  /** The entries of a mapping whose keys are known, spread ones in their place; the last of each key. */
  readonly entriesOf: (
    mapping: Result & { readonly kind: "mapping" },
  ) => readonly { readonly key: string; readonly value: Item }[]
  /** What iterating yields; `key` names the choice of one element. */
  readonly elements: (of: Alternative, what: What, key: string) => readonly Alternative[]
  /** What stands at a key; null if nothing is known to. */
  readonly itemAt: (of: Result, key: Result, picks: Picks | null) => readonly Alternative[] | null
  readonly expand: Evaluator["expand"]
}

/** Collections within collections are spread so far: deeper ones hold themselves. */
const deepest = 30

/** Makes the room for lists and mappings. */
export function makeCollections(core: Core): Collections {
  const itemsOf = (list: ListResult, level = 0): readonly Item[] => {
    const result: Item[] = []
    for (const item of list.items) {
      // Lists that hold themselves would be spread without end.
      if (!core.effort.spend()) {
        core.choices.drop()
        break
      }
      const value = isSlot(item) ? item.frame.facts.values[item.ref] : undefined
      if (isSlot(item) && value?.kind === "each") {
        for (const picks of picksOver(item, value.over)) result.push({ frame: item.frame, ref: value.of, picks })
        continue
      }
      if (value?.kind === "spread" && level > deepest) core.choices.drop()
      if (!isSlot(item) || value?.kind !== "spread" || level > deepest) {
        result.push(item)
        continue
      }
      for (const spread of core.evaluate(item.frame, value.of, item.picks)) {
        if (spread.value.kind === "list") result.push(...itemsOf(spread.value, level + 1))
        else if (spread.value.kind !== "unknown") result.push(spread.value)
      }
    }
    return result
  }

  /** Every choice of one element of each of the collections that a comprehension goes through: anew each time, whatever was chosen before. */
  const picksOver = ({ frame, picks }: Slot, over: readonly Ref[]): readonly (Picks | null)[] => {
    let found: readonly (Picks | null)[] = [picks]
    for (const ref of over) {
      const element = frame.facts.values[ref]
      if (element?.kind !== "element") continue
      const next: (Picks | null)[] = []
      for (const before of found) {
        const [of, ...others] = core.evaluate(frame, element.of, before)
        // Of several collections nobody knows which: one item stands for any element of any of them.
        if (of === undefined || others.length > 0) next.push(before)
        else next.push(...picksOfElement(of, element.what, `${frame.id}.${ref}`))
      }
      found = next
    }
    return found
  }

  const picksOfElement = (of: Alternative, what: What, key: string): readonly (Picks | null)[] => {
    const count = optionsOf(of.value, what)?.length ?? 1
    if (count < 2) return [of.picks]
    const result: Picks[] = []
    while (result.length < count && core.effort.spend()) result.push(core.choices.pick(of.picks, key, result.length))
    if (result.length < count) core.choices.drop()
    return result
  }

  const entriesOf = (mapping: Result & { kind: "mapping" }, level = 0): readonly { key: string; value: Item }[] => {
    const result = new Map<string, Item>()
    for (const entry of mapping.entries) {
      if (!core.effort.spend()) {
        core.choices.drop()
        break
      }
      if (entry.key === null) {
        if (level > deepest) {
          core.choices.drop()
          continue
        }
        for (const spread of core.settle(entry.value)) {
          if (spread.value.kind === "mapping")
            for (const inner of entriesOf(spread.value, level + 1)) result.set(inner.key, inner.value)
        }
        continue
      }
      for (const key of core.settle(entry.key)) {
        const name = knownString(key.value)
        // The value that goes with this key, where both are of one element.
        if (name !== null)
          result.set(name, isSlot(entry.key) && isSlot(entry.value) ? { ...entry.value, picks: key.picks } : entry.value)
      }
    }
    return [...result].map(([key, value]) => ({ key, value }))
  }

  /** Steps, feeds and the like that are switched off in the data. */
  const disabled = (item: Item): boolean => {
    const found = core.settle(item)
    const value = found.length === 1 ? found[0]?.value : undefined
    if (value?.kind !== "mapping") return false
    return entriesOf(value).some(({ key, value: flag }) => {
      const off = /^(disabled?|skip(ped)?|inactive)$/i.test(key)
      if (!off && !/^(is_?)?(enabled?|active)$/i.test(key)) return false
      const states = core.settle(flag).map((state) => knownString(state.value)?.toLowerCase() ?? "")
      return states.length > 0 && states.every((state) => (off ? /^(true|1|yes|y|on)$/ : /^(false|0|no|n|off)$/).test(state))
    })
  }

  /** What iterating can yield; null where nothing is taken apart. */
  const optionsOf = (of: Result, what: What): readonly Item[] | null => {
    const pair = (first: Result, second: Item): Result => ({ kind: "list", items: [first, second] })
    if (of.kind === "list") {
      const items = itemsOf(of).filter((item) => !disabled(item))
      return what === "pairs" ? items.map((item, index) => pair({ kind: "constant", value: index }, item)) : items
    }
    if (of.kind === "mapping") {
      const entries = entriesOf(of).filter(({ value }) => !disabled(value))
      const keyText = (name: string): Result => ({ kind: "text", text: plainText(name) })
      return entries.map(({ key: name, value }) =>
        what === "values" ? value : what === "pairs" ? pair(keyText(name), value) : keyText(name),
      )
    }
    if (of.kind === "class") return core.members.enumerators(of).map((each) => each.value)
    return of.kind === "text" || of.kind === "connection" || of.kind === "table" ? null : []
  }

  const elements = (of: Alternative, what: What, key: string): readonly Alternative[] => {
    const chosen = core.choices.picked(of.picks, key)
    const options = optionsOf(of.value, what)
    if (options === null) return [of]
    const result: Alternative[] = []
    options.forEach((option, index) => {
      if (chosen !== null && chosen !== index) return
      if (result.length >= mostAlternatives) {
        core.choices.drop()
        return
      }
      const picks = chosen === null && options.length > 1 ? core.choices.pick(of.picks, key, index) : of.picks
      result.push(...core.settleWith(option, picks))
    })
    return result
  }

  const itemAt = (of: Result, key: Result, picks: Picks | null): readonly Alternative[] | null => {
    if (of.kind === "list" && key.kind === "constant" && typeof key.value === "number") {
      const items = itemsOf(of)
      const item = items.at(key.value)
      if (item !== undefined) return core.settleWith(item, picks)
      return null
    }
    const name = knownString(key)
    if (of.kind === "list" && name !== null) {
      // A list of pairs is a mapping as well.
      const found = itemsOf(of)
        .flatMap((item) => core.settleWith(item, picks))
        .flatMap(({ value, picks: taken }) => {
          const [first, second] = value.kind === "list" && value.items.length === 2 ? itemsOf(value) : []
          const isKey = first !== undefined && core.settle(first).some((each) => knownString(each.value) === name)
          return isKey && second !== undefined ? core.settleWith(second, taken) : []
        })
      return found.length === 0 ? null : found
    }
    if (of.kind === "list" && key.kind === "unknown") {
      const all = itemsOf(of).flatMap((item) => core.settleWith(item, picks))
      return all.length === 0 ? null : all
    }
    if (of.kind === "mapping" && name !== null) {
      const entry = entriesOf(of).find((each) => each.key === name)
      return entry === undefined ? null : core.settleWith(entry.value, picks)
    }
    if (of.kind === "mapping" && name === null) {
      const all = entriesOf(of).flatMap((entry) => core.settleWith(entry.value, picks))
      return all.length === 0 ? null : all
    }
    if (of.kind === "instance" && key.kind === "constant" && typeof key.value === "number") {
      // A named tuple's fields by number.
      const fields = core.members.fieldTypes(of.of).flatMap(({ facts, scope }) => facts.scopes[scope]?.parameters ?? [])
      const field = fields.at(key.value)
      const found = field === undefined ? [] : core.members.member(of, field.name)
      return found.length === 0 ? null : found.map((value) => ({ value, picks }))
    }
    if ((of.kind === "module" || of.kind === "instance" || of.kind === "class") && name !== null) {
      const found = core.members.member(of, name)
      return found.length === 0 ? null : found.map((value) => ({ value, picks }))
    }
    if (of.kind === "connection" || of.kind === "table") return one(of, picks)
    return null
  }

  const expand: Evaluator["expand"] = (list) => core.fold(itemsOf(list), null, core.settleWith).map((row) => row.values)

  return { itemsOf, entriesOf, elements, itemAt, expand }
}
