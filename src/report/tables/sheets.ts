import { roleDefinitions, type TablesResult, type TableUse } from "../../model/tables.js"
import { visible } from "../inert.js"
import { linkTo, operationsText, pathText, type TablesReportOptions } from "./reporter.js"

/** One cell: a text (never a formula) or a number; with a link if there is one. */
export type SheetCell = string | number | { readonly text: string; readonly link: string | null }

/** How cells with a certain text are filled. */
export type Fill = "source" | "destination" | "warning" | "guess"

/** One sheet as rows under headings. */
export interface SheetModel {
  readonly name: string
  /** Lines above the table; only on the first sheet. */
  readonly columns: readonly { readonly header: string; readonly width: number }[]
  readonly rows: readonly (readonly SheetCell[])[]
  /** Column numbers whose texts together say which row it is, across runs; null where nothing is kept. */
  readonly key: readonly number[] | null
  /** Whether people have columns of their own from the start. Those that they add are kept wherever there is a key. */
  readonly decisions: boolean
  /** Column number and text by which cells are filled. */
  readonly fills: readonly { readonly column: number; readonly text: string; readonly fill: Fill }[]
  /** How many columns stay in sight. */
  readonly frozenColumns: number
  /** Before which column those of people stand; `Number.MAX_SAFE_INTEGER` for the end. */
  readonly peopleAt: number
}

/** Columns that belong to people. */
export const peopleColumns = ["Decision", "Note"] as const

/** Excel's longest text in a cell. */
const longestText = 32_767

/** A text as a cell can hold it: nothing that an editor would act on or hide. */
export function inertCell(text: string): string {
  return visible(text).slice(0, longestText)
}

/** The sheet that says what the workbook is, and by which it is known again. */
export const readMeName = "Read me"
/** First cell of the workbook: what was written by this program. */
export const workbookTitle = "Tables of each process, by unhardcode"
/** What people wrote about rows that no longer exist. */
export const goneName = "No longer found"
/** What people typed into columns that are not theirs, and rows that they added. */
export const elsewhereName = "Typed elsewhere"

/** Past the last column. */
const endOf = Number.MAX_SAFE_INTEGER

const column = (header: string, width: number) => ({ header, width })

/** All sheets in order. */
export function sheetsOf(result: TablesResult, options: TablesReportOptions): readonly SheetModel[] {
  const place = (at: { readonly file: string; readonly line: number } | undefined): SheetCell =>
    at === undefined ? "" : { text: `${at.file}:${at.line}`, link: linkTo(options.linkBase, at.file, at.line) }
  return [
    readMe(result, options),
    tablesByProcess(result, place),
    matrix(result),
    conflicts(result, place),
    listed("Origin unknown", "Used by", result.originUnknown, place),
    listed("Unused", "Created by", result.unused, place),
    locks(result, place),
    unresolved(result, place),
    objects(result, place),
    processes(result),
  ]
}

type PlaceCell = (at: { readonly file: string; readonly line: number } | undefined) => SheetCell

const plain = { key: [0], decisions: false, fills: [], frozenColumns: 0, peopleAt: endOf } as const

function readMe(result: TablesResult, options: TablesReportOptions): SheetModel {
  const { understood } = result
  const rows: SheetCell[][] = [
    ["Source", roleDefinitions.source],
    ["Destination", roleDefinitions.destination],
    [
      "Confidence",
      "certain: as the code says. likely: the only reading that fits, such as the one database that defines the table. guess: a part of the name, written ?, is not known.",
    ],
    [
      "Conflicts",
      "two-writers: several processes write it. read-after-write: one writes what another reads. write-back: a process writes a table of a database that it otherwise only reads. lock: several take the same lock.",
    ],
    ["Origin unknown", "Used, but created by nothing in the given files."],
    ["Unused", "Created, but used by no process and no other object."],
    ["Unresolved", "What could not be followed, with the reason. Nothing is left out in silence."],
    [
      "Decision, Note",
      "Yours. The next run into the same file keeps them, row by row; those of rows that vanish go to the sheet No longer found. Columns that you add stay, too. What is typed into the other columns goes to the sheet Typed elsewhere.",
    ],
    ["Processes", result.processes.length],
    ["Tables used", new Set(result.processes.flatMap((process) => process.tables.map((use) => use.table))).size],
    ["Statements followed", understood.statements],
    ["Read only in part", understood.recovered],
    ["Unresolved places", result.unresolved.length],
    ["Config", options.config],
    ["Program", `unhardcode ${options.version}`],
    ...options.commits.map(({ directory, commit }): SheetCell[] => [`Commit of ${directory}`, commit]),
  ]
  return { name: readMeName, columns: [column(workbookTitle, 38), column("", 110)], rows, ...plain }
}

