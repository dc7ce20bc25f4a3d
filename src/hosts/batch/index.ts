import type { Environment, Host, Occurrence, TextProblem } from "../../model/host.js"
import type { Site } from "../../model/reference.js"
import type { Place, Region } from "../../model/region.js"
import type { Hole, Span } from "../../model/text.js"
import { identityMap } from "../../text/text-map.js"
import { commentRegion, lastOnly, placeOf, regionOf, sortRegions } from "../shared/regions.js"

/** One word or value of a batch file. */
interface Word extends Span {
  readonly place: Place
}

/** `if not defined V set V=X`: gives a variable its default. */
interface Default {
  readonly name: string
  readonly value: Span
  readonly line: Span
}

interface Script {
  readonly words: readonly Word[]
  readonly comments: readonly Span[]
  readonly defaults: readonly Default[]
  readonly problems: readonly TextProblem[]
  /** Where a line that sets a default can go: behind the lines that set up the run. */
  readonly start: number
}

const wordShape = /"[^"\r\n]*"?|[^\s"&|<>()]+(?:"[^"\r\n]*"?[^\s"&|<>()]*)*/g
const flags: Readonly<Record<string, string>> = { d: "database", S: "server", U: "user", P: "password" }
const programs = new Set(["sqlcmd", "osql", "isql", "bcp"])

function unquoted(text: string, span: Span): Span {
  const isQuoted = text[span.start] === '"' && text[span.end - 1] === '"' && span.end - span.start >= 2
  return isQuoted ? { start: span.start + 1, end: span.end - 1 } : span
}

/** Logical lines: a caret at the end joins the next one. */
function* lines(text: string): Generator<Span> {
  let start = 0
  while (start < text.length) {
    let end = text.indexOf("\n", start)
    while (end >= 0 && /\^\r?$/.test(text.slice(Math.max(start, end - 2), end))) end = text.indexOf("\n", end + 1)
    if (end < 0) end = text.length
    yield { start, end: text[end - 1] === "\r" ? end - 1 : end }
    start = end + 1
  }
}

