import { readFile } from "node:fs/promises"
import { posix } from "node:path"
import { decode, encode } from "../discover/decode.js"
import type { RewrittenFile } from "../model/rewrite.js"

/** The variables that a rewrite brings in, with the old names, sorted. */
export function variablesOf(files: readonly RewrittenFile[]): readonly (readonly [string, string])[] {
  const names = new Map(files.flatMap((each) => each.edits).map(({ finding }) => [finding.variable, finding.reference.name]))
  return [...names].sort(([a], [b]) => (a < b ? -1 : 1))
}

/**
 * The file that lists the variables with today's names (`V=name`, as `.env` files are written) for people to copy: made, or extended by the
 * lines that it lacks. Null where it lists them all, or cannot be read as text.
 */
export async function exampleFile(file: string, cwd: string, files: readonly RewrittenFile[]): Promise<RewrittenFile | null> {
  const bytes = await readFile(posix.join(cwd, file)).catch(() => null)
  const decoded = bytes === null ? null : decode(bytes)
  if (decoded !== null && "skip" in decoded) return null
  const before = decoded?.text ?? ""
  const newline = before.includes("\r\n") ? "\r\n" : "\n"
  const lines = variablesOf(files)
    .filter(([variable]) => !new RegExp(`^[ \\t]*#?[ \\t]*(?:export[ \\t]+)?${variable}[ \\t]*=`, "m").test(before))
    .map(([variable, name]) => `${variable}=${name}${newline}`)
  if (lines.length === 0) return null
  const gap = before === "" || before.endsWith("\n") ? "" : newline
  const after = `${before}${gap}${lines.join("")}`
  const { encoding, bom } = decoded ?? { encoding: "utf-8" as const, bom: false }
  const proof = [{ name: "bytes" as const, holds: true, note: "lines are added, and nothing else changes" }]
  const line = before.split("\n").length + (gap === "" ? 0 : 1)
  return {
    file,
    before: decoded === null ? null : before,
    after,
    bytes: encode(after, encoding, bom),
    encoding,
    bom,
    edits: [],
    follows: [{ line, what: "lists the variables with today's names", proof }],
  }
}
