import type { Ref, Value } from "../model/lineage.js"

/** Room for the values of most files. */
const fewest = 2048
const noSlots = new Int32Array(0)

/** So many slots are looked at: texts made to fall into the same ones cost no more. */
const furthest = 24

/**
 * Gives equal values the same index: the frequent kinds are looked up by numbers, without a text made for each. A class: one is made for each
 * file, and what asks it is compiled once for all.
 */
export class ValueIndex {
  private readonly values: Value[]
  /** Hash and index (from 1 on) by turns. */
  private slots: Int32Array = noSlots
  private used = 0
  /** Values of rare kinds, and those that found no slot. */
  private readonly others = new Map<string, Ref>()
  private crowded = false

  /** An index over the values that join `values` through it. */
  constructor(values: Value[]) {
    this.values = values
  }

  /** The index of a value; it joins the values if none of them is equal. */
  add(value: Value): Ref {
    const hash = hashOf(value)
    if (hash === 0) return this.other(value)
    if (this.slots === noSlots) this.slots = new Int32Array(fewest)
    const { slots, values } = this
    const mask = slots.length / 2 - 1
    let slot = 2 * (hash & mask)
    let step = 0
    for (let index = slots[slot + 1] as number; index !== 0; index = slots[slot + 1] as number) {
      if (slots[slot] === hash && areEqual(values[index - 1] as Value, value)) return index - 1
      if (++step === furthest) {
        this.crowded = true
        return this.other(value)
      }
      slot = 2 * ((hash + step) & mask)
    }
    if (this.crowded) {
      const known = this.others.get(JSON.stringify(value))
      if (known !== undefined) return known
    }
    values.push(value)
    slots[slot] = hash
    slots[slot + 1] = values.length
    if (2 * ++this.used > slots.length / 2) this.grow()
    return values.length - 1
  }

  private other(value: Value): Ref {
    const { values, others } = this
    const key = JSON.stringify(value)
    const known = others.get(key)
    if (known !== undefined) return known
    values.push(value)
    others.set(key, values.length - 1)
    return values.length - 1
  }

  private grow(): void {
    const before = this.slots
    const slots = new Int32Array(2 * before.length)
    for (let slot = 0; slot < before.length; slot += 2) {
      const [hash, index] = [before[slot] as number, before[slot + 1] as number]
      if (index === 0) continue
      const free = freeSlot(slots, hash)
      if (free >= 0) {
        slots[free] = hash
        slots[free + 1] = index
      } else {
        this.crowded = true
        this.others.set(JSON.stringify(this.values[index - 1]), index - 1)
      }
    }
    this.slots = slots
  }
}

/** Where the hash may stand; -1 where all is taken. */
function freeSlot(into: Int32Array, hash: number): number {
  const mask = into.length / 2 - 1
  for (let step = 0; step < furthest; step++) {
    const slot = 2 * ((hash + step) & mask)
    if (into[slot + 1] === 0) return slot
  }
  return -1
}

const mixed = (hash: number, number: number): number => {
  const product = Math.imul(hash ^ number, 0x9e3779b1)
  return product ^ (product >>> 15)
}

const hashOfText = (hash: number, text: string): number => {
  let result = hash ^ text.length
  for (let at = Math.min(text.length, 24) - 1; at >= 0; at--) result = Math.imul(result, 31) + text.charCodeAt(at)
  return mixed(result, text.length)
}

const hashOfRefs = (hash: number, refs: readonly Ref[]): number => {
  let result = hash ^ refs.length
  for (const ref of refs) result = mixed(result, ref)
  return result
}

/** The same for equal values, and hardly for others; 0 for kinds that are not looked up so. */
function hashOf(value: Value): number {
  const hash = numbersOf(value)
  return hash === null ? 0 : hash === 0 ? 1 : hash
}

