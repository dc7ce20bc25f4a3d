import { roleDefinitions } from "../../model/tables.js"
import { mdCode, mdText } from "../markdown.js"
import { linkTo, operationsText, type TablesReporter } from "./reporter.js"

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 0) return ["None.", ""]
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`
  return [line(head), line(head.map(() => "---")), ...rows.map(line), ""]
}

/** For a wiki or a pull request. */
export const reportTablesMarkdown: TablesReporter = (result, options) => {
  const place = (at: { readonly file: string; readonly line: number } | undefined): string => {
    if (at === undefined) return ""
    const text = mdCode(`${at.file}:${at.line}`)
    const link = linkTo(options.linkBase, at.file, at.line)
    return link === null ? text : `[${text}](${link.replace(/[()\s]/g, encodeURIComponent)})`
  }
  const out = ["# Tables of each process", "", mdText(roleDefinitions.source), mdText(roleDefinitions.destination), ""]
  for (const process of result.processes) {
    out.push(
      `## ${mdText(process.name)}`,
      "",
      `Entry: ${process.entry.map(mdCode).join(", ")}${process.proposed ? " (proposed)" : ""}`,
      "",
    )
    out.push(
      ...table(
        ["Table", "Role", "Operations", "Confidence", "Where"],
        process.tables.map((use) => [
          mdCode(use.table),
          use.role,
          operationsText(use.operations),
          use.confidence,
          place(use.path.at(-1)),
        ]),
      ),
    )
    if (process.locks.length > 0)
      out.push(
        ...table(
          ["Lock", "Kind", "Where"],
          process.locks.map((lock) => [mdCode(lock.name), lock.kind, place(lock)]),
        ),
      )
  }
  out.push("## Conflicts", "")
  out.push(
    ...table(
      ["Kind", "What", "Processes"],
      result.conflicts.map((each) => [each.kind, mdCode(each.table), each.processes.map(mdText).join(", ")]),
    ),
  )
  out.push("## Origin unknown", "", "Used, but created by nothing here.", "")
  out.push(
    ...table(
      ["Table", "Where"],
      result.originUnknown.map((each) => [mdCode(each.table), place(each.evidence[0])]),
    ),
  )
  out.push("## Unused", "", "Created, but used by no process and no other object.", "")
  out.push(
    ...table(
      ["Table", "Created"],
      result.unused.map((each) => [mdCode(each.table), place(each.evidence[0])]),
    ),
  )
  out.push("## Unresolved", "")
  out.push(
    ...table(
      ["Where", "Why", "Text"],
      result.unresolved.map((each) => [place(each), mdText(each.reason), mdCode(each.text)]),
    ),
  )
  return `${out.join("\n").trimEnd()}\n`
}
