import type { FactBuilder } from "../../../facts/fact-builder.js"
import { sqlFacts } from "../../../facts/sql-facts.js"
import type { Call, Effect, Ref, SqlFacts, SqlObject, SqlUse } from "../../../model/lineage.js"
import type { Span, TextMap } from "../../../model/text.js"
import { composeMaps, toOuter } from "../../../text/text-map.js"

/** Scopes that a migration tool runs when it applies a migration: `exports.up`, `class X { up() }`, and what stands in them. */
const applied = /(?:^|\.)up(?:\.|$)/

/** What a file's migrations define, as far as its text says it in full: by SQL, or by a builder's `createTable`. Null if nothing. */
export function migratedObjects(facts: FactBuilder): SqlFacts | null {
  const objects = facts.calls.flatMap((call) => {
    if (!applied.test(facts.scopes[call.scope]?.scope.name ?? "")) return []
    return call.effects.flatMap((effect) => objectsOf(facts, call, effect))
  })
  const nothing = {
    uses: [],
    dynamic: [],
    open: null,
    opaque: [],
    locks: [],
    jobs: [],
    includes: [],
    statements: 0,
    recovered: 0,
  }
  return objects.length === 0 ? null : { ...nothing, objects }
}

function objectsOf(facts: FactBuilder, call: Call, effect: Effect): readonly SqlObject[] {
  if (effect.kind === "sql") {
    const text = knownText(facts, effect.text)
    return text === null || !/\b(?:create|alter|drop|sp_rename)\b/i.test(text.text)
      ? []
      : placed(sqlFacts(text.text, []), text, 0, call)
  }
  if (effect.kind !== "table" || (effect.operation !== "create" && effect.operation !== "drop")) return []
  const given = facts.value(effect.target)
  const made = given.kind === "call" ? (facts.calls[given.call]?.result ?? null) : null
  const target = made === null ? given : facts.value(made)
  const parts = target.kind === "table" ? [target.database, target.schema, target.name] : [effect.schema, effect.target]
  const texts = parts.filter((part) => part !== null).map((part) => knownText(facts, part))
  const last = texts.at(-1) ?? null
  if (last === null || texts.some((text) => text === null)) return []
  const before = `${effect.operation.toUpperCase()} TABLE ${texts
    .slice(0, -1)
    .map((text) => `${text?.text ?? ""}.`)
    .join("")}`
  return placed(
    sqlFacts(`${before}${last.text}${effect.operation === "create" ? " (Id int)" : ""}`, []),
    last,
    before.length,
    call,
  )
}

interface Known {
  readonly text: string
  readonly map: TextMap
}

/** A text without holes; null for anything else. */
function knownText(facts: FactBuilder, ref: Ref): Known | null {
  const value = facts.value(ref)
  if (value.kind === "text") return value
  if (value.kind !== "concat") return null
  const parts = value.parts.map((part) => facts.value(part))
  let text = ""
  const map: TextMap[number][] = []
  for (const part of parts) {
    if (part.kind !== "text") return null
    const at = text.length
    map.push(...part.map.map((segment) => ({ ...segment, at: segment.at + at })))
    text += part.text
  }
  return { text, map }
}

/** Objects with their places in the file; `before`: so many units of the SQL stand before the text. */
function placed(read: SqlFacts, text: Known, before: number, call: Call): readonly SqlObject[] {
  const moved = <T extends Span>(item: T): T => {
    const start = Math.max(0, item.start - before)
    const span = toOuter(text.map, { start, end: Math.max(start, item.end - before) })
    return { ...item, start: span?.start ?? call.start, end: span?.end ?? call.end }
  }
  const behind = text.map.map((segment) => ({ ...segment, at: segment.at + before }))
  const mapped = <T extends { readonly map: TextMap }>(item: T): T => ({ ...item, map: composeMaps(item.map, behind) })
  return read.objects.map((object) => {
    const { uses, dynamic, open, opaque, locks } = object.body
    const texts = ({ arguments: given }: { readonly arguments: SqlUse["arguments"] }) => ({
      arguments: given.map((each) => ({ ...each, values: each.values.map(mapped) })),
    })
    const body = {
      uses: uses.map((use) => ({ ...moved(use), ...texts(use) })),
      dynamic: dynamic.map((each) => ({ ...mapped(moved(each)), ...texts(each) })),
      open: open === null ? null : { uses: open.uses.map(moved), opaque: open.opaque.map(moved) },
      opaque: opaque.map(moved),
      locks: locks.map(moved),
    }
    return { ...moved(object), body }
  })
}
