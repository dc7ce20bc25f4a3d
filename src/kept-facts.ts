import type { Pack } from "./cache/pack.js"
import type { FactsSource } from "./facts/facts-text.js"
import type { TableReading, TableTaskSettings } from "./facts/table-facts.js"
import { version } from "./version.js"
import type { FileOutcome, TaskOrder } from "./workers/task.js"

/** The task that reads the facts of files, but for those of which `pack` keeps them; null: nothing is kept. */
export function tablesOrder(pack: Pack | null): TaskOrder {
  const settings: TableTaskSettings = { version: version(), kept: pack === null ? null : [...pack.keys()].join("\n") }
  return { name: "tables", settings }
}

/** What is kept of a text without facts. */
const nothing = ""

/** What was told of a file, once it is kept if it is new. */
export type KeptFacts = { readonly kind: "facts"; readonly source: string | FactsSource } | { readonly kind: "text" }

/** The facts that a reading tells, from the pack if it says so; what is new goes into the pack. */
export function factsOf(reading: Exclude<TableReading, { readonly kind: "skipped" }>, pack: Pack | null): KeptFacts {
  if (reading.kind === "kept") {
    const bytes = pack?.get(reading.key) ?? null
    if (bytes === null) throw new RangeError("what is said to be kept is not")
    if (bytes.length === 0) return { kind: "text" }
    const end = bytes.indexOf(10)
    return {
      kind: "facts",
      source: { head: bytes.toString("utf8", 0, end < 0 ? bytes.length : end), text: () => bytes.toString("utf8") },
    }
  }
  if (reading.key !== null) pack?.set(reading.key, reading.kind === "facts" ? reading.text : nothing)
  return reading.kind === "facts" ? { kind: "facts", source: reading.text } : { kind: "text" }
}

/** The same outcome as if nothing were kept: what a shard hands on. Null: nothing to tell. */
export function withoutKept(outcome: FileOutcome<TableReading>, pack: Pack | null): FileOutcome<TableReading> | null {
  if (outcome.kind !== "told" || outcome.value.kind === "skipped") return outcome
  const found = factsOf(outcome.value, pack)
  if (found.kind === "text") return null
  const text = typeof found.source === "string" ? found.source : found.source.text()
  return { kind: "told", value: { kind: "facts", text, key: null } }
}
