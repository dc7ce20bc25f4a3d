import { roleDefinitions, type TablesResult } from "../../model/tables.js"
import { type Colors, colorsFor } from "../colors.js"
import { visible } from "../inert.js"
import { layOut } from "../table-layout.js"
import { operationsText, type TablesReporter } from "./reporter.js"

const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`

/** For a terminal: what each process reads and writes, and what processes have in common. */
export const reportTablesText: TablesReporter = (result, options) => {
  const paint = colorsFor(options.color)
  const out: string[] = [roleDefinitions.source, roleDefinitions.destination, ""]
  for (const process of result.processes) {
    const proposed = process.proposed ? paint.dim("  (proposed: the config names no processes)") : ""
    out.push(`${paint.bold(visible(process.name))}  ${paint.dim(process.entry.map(visible).join(", "))}${proposed}`)
    for (const role of ["destination", "source"] as const) {
      const uses = process.tables.filter((use) => use.role === role)
      out.push(`  ${plural(uses.length, `${role} table`)}`)
      const rows = uses.map((use) => [
        visible(use.table),
        operationsText(use.operations) + (use.confidence === "certain" ? "" : `  (${use.confidence})`),
      ])
      const width = Math.min(80, Math.max(0, ...rows.map(([name]) => (name as string).length)))
      for (const [name, operations] of rows) out.push(`    ${(name as string).padEnd(width)}  ${paint.dim(operations as string)}`)
    }
    if (process.locks.length > 0) {
      out.push(`  ${plural(process.locks.length, "lock")}`)
      for (const lock of process.locks)
        out.push(`    ${lock.kind} ${visible(lock.name)}  ${paint.dim(`${visible(lock.file)}:${lock.line}`)}`)
    }
    out.push("")
  }
  out.push(...shared(result, paint))
  const { understood } = result
  out.push(
    `${plural(understood.statements, "statement")} in ${plural(understood.files, "file")} followed, ${understood.recovered} read only in part, ` +
      `${plural(result.unresolved.length, "place")} unresolved.`,
  )
  return `${out.join("\n")}\n`
}

function shared(result: TablesResult, paint: Colors): readonly string[] {
  const out: string[] = []
  if (result.conflicts.length > 0) {
    out.push(paint.bold(plural(result.conflicts.length, "conflict")))
    out.push(
      ...layOut(
        result.conflicts.map((each) => [`  ${each.kind}`, visible(each.table), each.processes.map(visible).join(", ")]),
      ).map((line) => line),
      "",
    )
  }
  const list = (title: string, tables: TablesResult["unused"]): void => {
    if (tables.length === 0) return
    out.push(paint.bold(`${title}: ${tables.length}`))
    for (const { table, evidence } of tables) {
      const first = evidence[0]
      out.push(`  ${visible(table)}${first === undefined ? "" : paint.dim(`  ${visible(first.file)}:${first.line}`)}`)
    }
    out.push("")
  }
  list("Origin unknown (used, but created by nothing here)", result.originUnknown)
  list("Unused (created, but used by no process and no other object)", result.unused)
  if (result.unresolved.length > 0) {
    out.push(paint.bold(`Unresolved: ${result.unresolved.length}`))
    for (const each of result.unresolved)
      out.push(`  ${visible(each.file)}:${each.line}  ${visible(each.reason)}  ${paint.dim(visible(each.text))}`)
    out.push("")
  }
  return out
}
