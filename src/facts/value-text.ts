import type { Argument, Operation, Ref, Value } from "../model/lineage.js"
import type { Segment } from "../model/text.js"
import { type CompactReader, getJson, getList, getNumber, getRef, getSigned, getText, someRef } from "./compact-read.js"
import { type CompactWriter, putJson, putNumber, putRef, putSigned, putText } from "./compact-write.js"

/** The forms of values. A text whose literal stands as it is has one of its own; what is rare is JSON. */
const forms = {
  json: 0,
  plain: 1,
  text: 2,
  unknown: 3,
  concat: 4,
  choice: 5,
  list: 6,
  mapping: 7,
  items: 8,
  keys: 9,
  values: 10,
  pairs: 11,
  item: 12,
  member: 13,
  name: 14,
  parameter: 15,
  receiver: 16,
  scope: 17,
  call: 18,
  operation: 19,
  or: 20,
  spread: 21,
  module: 22,
  export: 23,
  whole: 24,
  boolean: 25,
  nothing: 26,
} as const

/** What most values say relative to the one before. */
interface Running {
  from: number
  call: number
}

/** Writes the values of a file. */
export function putValues(writer: CompactWriter, values: readonly Value[]): void {
  const running: Running = { from: 0, call: -1 }
  putNumber(writer, values.length)
  values.forEach((value, index) => {
    putValue(writer, value, index, running)
  })
}

function putRefs(writer: CompactWriter, form: number, refs: readonly Ref[], index: number): void {
  putNumber(writer, form)
  putNumber(writer, refs.length)
  for (const ref of refs) putRef(writer, ref, index)
}

/** A form with a reference. */
function putOf(writer: CompactWriter, form: number, of: Ref, index: number): void {
  putNumber(writer, form)
  putRef(writer, of, index)
}

/** A form with a text. */
function putNamed(writer: CompactWriter, form: number, text: string): void {
  putNumber(writer, form)
  putText(writer, text)
}

/** A form with a number. */
function putCounted(writer: CompactWriter, form: number, number: number): void {
  putNumber(writer, form)
  putNumber(writer, number)
}

function putValue(writer: CompactWriter, value: Value, index: number, running: Running): void {
  switch (value.kind) {
    case "text":
      putTextValue(writer, value, running)
      return
    case "unknown":
      putNamed(writer, forms.unknown, value.expression)
      return
    case "concat":
      putRefs(writer, forms.concat, value.parts, index)
      return
    case "choice":
      putRefs(writer, forms.choice, value.options, index)
      return
    case "list":
      putRefs(writer, forms.list, value.items, index)
      return
    case "mapping":
      putCounted(writer, forms.mapping, value.entries.length)
      for (const entry of value.entries) {
        putRef(writer, entry.key, index)
        putRef(writer, entry.value, index)
      }
      return
    case "element":
      putOf(writer, forms[value.what], value.of, index)
      return
    case "item":
      putOf(writer, forms.item, value.of, index)
      putRef(writer, value.key, index)
      putRef(writer, value.fallback, index)
      return
    case "member":
      putOf(writer, forms.member, value.of, index)
      putText(writer, value.name)
      return
    case "name":
    case "parameter":
      putCounted(writer, forms[value.kind], value.scope)
      putText(writer, value.name)
      return
    case "receiver":
      putCounted(writer, forms.receiver, 2 * value.scope + (value.super ? 1 : 0))
      return
    case "scope":
      putCounted(writer, forms.scope, value.scope)
      return
    case "call":
      putNumber(writer, forms.call)
      putSigned(writer, value.call - running.call - 1)
      running.call = value.call
      return
    case "operation":
      putNamed(writer, forms.operation, value.operation)
      putRef(writer, value.of, index)
      putArguments(writer, value.arguments, index)
      return
    case "or":
      putCounted(writer, forms.or, value.empty ? 1 : 0)
      putRef(writer, value.left, index)
      putRef(writer, value.right, index)
      return
    case "spread":
      putOf(writer, forms.spread, value.of, index)
      return
    case "module":
      putNamed(writer, forms.module, value.specifier)
      return
    case "export":
      putNamed(writer, forms.export, value.specifier)
      putText(writer, value.name)
      return
    case "constant":
      putConstant(writer, value)
      return
    default:
      putNumber(writer, forms.json)
      putJson(writer, value)
  }
}

function putTextValue(writer: CompactWriter, { text, map }: Value & { readonly kind: "text" }, running: Running): void {
  const [only] = map
  if (only !== undefined && map.length === 1 && only.at === 0 && only.length === text.length && only.width === text.length) {
    putNamed(writer, forms.plain, text)
    putSigned(writer, only.from - running.from)
    running.from = only.from
    return
  }
  putNamed(writer, forms.text, text)
  putNumber(writer, map.length)
  let at = 0
  for (const segment of map) {
    putNumber(writer, segment.at - at)
    putNumber(writer, segment.length)
    putSigned(writer, segment.from - running.from)
    putNumber(writer, segment.width)
    at = segment.at
    running.from = segment.from
  }
}

