import type { Call, FileFacts, Ref, ScopeIndex } from "../model/lineage.js"

/** Methods that write a text into a file, and which argument it is. */
const writers: Readonly<Record<string, number>> = {
  write: 0,
  write_text: 0,
  writelines: 0,
  end: 0,
  writeFile: 1,
  writeFileSync: 1,
  appendFileSync: 1,
}

/** What a call writes into a file; null if it writes nothing. */
export function writtenBy(facts: FileFacts, call: Call): Ref | null {
  const callee = facts.values[call.callee]
  const name = callee?.kind === "member" || callee?.kind === "export" ? callee.name : ""
  const place = Object.hasOwn(writers, name) ? writers[name] : undefined
  return place === undefined ? null : (call.arguments[place]?.value ?? null)
}

/** Scopes that start programs: what they write may be what these read. */
export function scopesWithCommands(facts: FileFacts): ReadonlySet<ScopeIndex> {
  const found = new Set<ScopeIndex>()
  for (const call of facts.calls) if (call.effects.some((effect) => effect.kind === "command")) found.add(call.scope)
  return found
}
