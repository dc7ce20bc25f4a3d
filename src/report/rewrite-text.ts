import { createTwoFilesPatch } from "diff"
import type { Finding } from "../model/finding.js"
import type { ProofStep, RewriteResult, RewrittenFile } from "../model/rewrite.js"
import type { Encoding } from "../model/source.js"
import { type Colors, colorsFor } from "./colors.js"
import { visible } from "./inert.js"

/** How a rewrite is shown. */
export interface RewriteReportOptions {
  readonly color: boolean
  readonly verbose: boolean
  readonly quiet: boolean
  /** The files were written. */
  readonly written: boolean
  /** Nobody has asked for a list of the variables: say how to get one. */
  readonly offers: boolean
}

/** A patch of a rewrite: its text file by file, and the files that no patch can hold. */
export interface Patch {
  readonly parts: readonly { readonly text: string; readonly encoding: Encoding }[]
  /** UTF-16 has no lines that `git apply` and `patch` could find. */
  readonly leftOut: readonly string[]
}

/** The changes as one patch that `git apply` and `patch` take, once each part is written in its file's encoding. Line ends are the file's. */
export function patchOf(result: RewriteResult): Patch {
  const held = result.files.filter((file) => file.encoding === "utf-8" || file.encoding === "windows-1252")
  const parts = held.map((file) => {
    const mark = file.bom ? "\ufeff" : ""
    const marked = { ...file, before: file.before === null ? null : mark + file.before, after: mark + file.after }
    return { text: filePatch(marked), encoding: file.encoding }
  })
  return { parts, leftOut: result.files.filter((file) => !held.includes(file)).map((file) => file.file) }
}

function filePatch(file: RewrittenFile): string {
  const from = file.before === null ? "/dev/null" : `a/${file.file}`
  const patch = createTwoFilesPatch(from, `b/${file.file}`, file.before ?? "", file.after, undefined, undefined, { context: 3 })
  return patch.replace(/^=+\n/, "").replace(/^((?:---|\+\+\+) [^\t\n]*)\t$/gm, "$1")
}

/** For people: the diff with its proof, what was refused, what was left out, and what needs a person and why. */
export function reportRewriteText(result: RewriteResult, options: RewriteReportOptions): string {
  const colors = colorsFor(options.color)
  const out: string[] = []
  if (!options.quiet) {
    const everywhere = options.verbose ? [] : provedOfAll(result.files)
    for (const file of result.files) out.push(...fileLines(file, everywhere, colors, options.verbose))
    if (everywhere.length > 0) out.push(colors.dim(visible(`Proved of each file: ${everywhere.join("; ")}`)), "")
    out.push(...refusedLines(result, colors))
    out.push(...reviewLines(result, colors, options.verbose))
  }
  out.push(...summaryLines(result, colors, options))
  return `${out.join("\n")}\n`
}

function proofOf(file: RewrittenFile): readonly ProofStep[] {
  return (file.edits[0] ?? file.follows[0])?.proof ?? []
}

/** What is proved of several files alike is told once, behind them; a single file tells all itself. */
function provedOfAll(files: readonly RewrittenFile[]): readonly string[] {
  const proofs = files.map((file) => proofOf(file).map((step) => step.note)).filter((notes) => notes.length > 0)
  const [first = [], ...others] = proofs
  return others.length === 0 ? [] : first.filter((note) => others.every((notes) => notes.includes(note)))
}

function fileLines(file: RewrittenFile, everywhere: readonly string[], colors: Colors, verbose: boolean): readonly string[] {
  const lines = filePatch(file).split("\n")
  if (lines.at(-1) === "") lines.pop()
  const painted = lines.map((line) => {
    const shown = visible(line.replace(/\r$/, "")).replaceAll("\\t", "\t")
    if (line.startsWith("---") || line.startsWith("+++")) return colors.bold(shown)
    if (line.startsWith("@@")) return colors.cyan(shown)
    if (line.startsWith("+")) return colors.green(shown)
    return line.startsWith("-") ? colors.red(shown) : shown
  })
  const proof = proofOf(file)
  if (proof.length === 0)
    return [...painted, colors.dim("  new definitions: with a variable unset or empty it is the old name"), ""]
  const notes = file.follows.map(({ line, what }) => `  line ${line}: ${what}`)
  const own = proof.map((step) => step.note).filter((note) => !everywhere.includes(note))
  const told = verbose
    ? proof.map((step) => `  proved (${step.name}): ${step.note}`)
    : [own.length === 0 ? "  proved" : `  proved: ${own.join("; ")}`]
  return [...painted, ...[...notes, ...told].map((line) => colors.dim(visible(line))), ""]
}

function refusedLines(result: RewriteResult, colors: Colors): readonly string[] {
  if (result.refused.length === 0) return []
  const lines = result.refused.map(
    ({ finding, reason }) => `  ${place(finding)}  ${visible(finding.reference.text)}: ${visible(reason)}`,
  )
  return [colors.bold("Refused"), ...lines, ""]
}

function reviewLines(result: RewriteResult, colors: Colors, verbose: boolean): readonly string[] {
  const groups = new Map<string, Finding[]>()
  for (const finding of [...result.unsafe, ...result.review]) {
    const why = result.unsafe.includes(finding) ? `${finding.common} (--unsafe applies it)` : finding.common
    groups.set(why, [...(groups.get(why) ?? []), finding])
  }
  if (groups.size === 0) return []
  const out = [colors.bold("Needs a person")]
  for (const [why, findings] of [...groups].sort((a, b) => b[1].length - a[1].length)) {
    out.push(`  ${colors.yellow(String(findings.length))} ${visible(why)}`)
    const shown = verbose ? findings : findings.slice(0, 3)
    out.push(...shown.map((each) => colors.dim(`      ${place(each)}${visible(each.particular)}`)))
    if (findings.length > shown.length)
      out.push(colors.dim(`      … and ${findings.length - shown.length} more (--verbose lists them)`))
  }
  return [...out, ""]
}

function place(finding: Finding): string {
  return `${visible(finding.file)}:${finding.line}:${finding.column}`
}

function summaryLines(result: RewriteResult, colors: Colors, options: RewriteReportOptions): readonly string[] {
  const edits = result.files.reduce((sum, file) => sum + file.edits.length, 0)
  const changed = result.files.filter((file) => file.edits.length > 0).length
  const following = result.files.filter((file) => file.edits.length === 0 && file.follows.length > 0).length
  const made = result.files.filter((file) => file.before === null && file.follows.length === 0).length
  const what = `${plural(edits, "name")} in ${plural(changed, "file")}${made > 0 ? `, ${plural(made, "definition module")} made` : ""}${following > 0 ? `, ${plural(following, "file")} that follow${following === 1 ? "s" : ""}` : ""}`
  const out: string[] = []
  if (edits === 0) out.push("Nothing to rewrite.")
  else
    out.push(
      options.written ? `${colors.green("Rewritten")}: ${what}.` : `Would rewrite ${what}. Nothing is written without --write.`,
    )
  if (made > 0 && options.offers)
    out.push("The variables with today's names, as a file to copy: --env-example .env.example. Nothing needs it.")
  const rest = [
    result.refused.length > 0 ? `${result.refused.length} refused` : "",
    result.unsafe.length > 0 ? `${result.unsafe.length} only with --unsafe` : "",
    result.review.length > 0 ? `${result.review.length} for a person` : "",
    result.problems.length > 0 ? plural(result.problems.length, "problem") : "",
  ].filter((each) => each !== "")
  if (rest.length > 0) out.push(`${rest.join(", ")}.`)
  return out
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`
}