function putConstant(writer: CompactWriter, value: Value & { readonly kind: "constant" }): void {
  const given = value.value
  if (given === null) putNumber(writer, forms.nothing)
  else if (typeof given === "boolean") putCounted(writer, forms.boolean, given ? 1 : 0)
  else if (Number.isInteger(given) && given >= 0 && given < 2 ** 31) putCounted(writer, forms.whole, given)
  else {
    putNumber(writer, forms.json)
    putJson(writer, value)
  }
}

/** Writes arguments; where they stand is left out. */
export function putArguments(writer: CompactWriter, given: readonly Argument[], near: Ref): void {
  putNumber(writer, given.length)
  for (const { name, value } of given) {
    if (name === null) putNumber(writer, 0)
    else {
      putNumber(writer, 1)
      putText(writer, name)
    }
    putRef(writer, value, near)
  }
}

/** Reads what `putArguments` wrote. */
export function getArguments(reader: CompactReader, near: Ref): readonly Argument[] {
  return getList(reader, () => ({ name: getNumber(reader) === 0 ? null : getText(reader), value: someRef(reader, near) }))
}

/** Reads what `putValues` wrote. */
export function getValues(reader: CompactReader): Value[] {
  const running: Running = { from: 0, call: -1 }
  const values: Value[] = []
  for (let left = getNumber(reader); left > 0; left--) values.push(getValue(reader, values.length, running))
  return values
}

const getRefs = (reader: CompactReader, index: number): readonly Ref[] => getList(reader, () => someRef(reader, index))

function getValue(reader: CompactReader, index: number, running: Running): Value {
  switch (getNumber(reader)) {
    case forms.json:
      return getJson<Value>(reader)
    case forms.plain: {
      const text = getText(reader)
      running.from += getSigned(reader)
      return { kind: "text", text, map: [{ at: 0, length: text.length, from: running.from, width: text.length }] }
    }
    case forms.text: {
      const text = getText(reader)
      return { kind: "text", text, map: getMap(reader, running) }
    }
    case forms.unknown:
      return { kind: "unknown", expression: getText(reader) }
    case forms.concat:
      return { kind: "concat", parts: getRefs(reader, index) }
    case forms.choice:
      return { kind: "choice", options: getRefs(reader, index) }
    case forms.list:
      return { kind: "list", items: getRefs(reader, index) }
    case forms.mapping: {
      const entry = () => ({ key: getRef(reader, index), value: someRef(reader, index) })
      return { kind: "mapping", entries: getList(reader, entry) }
    }
    case forms.items:
      return { kind: "element", of: someRef(reader, index), what: "items" }
    case forms.keys:
      return { kind: "element", of: someRef(reader, index), what: "keys" }
    case forms.values:
      return { kind: "element", of: someRef(reader, index), what: "values" }
    case forms.pairs:
      return { kind: "element", of: someRef(reader, index), what: "pairs" }
    case forms.item:
      return { kind: "item", of: someRef(reader, index), key: someRef(reader, index), fallback: getRef(reader, index) }
    case forms.member:
      return { kind: "member", of: someRef(reader, index), name: getText(reader) }
    case forms.name:
      return { kind: "name", scope: getNumber(reader), name: getText(reader) }
    case forms.parameter:
      return { kind: "parameter", scope: getNumber(reader), name: getText(reader) }
    case forms.receiver: {
      const both = getNumber(reader)
      return { kind: "receiver", scope: both >> 1, super: both % 2 === 1 }
    }
    case forms.scope:
      return { kind: "scope", scope: getNumber(reader) }
    case forms.call:
      running.call += getSigned(reader) + 1
      return { kind: "call", call: running.call }
    case forms.operation: {
      const operation = getText(reader) as Operation
      return { kind: "operation", operation, of: someRef(reader, index), arguments: getArguments(reader, index) }
    }
    case forms.or: {
      const empty = getNumber(reader) === 1
      return { kind: "or", left: someRef(reader, index), right: someRef(reader, index), empty }
    }
    case forms.spread:
      return { kind: "spread", of: someRef(reader, index) }
    case forms.module:
      return { kind: "module", specifier: getText(reader) }
    case forms.export:
      return { kind: "export", specifier: getText(reader), name: getText(reader) }
    case forms.whole:
      return { kind: "constant", value: getNumber(reader) }
    case forms.boolean:
      return { kind: "constant", value: getNumber(reader) === 1 }
    case forms.nothing:
      return { kind: "constant", value: null }
    default:
      throw new RangeError("the text of facts holds an unknown form")
  }
}

function getMap(reader: CompactReader, running: Running): Segment[] {
  const map: Segment[] = []
  let at = 0
  for (let left = getNumber(reader); left > 0; left--) {
    at += getNumber(reader)
    const length = getNumber(reader)
    running.from += getSigned(reader)
    map.push({ at, length, from: running.from, width: getNumber(reader) })
  }
  return map
}