const roleFills = (at: number): SheetModel["fills"] => [
  { column: at, text: "source", fill: "source" },
  { column: at, text: "destination", fill: "destination" },
]

function tablesByProcess(result: TablesResult, place: PlaceCell): SheetModel {
  const rows = result.processes.flatMap((process) =>
    [...process.tables]
      .sort((a, b) => (a.role === b.role ? 0 : a.role === "destination" ? -1 : 1))
      .map((use): SheetCell[] => [
        process.name,
        use.table,
        use.role,
        operationsText(use.operations),
        use.kind,
        use.confidence,
        place(use.path.at(-1)),
        pathText(use.path),
      ]),
  )
  return {
    name: "Tables by process",
    columns: [
      column("Process", 24),
      column("Table", 52),
      column("Role", 12),
      column("Operations", 30),
      column("Kind", 8),
      column("Confidence", 12),
      column("Where", 58),
      column("How it gets there", 90),
    ],
    rows,
    key: [0, 1],
    decisions: true,
    fills: [...roleFills(2), { column: 5, text: "likely", fill: "guess" }, { column: 5, text: "guess", fill: "warning" }],
    frozenColumns: 2,
    peopleAt: 6,
  }
}

const letters: Readonly<Record<string, string>> = {
  select: "R",
  insert: "C",
  "bulk-insert": "C",
  "select-into": "C",
  "output-into": "C",
  create: "C",
  update: "U",
  alter: "U",
  rename: "U",
  switch: "CD",
  merge: "CU",
  delete: "D",
  truncate: "D",
  drop: "D",
}

function crud(use: TableUse): string {
  const found = new Set(
    Object.keys(use.operations).flatMap((operation) => [...(letters[operation] ?? (use.role === "destination" ? "U" : "R"))]),
  )
  return ["C", "R", "U", "D"].filter((letter) => found.has(letter)).join("")
}

function matrix(result: TablesResult): SheetModel {
  const cells = new Map<string, Map<string, string>>()
  for (const process of result.processes) {
    for (const use of process.tables) {
      const row = cells.get(use.table) ?? new Map<string, string>()
      row.set(process.name, crud(use))
      cells.set(use.table, row)
    }
  }
  const order = [...cells].sort(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1))
  const rows = order.map(([table, row]): SheetCell[] => [
    table,
    ...result.processes.map((process) => row.get(process.name) ?? ""),
  ])
  const fills = result.processes.flatMap((_, index) => [
    ...["C", "U", "D"].map((text) => ({ column: index + 1, text, fill: "destination" as const })),
    { column: index + 1, text: "R", fill: "source" as const },
  ])
  return {
    name: "CRUD matrix",
    columns: [
      column("Table", 52),
      ...result.processes.map((process) => column(process.name, Math.max(14, Math.min(28, process.name.length + 4)))),
    ],
    rows,
    key: [0],
    decisions: false,
    fills,
    frozenColumns: 1,
    peopleAt: endOf,
  }
}

