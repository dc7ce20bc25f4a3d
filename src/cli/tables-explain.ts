import type { Linked } from "../lineage/link.js"
import { visible } from "../report/inert.js"
import { closest } from "../text/closest.js"
import { UsageError } from "./command.js"

/** Names shown in a message. */
const shownNames = 10

/**
 * Every way from processes to a table, hop by hop. The table may be named in any case, in brackets, and without database or schema;
 * without `asked` processes it is explained for each that uses it. Throws `UsageError` where nobody does.
 */
export function explained(linked: Linked, asked: readonly string[], table: string): string {
  const all = linked.result.processes
  const processes = asked.length === 0 ? all : all.filter(({ name }) => asked.includes(name))
  const out: string[] = []
  for (const process of processes) {
    for (const use of process.tables.filter((each) => isNamed(each.table, table))) {
      const paths = linked.explain(process.name, use.table) ?? []
      out.push(
        `${visible(process.name)} gets to ${visible(use.table)} in ${paths.length} ${paths.length === 1 ? "way" : "ways"}.`,
        "",
      )
      for (const path of paths) {
        for (const hop of path) out.push(`  ${hop.what.padEnd(9)} ${visible(hop.name)}  ${visible(hop.file)}:${hop.line}`)
        out.push("")
      }
    }
  }
  if (out.length === 0) throw new UsageError(notUsed(linked, asked, table))
  return `${out.join("\n")}\n`
}

const bare = (name: string): string => name.toLowerCase().replace(/[[\]"`\s]/g, "")

/** Whether a name, given with as many parts as somebody cared to write, is a table's. An empty part (`db..t`) is any. */
function isNamed(table: string, given: string): boolean {
  const parts = bare(table).split(".").reverse()
  const wanted = bare(given).split(".").reverse()
  return wanted.length <= parts.length && wanted.every((part, index) => part === parts[index] || (part === "" && index > 0))
}

function notUsed(linked: Linked, asked: readonly string[], table: string): string {
  const { processes, objects } = linked.result
  const who = asked.length === 0 ? "No process uses" : `${asked.map(visible).join(", ")} does not use`
  const start = `${who} ${visible(table)}.`
  const others = processes.filter((process) => process.tables.some((use) => isNamed(use.table, table)))
  if (others.length > 0) return `${start} ${listed(others.map(({ name }) => name))} ${others.length === 1 ? "does" : "do"}.`
  const used = [
    ...new Set(
      processes
        .filter(({ name }) => asked.length === 0 || asked.includes(name))
        .flatMap((each) => each.tables.map((use) => use.table)),
    ),
  ]
  const near = nearest(table, used)
  const object = objects.find((each) => isNamed(each.name, table))
  if (object !== undefined)
    return `${start} It is a ${object.kind} here (${visible(object.file)}:${object.line})${object.kind === "table" || object.kind === "view" ? " that is not reached." : ": ask for one of the tables that it uses."}`
  if (near.length > 0) return `${start} Did you mean ${listed(near)}?`
  return `${start} Its tables: ${listed(used)}.`
}

/** Tables whose last part is the same, holds the wanted one, or is nearly it. */
function nearest(table: string, used: readonly string[]): readonly string[] {
  const last = (name: string): string => bare(name).split(".").at(-1) ?? ""
  const wanted = last(table)
  const same = used.filter((name) => last(name) === wanted)
  if (same.length > 0) return same
  const holding = wanted.length < 3 ? [] : used.filter((name) => last(name).includes(wanted))
  if (holding.length > 0) return holding
  const close = closest(wanted, used.map(last))
  return close === null ? [] : used.filter((name) => last(name) === close)
}

function listed(names: readonly string[]): string {
  const more = names.length - shownNames
  return names.length === 0
    ? "none"
    : `${names.slice(0, shownNames).map(visible).join(", ")}${more > 0 ? ` and ${more} more` : ""}`
}
