import type { Access } from "../model/sql.js"
import { type Colors, colorsFor } from "./colors.js"
import { visible } from "./inert.js"
import type { SqlFileReport } from "./sql-report.js"

const widestName = 100

function paint(colors: Colors, access: Access): (text: string) => string {
  switch (access.role) {
    case "write":
      return colors.red
    case "read":
      return colors.green
    case "execute":
      return colors.cyan
    case "define":
      return colors.yellow
    default:
      return colors.dim
  }
}

function nameOf(access: Access): string {
  const { server, database, schema, object } = access.name
  const parts = [server, database, schema, object]
  const from = parts.findIndex((part) => part !== null)
  const name = parts
    .slice(from)
    .map((part) => part ?? "")
    .join(".")
  const shown = visible(name)
  return shown.length > widestName ? `${shown.slice(0, widestName - 1)}…` : shown
}

/** What the last column says where an access is not certain. */
const certainties = {
  recovered: "something around it is not known, or not as it should be",
  fragment: "it stands in a piece of a statement",
}

function pad(text: string, width: number): string {
  return text.padEnd(width)
}

/** For people: a table of each file's accesses, problems below it, and what was found in all. */
export function* reportSqlText(files: Iterable<SqlFileReport>, color: boolean): Generator<string> {
  const colors = colorsFor(color)
  const totals = new Map<string, number>()
  const seen = new Set<string>()
  let count = 0
  let accesses = 0
  let problems = 0
  for (const report of files) {
    if (count > 0) yield "\n"
    count++
    accesses += report.accesses.length
    problems += report.problems.length
    yield `${colors.bold(report.file === "-" ? "standard input" : visible(report.file))}\n`
    yield* fileTable(report, colors)
    for (const { role, confidence } of report.accesses) {
      totals.set(role, (totals.get(role) ?? 0) + 1)
      seen.add(confidence)
    }
  }
  const notes = Object.entries(certainties).filter(([note]) => seen.has(note))
  if (notes.length > 0) yield "\n"
  for (const [note, meaning] of notes) yield `${colors.dim(`${note}: ${meaning}`)}\n`
  const roles = ["read", "write", "execute", "define", "reference"].filter((role) => totals.has(role))
  const counted = roles.map((role) => `${totals.get(role) ?? 0} ${role}`).join(", ")
  yield `\n${count} ${count === 1 ? "file" : "files"}, ${accesses} ${accesses === 1 ? "access" : "accesses"}${counted === "" ? "" : ` (${counted})`}`
  yield `, ${problems} ${problems === 1 ? "problem" : "problems"}\n`
}

function* fileTable(report: SqlFileReport, colors: Colors): Generator<string> {
  const rows = report.accesses.map((access) => {
    const { line, column } = report.placeOf(access.start)
    return {
      access,
      at: `${line}:${column}`,
      name: nameOf(access),
      note: access.confidence === "certain" ? "" : access.confidence,
    }
  })
  if (rows.length === 0) yield `  ${colors.dim("nothing read or written")}\n`
  else {
    const head = { at: "place", operation: "operation", role: "role", kind: "kind", name: "name" }
    let atWidth = head.at.length
    let operationWidth = head.operation.length
    let kindWidth = head.kind.length
    let nameWidth = head.name.length
    for (const row of rows) {
      atWidth = Math.max(atWidth, row.at.length)
      operationWidth = Math.max(operationWidth, row.access.operation.length)
      kindWidth = Math.max(kindWidth, row.access.kind.length)
      nameWidth = Math.max(nameWidth, row.name.length)
    }
    const columns = [
      pad(head.at, atWidth),
      pad(head.operation, operationWidth),
      pad(head.role, 9),
      pad(head.kind, kindWidth),
      rows.some(({ note }) => note !== "") ? `${pad(head.name, nameWidth)}  certainty` : head.name,
    ]
    yield `  ${colors.dim(columns.join("  "))}\n`
    for (const { access, at, name, note } of rows) {
      const color = paint(colors, access)
      const line = [
        pad(at, atWidth),
        color(pad(access.operation, operationWidth)),
        color(pad(access.role, 9)),
        pad(access.kind, kindWidth),
        note === "" ? name : `${pad(name, nameWidth)}  ${colors.dim(note)}`,
      ]
      yield `  ${line.join("  ")}\n`
    }
  }
  for (const { line, column, message } of report.problems) {
    yield `  ${colors.yellow("problem")} ${line === null ? "" : `${line}:${column ?? 1} `}${visible(message)}\n`
  }
}