function conflicts(result: TablesResult, place: PlaceCell): SheetModel {
  const rows = result.conflicts.map((each): SheetCell[] => {
    const writes =
      each.evidence.find((evidence) => !/^(select|file|path|job|applock|global-temp)$/.test(evidence.operation)) ??
      each.evidence[0]
    const by = (process: string): string => {
      const done = [
        ...new Set(each.evidence.filter((evidence) => evidence.process === process).map((evidence) => evidence.operation)),
      ]
      return `${process}: ${done.sort().join(", ")}`
    }
    return [each.kind, each.table, each.processes.join(", "), each.processes.map(by).join("; "), place(writes)]
  })
  return {
    name: "Conflicts",
    columns: [column("Kind", 18), column("What", 52), column("Processes", 48), column("Who does what", 70), column("Where", 58)],
    rows,
    key: [0, 1],
    decisions: true,
    fills: [
      { column: 0, text: "two-writers", fill: "warning" },
      { column: 0, text: "write-back", fill: "warning" },
      { column: 0, text: "lock", fill: "guess" },
    ],
    frozenColumns: 2,
    peopleAt: endOf,
  }
}

function listed(name: string, where: string, tables: TablesResult["unused"], place: PlaceCell): SheetModel {
  const rows = tables.map(({ table, evidence }): SheetCell[] => [table, evidence.length, place(evidence[0])])
  return {
    name,
    columns: [column("Table", 52), column("Places", 9), column(where, 80)],
    rows,
    key: [0],
    decisions: true,
    fills: [],
    frozenColumns: 1,
    peopleAt: endOf,
  }
}

function locks(result: TablesResult, place: PlaceCell): SheetModel {
  const rows = result.processes.flatMap((process) =>
    process.locks.map((lock): SheetCell[] => [process.name, lock.kind, lock.name, place(lock)]),
  )
  return {
    name: "Locks",
    columns: [column("Process", 24), column("Kind", 14), column("Name", 52), column("Where", 80)],
    rows,
    key: [0, 1, 2],
    decisions: true,
    fills: [],
    frozenColumns: 0,
    peopleAt: endOf,
  }
}

function unresolved(result: TablesResult, place: PlaceCell): SheetModel {
  const rows = result.unresolved.map((each): SheetCell[] => [
    place(each),
    each.reason,
    each.text,
    each.processes.join(", "),
    each.file,
  ])
  return {
    name: "Unresolved",
    columns: [column("Where", 58), column("Why", 60), column("Text", 60), column("Processes", 30), column("File", 40)],
    rows,
    // Lines move: the file, the reason and the text stay.
    key: [4, 1, 2],
    decisions: true,
    fills: [],
    frozenColumns: 0,
    peopleAt: endOf,
  }
}

function objects(result: TablesResult, place: PlaceCell): SheetModel {
  const rows = result.objects.map((each): SheetCell[] => [
    each.name,
    each.kind,
    place(each),
    each.definitions,
    each.processes.join(", "),
  ])
  return {
    name: "Objects",
    columns: [
      column("Object", 52),
      column("Kind", 12),
      column("Created", 70),
      column("Definitions", 12),
      column("Reached by", 50),
    ],
    rows,
    key: [0, 1],
    decisions: false,
    fills: [],
    frozenColumns: 1,
    peopleAt: endOf,
  }
}

function processes(result: TablesResult): SheetModel {
  const rows = result.processes.map((each): SheetCell[] => [
    each.name,
    each.entry.join(", "),
    each.proposed ? "proposed" : "config",
    each.source.length,
    each.destination.length,
    each.locks.length,
    each.understood.files,
    each.understood.statements,
    each.understood.recovered,
    each.understood.unresolved,
  ])
  return {
    name: "Processes",
    columns: [
      column("Process", 24),
      column("Entry", 58),
      column("Named by", 11),
      column("Source tables", 14),
      column("Destination tables", 18),
      column("Locks", 8),
      column("Files followed", 14),
      column("Statements", 12),
      column("Read in part", 12),
      column("Unresolved", 12),
    ],
    rows,
    key: [0],
    decisions: false,
    fills: [],
    frozenColumns: 1,
    peopleAt: endOf,
  }
}
