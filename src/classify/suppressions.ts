import type { Notice, NoticeRule } from "../model/check.js"
import type { Span } from "../model/text.js"
import { lineStarts, positionAt } from "../text/text-map.js"
import { fingerprints } from "./fingerprint.js"

/** A comment that silences findings: `unhardcode-ignore[rule, rule] until=YYYY-MM-DD: reason`. */
export interface Suppression extends Span {
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
  /** The lines that it silences, 1-based: its own and, where it stands alone, the next. */
  readonly lines: readonly number[]
  /** Rules or contexts; empty: all. */
  readonly rules: readonly string[]
  readonly reason: string
  readonly until: string | null
  /** What is wrong with its spelling, else null. A misspelled one silences nothing. */
  readonly misspelled: string | null
}

const directive = /(?<![\w`"'/.-])unhardcode-ignore(?![\w-])[ \t]*(\[[^\]\r\n]{0,400}\])?/g
const until = /(?:^|[\s,;(])until[ \t]*=[ \t]*([^\s:,;)]*)[,;)]?/
const nearMiss = /(?<![\w`"'/.-])un-?hard-?code(?:([-_]|:[ \t]?)([a-z][a-z-]{2,20})|[ \t]([a-z][a-z-]{2,20})(?=[ \t]*[:[]))/gi
/** More than this many on one line is no work of people; the rest count as unused. */
const manyOnOneLine = 100
const otherWords = new Set(["disable", "suppress", "skip", "noqa", "allow", "nolint", "exclude", "off", "ok"])

/** Whether a word is `ignore` with a slip, or what other tools say for it. */
function meansIgnore(word: string): boolean {
  const first = word.toLowerCase().split("-", 1)[0] ?? ""
  return otherWords.has(first) || slips(first, "ignore") <= 2
}

/** Edit distance with swapped neighbours counted once, for words of a few letters. */
function slips(word: string, other: string): number {
  if (Math.abs(word.length - other.length) > 2) return 3
  let before: number[] = []
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let i = 1; i <= word.length; i++) {
    const next = [i]
    for (let j = 1; j <= other.length; j++) {
      const same = word[i - 1] === other[j - 1]
      let best = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (same ? 0 : 1))
      if (i > 1 && j > 1 && word[i - 1] === other[j - 2] && word[i - 2] === other[j - 1])
        best = Math.min(best, (before[j - 2] ?? 0) + 1)
      next.push(best)
    }
    before = row
    row = next
  }
  return row[other.length] ?? 3
}

function isDate(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (match === null) return false
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text
}

interface Directive {
  readonly rules: readonly string[]
  readonly reason: string
  readonly until: string | null
  readonly misspelled: string | null
}