function numbersOf(value: Value): number | null {
  switch (value.kind) {
    case "text":
      // Few literals are of one length, and of those none begins at the same place.
      return mixed(mixed(11 + value.map.length, value.text.length), value.map[0]?.from ?? 0)
    case "unknown":
      return hashOfText(12, value.expression)
    case "name":
      return hashOfText(mixed(13, value.scope), value.name)
    case "parameter":
      return hashOfText(mixed(14, value.scope), value.name)
    case "member":
      return hashOfText(mixed(15, value.of), value.name)
    case "concat":
      return hashOfRefs(16, value.parts)
    case "choice":
      return hashOfRefs(17, value.options)
    case "list":
      return hashOfRefs(18, value.items)
    case "mapping": {
      let hash = 19
      for (const entry of value.entries) hash = mixed(mixed(hash, entry.key ?? -1), entry.value)
      return hash
    }
    case "item":
      return mixed(mixed(mixed(20, value.of), value.key), value.fallback ?? -1)
    case "element":
      return mixed(mixed(21, value.of), value.what.length)
    case "constant":
      return mixed(22, typeof value.value === "number" ? value.value : value.value === null ? -1 : value.value ? -2 : -3)
    case "operation":
      return mixed(mixed(hashOfText(23, value.operation), value.of), value.arguments.length)
    case "scope":
      return mixed(24, value.scope)
    case "receiver":
      return mixed(mixed(25, value.scope), value.super ? 1 : 0)
    case "module":
      return hashOfText(26, value.specifier)
    case "export":
      return hashOfText(hashOfText(27, value.specifier), value.name)
    case "here":
      return value.directory ? 29 : 28
    case "content":
      return mixed(mixed(30, value.of), value.as.length)
    case "spread":
      return mixed(31, value.of)
    case "within":
      return mixed(mixed(32, value.scope), value.value)
    default:
      return null
  }
}

function areEqual(one: Value, two: Value): boolean {
  switch (one.kind) {
    case "text":
      return two.kind === "text" && one.text === two.text && sameMap(one.map, two.map)
    case "unknown":
      return two.kind === "unknown" && one.expression === two.expression
    case "name":
    case "parameter":
      return two.kind === one.kind && one.scope === two.scope && one.name === two.name
    case "member":
      return two.kind === "member" && one.of === two.of && one.name === two.name
    case "concat":
      return two.kind === "concat" && sameRefs(one.parts, two.parts)
    case "choice":
      return two.kind === "choice" && sameRefs(one.options, two.options)
    case "list":
      return two.kind === "list" && sameRefs(one.items, two.items)
    case "mapping":
      return (
        two.kind === "mapping" &&
        one.entries.length === two.entries.length &&
        one.entries.every(({ key, value }, at) => key === two.entries[at]?.key && value === two.entries[at]?.value)
      )
    case "item":
      return two.kind === "item" && one.of === two.of && one.key === two.key && one.fallback === two.fallback
    case "element":
      return two.kind === "element" && one.of === two.of && one.what === two.what
    case "constant":
      return two.kind === "constant" && one.value === two.value
    case "operation":
      return (
        two.kind === "operation" &&
        one.operation === two.operation &&
        one.of === two.of &&
        one.arguments.length === two.arguments.length &&
        one.arguments.every(({ name, value }, at) => name === two.arguments[at]?.name && value === two.arguments[at]?.value)
      )
    case "scope":
      return two.kind === "scope" && one.scope === two.scope
    case "receiver":
      return two.kind === "receiver" && one.scope === two.scope && one.super === two.super
    case "module":
      return two.kind === "module" && one.specifier === two.specifier
    case "export":
      return two.kind === "export" && one.specifier === two.specifier && one.name === two.name
    case "here":
      return two.kind === "here" && one.directory === two.directory
    case "content":
      return two.kind === "content" && one.of === two.of && one.as === two.as
    case "spread":
      return two.kind === "spread" && one.of === two.of
    case "within":
      return two.kind === "within" && one.scope === two.scope && one.value === two.value
    default:
      return false
  }
}

function sameRefs(one: readonly Ref[], two: readonly Ref[]): boolean {
  if (one.length !== two.length) return false
  for (let at = 0; at < one.length; at++) if (one[at] !== two[at]) return false
  return true
}

function sameMap(one: (Value & { readonly kind: "text" })["map"], two: (Value & { readonly kind: "text" })["map"]): boolean {
  if (one.length !== two.length) return false
  return one.every(({ at, length, from, width }, index) => {
    const other = two[index]
    return at === other?.at && length === other.length && from === other.from && width === other.width
  })
}
