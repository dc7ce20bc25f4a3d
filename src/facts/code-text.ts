import type { Call, Effect, FactAction, Parameter, Scope } from "../model/lineage.js"
import { type CompactReader, getJson, getList, getNumber, getRef, getSigned, getText, someRef } from "./compact-read.js"
import { type CompactWriter, putJson, putNumber, putRef, putSigned, putText } from "./compact-write.js"
import { getArguments, putArguments } from "./value-text.js"

/** Writes the calls of a file. What they refer to is mostly close to their callee, and that to the one before. */
export function putCalls(writer: CompactWriter, calls: readonly Call[]): void {
  let callee = 0
  let start = 0
  putNumber(writer, calls.length)
  for (const call of calls) {
    putNumber(writer, call.scope)
    putRef(writer, call.callee, callee)
    callee = call.callee
    putText(writer, call.text)
    putArguments(writer, call.arguments, callee)
    putNumber(writer, call.effects.length)
    for (const effect of call.effects) putEffect(writer, effect, callee)
    putRef(writer, call.result, callee)
    putSigned(writer, call.start - start)
    putSigned(writer, call.end - call.start)
    start = call.start
  }
}

/** Reads what `putCalls` wrote. */
export function getCalls(reader: CompactReader): readonly Call[] {
  let last = 0
  let from = 0
  return getList(reader, () => {
    const scope = getNumber(reader)
    const callee = someRef(reader, last)
    last = callee
    const text = getText(reader)
    const given = getArguments(reader, callee)
    const effects = getList(reader, () => getEffect(reader, callee))
    const result = getRef(reader, callee)
    const start = from + getSigned(reader)
    from = start
    return { scope, callee, text, arguments: given, effects, result, start, end: start + getSigned(reader) }
  })
}

/** Nearly all effects send SQL. */
function putEffect(writer: CompactWriter, effect: Effect, near: number): void {
  if (effect.kind !== "sql") {
    putNumber(writer, 0)
    putJson(writer, effect)
    return
  }
  putNumber(writer, effect.sure ? 2 : 1)
  for (const ref of [effect.text, effect.connection, effect.database, effect.parameters]) putRef(writer, ref, near)
}

function getEffect(reader: CompactReader, near: number): Effect {
  const form = getNumber(reader)
  if (form === 0) return getJson<Effect>(reader)
  const text = someRef(reader, near)
  const connection = getRef(reader, near)
  const database = getRef(reader, near)
  return { kind: "sql", text, connection, database, sure: form === 2, parameters: getRef(reader, near) }
}

const scopeKinds: readonly Scope["kind"][] = ["module", "main", "function", "method", "class"]
const parameterKinds: readonly Parameter["kind"][] = ["plain", "keyword", "rest", "keywords"]

/** The kind at a place of a list; the first where there is none. */
const kindAt = <K>(kinds: readonly K[], place: number): K => kinds[place] ?? (kinds[0] as K)

/** Writes the scopes of a file: each reference after the one before. */
export function putScopes(writer: CompactWriter, scopes: readonly Scope[]): void {
  let last = 0
  const ref = (value: number | null): void => {
    putRef(writer, value, last)
    if (value !== null) last = value
  }
  const all = <T>(list: readonly T[], each: (item: T) => void): void => {
    putNumber(writer, list.length)
    list.forEach(each)
  }
  all(scopes, (scope) => {
    putNumber(writer, 2 * scopeKinds.indexOf(scope.kind) + (scope.property ? 1 : 0))
    putText(writer, scope.name)
    putSigned(writer, scope.parent)
    for (const place of [scope.start, scope.end - scope.start, scope.at - scope.start]) putSigned(writer, place)
    all(scope.parameters, (parameter) => {
      putText(writer, parameter.name)
      ref(parameter.default)
      putNumber(writer, parameterKinds.indexOf(parameter.kind))
    })
    putActions(writer, scope.actions)
    all(scope.bindings, (binding) => {
      putText(writer, binding.name)
      ref(binding.value)
    })
    all(scope.returns, ref)
    all(scope.bases, ref)
    ref(scope.table)
    all(scope.reads, (read) => {
      ref(read.value)
      putSigned(writer, read.at - scope.start)
    })
  })
}

/** Reads what `putScopes` wrote. */
export function getScopes(reader: CompactReader): readonly Scope[] {
  let last = 0
  const ref = (): number => {
    last = someRef(reader, last)
    return last
  }
  const perhaps = (): number | null => {
    const found = getRef(reader, last)
    if (found !== null) last = found
    return found
  }
  return getList(reader, (): Scope => {
    const kind = getNumber(reader)
    const name = getText(reader)
    const parent = getSigned(reader)
    const start = getSigned(reader)
    const end = start + getSigned(reader)
    const at = start + getSigned(reader)
    return {
      kind: kindAt(scopeKinds, kind >> 1),
      name,
      parent,
      start,
      end,
      at,
      parameters: getList(reader, () => ({
        name: getText(reader),
        default: perhaps(),
        kind: kindAt(parameterKinds, getNumber(reader)),
      })),
      actions: getActions(reader),
      bindings: getList(reader, () => ({ name: getText(reader), value: ref() })),
      returns: getList(reader, ref),
      bases: getList(reader, ref),
      table: perhaps(),
      reads: getList(reader, () => ({ value: ref(), at: start + getSigned(reader) })),
      property: kind % 2 === 1,
    }
  })
}

/** Calls mostly follow one another: they are told by how far they are from that. Imports are told by an odd number. */
function putActions(writer: CompactWriter, actions: readonly FactAction[]): void {
  let expected = 0
  putNumber(writer, actions.length)
  for (const action of actions) {
    if (action.kind === "call") {
      const off = action.call - expected
      putNumber(writer, off < 0 ? -4 * off - 2 : 4 * off)
      expected = action.call + 1
    } else {
      putNumber(writer, 1)
      for (const number of [action.module, action.start, action.end]) putNumber(writer, number)
    }
  }
}

function getActions(reader: CompactReader): readonly FactAction[] {
  let expected = 0
  return getList(reader, (): FactAction => {
    const off = getNumber(reader)
    if (off === 1) return { kind: "import", module: getNumber(reader), start: getNumber(reader), end: getNumber(reader) }
    const call = expected + (off % 4 === 2 ? -(off + 2) / 4 : off / 4)
    expected = call + 1
    return { kind: "call", call }
  })
}