/** Reads what follows the word, up to the end of the line or of the comment. */
function readDirective(list: string | undefined, rest: string): Directive {
  const rules =
    list === undefined
      ? []
      : list
          .slice(1, -1)
          .split(",")
          .map((rule) => rule.trim())
  const date = until.exec(rest)
  const day = date?.[1] ?? null
  const without = date === null ? rest : `${rest.slice(0, date.index)} ${rest.slice(date.index + date[0].length)}`
  const body = without.replace(/[\s]*(?:\*+\/|--+!?>|#\}|%\}|#>|;>)[\s]*$/, "")
  const colon = /^[ \t]*:/.exec(body)
  const reason = colon === null ? "" : body.slice(colon[0].length).trim()
  let misspelled: string | null = null
  if (rules.some((rule) => rule === "")) misspelled = "the list of rules in brackets has an empty entry"
  else if (day !== null && !isDate(day)) misspelled = `until=${day} is no date: write until=YYYY-MM-DD`
  else if (colon === null && body.trim() !== "") misspelled = "a colon is missing before the reason"
  return { rules, reason, until: day, misspelled }
}

/** Whether nothing but a comment stands on its lines. */
function standsAlone(text: string, starts: readonly number[], comment: Span): boolean {
  const first = positionAt(starts, comment.start)
  const last = positionAt(starts, Math.max(comment.start, comment.end - 1))
  const before = text.slice(starts[first.line - 1], comment.start)
  const after = text.slice(comment.end, starts[last.line] ?? text.length)
  // A span may take the line's end in, and then what follows is the next line's text.
  return before.trim() === "" && (after.trim() === "" || /[\r\n]$/.test(text.slice(comment.start, comment.end)))
}

/** All directives of one comment, with their offsets in it. */
function directivesOf(body: string): readonly (Directive & Span)[] {
  const result: (Directive & Span)[] = []
  for (const match of body.matchAll(directive)) {
    const at = match.index + match[0].length
    const stop = body.slice(at, at + 1000).search(/[\r\n]/)
    const rest = body.slice(at, stop < 0 ? at + 1000 : at + stop)
    result.push({ start: match.index, end: at + rest.trimEnd().length, ...readDirective(match[1], rest) })
  }
  for (const match of body.matchAll(nearMiss)) {
    if (match[0] === "unhardcode-ignore" || !meansIgnore(match[2] ?? match[3] ?? "")) continue
    const misspelled = `"${match[0]}" silences nothing: write unhardcode-ignore[rule]: reason`
    result.push({ start: match.index, end: match.index + match[0].length, rules: [], reason: "", until: null, misspelled })
  }
  return result
}

/**
 * The suppressions in the comments of one file, in order. `comments` are the spans of all real comments, SQL ones inside strings included;
 * they may overlap. A comment silences the line of the directive; one that stands alone also silences the next line after it that is no
 * such comment itself.
 */
export function readSuppressions(text: string, comments: readonly Span[]): readonly Suppression[] {
  if (!/un-?hard-?code/i.test(text)) return []
  const starts = lineStarts(text)
  const found = new Map<number, Omit<Suppression, "lines"> & { readonly after: number | null }>()
  const standing = new Uint8Array(starts.length + 2)
  for (const comment of comments) {
    const directives = directivesOf(text.slice(comment.start, comment.end))
    if (directives.length === 0) continue
    const last = positionAt(starts, Math.max(comment.start, comment.end - 1)).line
    const alone = standsAlone(text, starts, comment)
    if (alone) standing.fill(1, positionAt(starts, comment.start).line, last + 1)
    for (const item of directives) {
      const start = comment.start + item.start
      if (found.has(start)) continue
      const { line, column } = positionAt(starts, start)
      const end = positionAt(starts, comment.start + item.end)
      const after = alone ? last + 1 : null
      found.set(start, {
        ...item,
        start,
        end: comment.start + item.end,
        line,
        column,
        endLine: end.line,
        endColumn: end.column,
        after,
      })
    }
  }
  const next = new Int32Array(starts.length + 3)
  for (let line = starts.length + 1; line > 0; line--) next[line] = standing[line] === 1 ? (next[line + 1] ?? line) : line
  return [...found.values()]
    .sort((a, b) => a.start - b.start)
    .map(({ after, ...item }) => ({ ...item, lines: after === null ? [item.line] : [item.line, next[after] ?? after] }))
}

/** What of a finding a suppression looks at. */
export interface Suppressible {
  readonly line: number
  readonly rule: string
  readonly context: string
  /** Only what would be reported can be silenced. */
  readonly reported: boolean
}

/** Which findings of a file are silenced, by which suppression (index), and what is wrong with the suppressions. */
export interface Silenced {
  /** For each finding the suppression that silences it, or -1. */
  readonly by: readonly number[]
  readonly notices: readonly Notice[]
}

/**
 * Applies one file's suppressions. `today` is `YYYY-MM-DD` (the last day counts); null never expires. `known` are the names that may stand
 * in brackets: rules and contexts. One without a reason silences and is a notice; a misspelled or expired one only is a notice.
 */
export function silence(
  file: string,
  findings: readonly Suppressible[],
  suppressions: readonly Suppression[],
  today: string | null,
  known: ReadonlySet<string> | null,
): Silenced {
  const by = findings.map(() => -1)
  if (suppressions.length === 0) return { by, notices: [] }
  const used = suppressions.map(() => false)
  const expired = suppressions.map((item) => item.until !== null && today !== null && item.until < today)
  const byLine = new Map<number, number[]>()
  suppressions.forEach((item, index) => {
    for (const line of item.lines) {
      const same = byLine.get(line)
      if (same === undefined) byLine.set(line, [index])
      else if (same.length < manyOnOneLine) same.push(index)
    }
  })
  findings.forEach((finding, at) => {
    if (!finding.reported) return
    for (const index of byLine.get(finding.line) ?? []) {
      const item = suppressions[index]
      if (item === undefined || item.misspelled !== null) continue
      if (item.rules.length > 0 && !item.rules.includes(finding.rule) && !item.rules.includes(finding.context)) continue
      used[index] = true
      if (expired[index] !== true && by[at] === -1) by[at] = index
    }
  })
  const wrong: { readonly item: Suppression; readonly rule: NoticeRule; readonly message: string }[] = []
  suppressions.forEach((item, index) => {
    const unknown = known === null ? [] : item.rules.filter((rule) => !known.has(rule))
    const say = (rule: NoticeRule, message: string): void => {
      wrong.push({ item, rule, message })
    }
    if (item.misspelled !== null) say("suppression-misspelled", item.misspelled)
    else if (unknown.length > 0)
      say("suppression-unknown-rule", `there is no rule or context ${unknown.map((rule) => `"${rule}"`).join(", ")}`)
    else if (used[index] !== true) say("suppression-unused", "nothing here needs this suppression: remove it")
    else if (expired[index] === true)
      say("suppression-expired", `this suppression ended on ${item.until}: fix what it silences, or renew it`)
    else if (item.reason === "") say("suppression-without-reason", "say why: unhardcode-ignore[rule]: reason")
  })
  const prints = fingerprints(
    wrong.map(({ item, rule }) => ({ file, rule, name: item.rules.join(","), scope: "", statement: item.reason })),
  )
  const notices = wrong.map(({ item, rule, message }, index) => {
    const { line, column, endLine, endColumn } = item
    return { rule, file, line, column, endLine, endColumn, message, fingerprint: prints[index] ?? "" }
  })
  return { by, notices }
}