function scan(text: string): Script {
  const words: Word[] = []
  const comments: Span[] = []
  const defaults: Default[] = []
  let start = 0
  let isSettingUp = true
  for (const line of lines(text)) {
    const content = text.slice(line.start, line.end)
    if (/^\s*@?(?:rem(?:\s|$)|::)/i.test(content)) {
      comments.push({ start: line.start + content.search(/\S/), end: line.end })
    } else if (content.trim() !== "") {
      const given = /^\s*@?if\s+(?:not\s+defined\s+(?=(\w+)\s)\1|"%(\w+)%"\s*==\s*"")\s+set\s+("?)(?:\1|\2)=/i.exec(content)
      if (given !== null) {
        const from = line.start + given[0].length
        const end = given[3] === '"' && content.trimEnd().endsWith('"') ? line.start + content.trimEnd().length - 1 : line.end
        defaults.push({ name: (given[1] ?? given[2]) as string, value: { start: from, end: Math.max(from, end) }, line })
      } else for (const command of commandsOf(text, line)) readCommand(text, command, words)
    }
    if (isSettingUp && /^\s*(?:@?echo\s+off|@?setlocal\b.*|@?chcp\b.*|@?rem\b.*|::.*|)\s*$/i.test(content)) {
      start = Math.min(text.length, line.end + (text[line.end] === "\r" ? 2 : 1))
    } else isSettingUp = false
  }
  return { words, comments, defaults, problems: [], start }
}

/** The commands of a line, apart at `&`, `|` and brackets outside quotes. */
function commandsOf(text: string, line: Span): readonly Span[] {
  const commands: Span[] = []
  let start = line.start
  let isQuoted = false
  for (let index = line.start; index <= line.end; index++) {
    const unit = text[index]
    if (unit === '"') isQuoted = !isQuoted
    if (
      index === line.end ||
      (!isQuoted && (unit === "&" || unit === "|" || unit === "(" || unit === ")") && text[index - 1] !== "^")
    ) {
      if (text.slice(start, index).trim() !== "") commands.push({ start, end: index })
      start = index + 1
    }
  }
  return commands
}

const condition =
  /^\s*@?(?:else\s+)?if\s+(?:\/i\s+)?(?:not\s+)?(?:(?:defined|exist|errorlevel)\s+(?:"[^"]*"|\S+)|("[^"]*"|[^\s=]+)\s*(?:==|\s(?:equ|neq|lss|leq|gtr|geq)\s)\s*("[^"]*"|\S+))\s*/i

/** Both sides of a comparison. */
function pushCompared(text: string, start: number, match: RegExpExecArray, words: Word[]): void {
  let at = 0
  for (const side of [match[1], match[2]]) {
    if (side === undefined) continue
    at = match[0].indexOf(side, at)
    const inner = unquoted(text, { start: start + at, end: start + at + side.length })
    if (inner.end > inner.start) words.push({ ...inner, place: placeOf("comparison") })
    at += side.length
  }
}

function readCommand(text: string, whole: Span, words: Word[]): void {
  let command = whole
  for (let match = condition.exec(text.slice(command.start, command.end)); match !== null; ) {
    pushCompared(text, command.start, match, words)
    command = { start: command.start + match[0].length, end: command.end }
    match = condition.exec(text.slice(command.start, command.end))
  }
  const content = text.slice(command.start, command.end)
  const set = /^\s*@?set\s+(?:\/p\s+)?("?)([^\s"=]+)\s?=/i.exec(content)
  if (set !== null) {
    const start = command.start + set[0].length
    const quote = set[1] === '"' ? text.lastIndexOf('"', command.end - 1) : -1
    const end = quote >= start ? quote : command.start + content.trimEnd().length
    if (end > start) words.push({ start, end, place: placeOf("value", { target: set[2] as string }) })
    return
  }
  const echo = /^\s*@?echo[\s.:]+/i.exec(content)
  if (echo !== null) {
    const end = command.start + content.trimEnd().length
    const start = command.start + echo[0].length
    if (end > start) words.push({ start, end, place: placeOf("argument", { callee: "echo", argument: 0 }) })
    return
  }
  let callee: string | null = null
  let flag: string | null = null
  let position = 0
  wordShape.lastIndex = 0
  for (let match = wordShape.exec(content); match !== null; match = wordShape.exec(content)) {
    const from = command.start + match.index
    const inner = unquoted(text, { start: from, end: from + match[0].length })
    const value = text.slice(inner.start, inner.end)
    const plain = match[0].replace(/^@/, "")
    if (callee === null) {
      callee = plain
        .replaceAll('"', "")
        .replace(/^.*[\\/]/, "")
        .replace(/\.(?:exe|cmd|bat)$/i, "")
        .toLowerCase()
      words.push({ ...inner, place: placeOf("value") })
      if (callee === "call" || callee === "start" || callee === "do") callee = null
      continue
    }
    const isProgram = callee !== null && programs.has(callee)
    const glued = isProgram ? /^-([dSUP])(?=.)/.exec(value) : null
    const named = /^(?:-v)?([A-Za-z_]\w*)=(?=.)/.exec(value)
    const setting = /^\/([A-Za-z]+):(?=.)/.exec(value)
    const skip = glued?.[0].length ?? named?.[0].length ?? setting?.[0].length ?? 0
    const short = flag === null || !isProgram ? undefined : flags[flag.slice(1)]
    const target =
      (glued === null ? undefined : flags[glued[1] as string]) ??
      named?.[1] ??
      setting?.[1] ??
      short ??
      flag?.replace(/^[-/]+/, "") ??
      null
    if (/^[-/][A-Za-z]\w*$/.test(value) && skip === 0) flag = value
    else {
      const span = unquoted(text, { start: inner.start + skip, end: inner.end })
      if (span.end > span.start)
        words.push({ ...span, place: placeOf("argument", { callee, argument: flag ?? position, target }) })
      flag = null
      position++
    }
  }
}

const script = lastOnly(scan)

/** `%V%`, `!V!`, `%%f`, `%1`, `%~dp0`. */
function holesIn(text: string): readonly Hole[] {
  const holes: Hole[] = []
  for (const match of text.matchAll(/%%?~?\w+%?|%[\w:~=,-]+%|!\w+!/g)) {
    holes.push({ start: match.index, end: match.index + match[0].length, expression: match[0].replace(/[%!]/g, "") })
  }
  return holes
}

function regionAt(text: string, word: Word): Region {
  const content = text.slice(word.start, word.end)
  return regionOf(
    "string",
    word,
    { text: content, map: identityMap(content.length, word.start), holes: holesIn(content) },
    word.place,
  )
}

function siteOf(text: string, region: Region, occurrence: Occurrence): Site {
  const { span, variable } = occurrence
  if (region.place.role === "fallback") return { kind: "none", reason: "The default of a variable already." }
  const { defaults, start } = script(text)
  const old = text.slice(span.start, span.end)
  const isGiven = defaults.some((each) => each.name.toUpperCase() === variable.toUpperCase())
  const newline = text.includes("\r\n") ? "\r\n" : "\n"
  // Before echoing is off a line shows itself.
  const quiet = /echo\s+off/i.test(text.slice(0, start)) ? "" : "@"
  const line = `${quiet}if "%${variable}%"=="" set "${variable}=${old}"${newline}`
  const replacement = `%${variable}%`
  const edit = { start: span.start, end: span.end, text: replacement }
  return { kind: "expression", edits: isGiven ? [edit] : [{ start, end: start, text: line }, edit], replacement, imports: false }
}

function values(text: string, environment: Environment): readonly string[] {
  const { words, defaults } = script(text)
  const given = new Map<string, string>()
  for (const each of defaults) {
    const value = environment.get(each.name)
    const isSet = value !== undefined && value !== ""
    if (!given.has(each.name.toUpperCase()))
      given.set(each.name.toUpperCase(), isSet ? value : text.slice(each.value.start, each.value.end))
  }
  return words.map((word) =>
    text.slice(word.start, word.end).replace(/%(\w+)%/g, (whole, name: string) => given.get(name.toUpperCase()) ?? whole),
  )
}

/** Batch files: words of commands, `set`, comments. A variable gets its default by a line at the top. */
export const batch: Host = {
  language: "batch",
  load: async () => {},
  read: (text) => {
    const { words, comments, defaults, problems } = script(text)
    const fallbacks = defaults.flatMap((each) =>
      each.value.end > each.value.start
        ? [regionAt(text, { ...each.value, place: placeOf("fallback", { target: each.name }) })]
        : [],
    )
    const regions = [
      ...words.map((word) => regionAt(text, word)),
      ...fallbacks,
      ...comments.map((span) => commentRegion(text, span)),
    ]
    return { regions: sortRegions(regions), imports: null, problems }
  },
  site: siteOf,
  values,
  definitions: null,
}
