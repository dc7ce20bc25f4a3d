import { readFile } from "node:fs/promises"
import { resolve } from "node:path"
import { decode } from "../discover/decode.js"
import { reportSqlJson } from "../report/sql-json.js"
import type { SqlFileReport } from "../report/sql-report.js"
import { reportSqlText } from "../report/sql-text.js"
import { readSql } from "../sql/index.js"
import { lineStarts, positionAt } from "../text/text-map.js"
import type { Command, Surroundings } from "./command.js"
import { standardInput, UsageError } from "./command.js"
import { deliver } from "./deliver.js"
import { listOption, switchOption, textOption } from "./options.js"
import { colored } from "./setup.js"

/** `unhardcode sql [files..]`. */
export const sqlCommand: Command = {
  options: (table) =>
    table
      .positional("files", { type: "string", array: true, describe: "files of T-SQL; - for standard input" })
      .option("format", { type: "string", default: "text", describe: "output format: text or json" })
      .option("quoted-identifier", {
        type: "boolean",
        default: true,
        describe: '"x" is a name; with --no-quoted-identifier, a string',
      })
      .example("$0 sql load.sql", "a table of what the script reads and writes")
      .example("$0 sql --format json - < load.sql", "the same of standard input, for programs"),
  run: async (options, surroundings) => {
    const format = textOption(options, "format") ?? "text"
    if (format !== "text" && format !== "json") throw new UsageError(`There is no format ${format}. Formats: text, json.`)
    const files = listOption(options, "files").map((file) => (file === standardInput ? "-" : file))
    if (files.length === 0) throw new UsageError("Give the files to read, or - for standard input.")
    const quotedIdentifier = switchOption(options, "quotedIdentifier") !== false
    const reports: SqlFileReport[] = []
    let failed = false
    for (const file of files) {
      const bytes = await bytesOf(file, surroundings)
      if (bytes === null) failed = true
      else reports.push(readFileReport(file, bytes, quotedIdentifier))
    }
    if (reports.length === 0 && format === "text") return 2
    const pieces = format === "json" ? reportSqlJson(reports) : reportSqlText(reports, colored(options, surroundings))
    if (textOption(options, "output") === null) for (const text of larger(pieces)) await surroundings.out(text)
    else await deliver(Buffer.concat([...larger(pieces)].map((text) => Buffer.from(text, "utf8"))), options, surroundings)
    if (failed) return 2
    return switchOption(options, "strict") === true && reports.some((report) => report.problems.length > 0) ? 3 : 0
  },
}

/** The same text in larger pieces, as all of it may be longer than a string can be. */
function* larger(pieces: Iterable<string>): Generator<string> {
  let some: string[] = []
  let length = 0
  for (const piece of pieces) {
    some.push(piece)
    length += piece.length
    if (length < 2 ** 20) continue
    yield some.join("")
    some = []
    length = 0
  }
  if (length > 0) yield some.join("")
}

/** The bytes of a file or of standard input; null, and a message, where they cannot be read. */
async function bytesOf(file: string, surroundings: Surroundings): Promise<Uint8Array | null> {
  try {
    if (file !== "-") return await readFile(resolve(surroundings.cwd, file))
    const chunks: Buffer[] = []
    for await (const chunk of surroundings.stdin) chunks.push(typeof chunk === "string" ? Buffer.from(chunk, "utf8") : chunk)
    return Buffer.concat(chunks)
  } catch (error) {
    surroundings.err(`unhardcode: ${file} cannot be read: ${reason(error)}\n`)
    return null
  }
}

function reason(error: unknown): string {
  switch (error instanceof Error && "code" in error ? error.code : null) {
    case "ENOENT":
      return "there is no such file."
    case "EISDIR":
      return "it is a directory. Give its files."
    case "EACCES":
    case "EPERM":
      return "permission denied."
    default:
      return error instanceof Error ? error.message : String(error)
  }
}

function readFileReport(file: string, bytes: Uint8Array, quotedIdentifier: boolean): SqlFileReport {
  const { text, note } = textOf(bytes)
  const reading = readSql(text, { quotedIdentifier, want: "accesses" })
  const starts = lineStarts(text)
  const problems = reading.problems.map(({ at, message }) => ({ file, ...positionAt(starts, at), message }))
  return {
    file,
    accesses: reading.accesses,
    placeOf: (offset) => positionAt(starts, offset),
    problems: note === null ? problems : [{ file, ...positionAt(starts, note.at), message: note.message }, ...problems],
  }
}

/** What is asked for by name is read although it is large: half of what fits in one string of JavaScript. */
const largestScript = 2 ** 28

/** The text of bytes. What is no text is read all the same, byte by byte, with a problem where it shows; what is too long, in part. */
function textOf(bytes: Uint8Array): {
  readonly text: string
  readonly note: { readonly at: number; readonly message: string } | null
} {
  if (bytes.length > largestScript) {
    // At the end of a line, and of a pair of bytes: no character is cut in two.
    const line = Buffer.from(bytes.buffer, bytes.byteOffset, largestScript).lastIndexOf(10)
    const { text } = textOf(bytes.subarray(0, line < 0 ? largestScript : line + (line % 2)))
    return { text, note: { at: text.length, message: `only ${largestScript / 2 ** 20} MB were read: the file is larger` } }
  }
  const decoded = decode(bytes, largestScript)
  if (!("skip" in decoded)) return { text: decoded.text, note: null }
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1")
  const at = Math.max(0, text.search(/[\u0000-\u0008\u000e-\u001f]/))
  return { text, note: { at, message: `this is hardly text (${decoded.skip}); it was read byte by byte` } }
}
