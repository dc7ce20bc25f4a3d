import type { TextProblem } from "../../model/host.js"
import type { Span } from "../../model/text.js"
import { declarations, keywords, prefixes, type ShellCommand, type ShellWord, type WordUse } from "./command.js"
import { type Scan, scanHeredoc, scanWord } from "./scan-word.js"
import type { Quoted, Word } from "./word.js"

/** A script taken apart. */
export interface Script {
  /** In the order in which they end; words of a substitution before the word that it stands in. */
  readonly words: readonly ShellWord[]
  readonly commands: readonly ShellCommand[]
  readonly comments: readonly Span[]
  /** Literal stretches, sorted. */
  readonly quoted: readonly Quoted[]
  readonly problems: readonly TextProblem[]
}

interface Pending {
  readonly delimiter: string
  readonly quoted: boolean
  readonly stripTabs: boolean
  readonly command: number
}

/** State of one list of commands: the script, or the inside of a substitution. */
interface List {
  command: number
  flag: string | null
  position: number
  /** What the next word is, when the grammar says so. */
  expect: "normal" | "for-name" | "for-in" | "items" | "case-word" | "case-in" | "pattern" | "function-name"
  target: string | null
  cases: number
  parens: number
  redirect: string | null
}

const heredocLimit = 1000

/** Takes a shell script apart. Never throws; linear but for pathological heredocs, whose number is bounded. */
export function scanScript(text: string): Script {
  const words: ShellWord[] = []
  const commands: ShellCommand[] = []
  const comments: Span[] = []
  const quoted: Quoted[] = []
  const problems: TextProblem[] = []
  const pending: Pending[] = []
  const path: string[] = []
  const braces: boolean[] = []
  let heredocs = 0
  /** A function has been named whose brace is still to come. */
  let isNamed = false

  const scan: Scan = { text, quoted, problems, commands: (at, limit, closer, depth) => scanList(at, limit, closer, depth) }

  function reset(list: List): void {
    list.command = -1
    list.flag = null
    list.position = 0
    list.redirect = null
    list.target = null
    if (list.expect !== "pattern" && list.expect !== "case-in") list.expect = "normal"
  }

  function push(list: List, word: Word, use: WordUse, target: string | null = null): void {
    words.push({ word, use, command: list.command, flag: list.flag, position: list.position, target, path: [...path] })
  }

  function open(list: List): ShellCommand {
    if (list.command < 0) {
      commands.push({ name: "", nameEnd: -1 })
      list.command = commands.length - 1
    }
    return commands[list.command] as ShellCommand
  }

  /** Reads the bodies of the heredocs that wait, behind a newline; the offset behind them. */
  function bodies(at: number, limit: number): number {
    let index = at
    for (const each of pending.splice(0)) {
      const end = bodyEnd(each, index, limit)
      const word = scanHeredoc(scan, index, end.body, each.quoted, each.stripTabs)
      words.push({ word, use: "heredoc", command: each.command, flag: null, position: 0, target: null, path: [...path] })
      if (!end.found)
        problems.push({ at: Math.max(0, index - 1), message: `The heredoc is never closed: no line ${each.delimiter}.` })
      index = end.next
    }
    return index
  }

  function bodyEnd(each: Pending, at: number, limit: number): { body: number; next: number; found: boolean } {
    let line = at
    while (line < limit) {
      const newline = text.indexOf("\n", line)
      const end = newline < 0 || newline >= limit ? limit : newline
      let content = text.slice(line, Math.min(end, line + each.delimiter.length + 1000)).replace(/\r$/, "")
      if (each.stripTabs) content = content.replace(/^\t+/, "")
      if (content === each.delimiter) return { body: line, next: Math.min(limit, end + 1), found: true }
      line = end + 1
    }
    return { body: limit, next: limit, found: false }
  }

  function heredocStart(list: List, at: number, limit: number, depth: number): number {
    const stripTabs = text[at] === "-"
    let index = stripTabs ? at + 1 : at
    while (text[index] === " " || text[index] === "\t") index++
    const mark = quoted.length
    const word = scanWord(scan, index, limit, "", depth)
    // The delimiter is no literal of the script's values.
    quoted.length = mark
    open(list)
    if (word.built.text !== "" && ++heredocs <= heredocLimit) {
      pending.push({ delimiter: word.built.text, quoted: word.isQuoted, stripTabs, command: list.command })
    }
    return Math.max(word.span.end, index)
  }

  function operator(list: List, at: number, limit: number, depth: number): number {
    const two = text.slice(at, at + 2)
    const unit = text[at] as string
    if (unit === "<" || unit === ">") {
      if (text.startsWith("<<<", at)) {
        list.redirect = "<<<"
        return at + 3
      }
      if (two === "<<") return heredocStart(list, at + 2, limit, depth)
      if (two === "<(" || two === ">(") {
        const close = depth > 40 ? limit : scanList(at + 2, limit, ")", depth + 1)
        return Math.min(limit, close + 1)
      }
      const long = two === ">>" || two === ">&" || two === "<&" || two === ">|" || two === "<>"
      list.redirect = long ? two : unit
      return at + (long ? 2 : 1)
    }
    if (two === ";;" || two === ";&") {
      reset(list)
      if (list.cases > 0) list.expect = "pattern"
      return text[at + 2] === "&" ? at + 3 : at + 2
    }
    if (list.expect === "pattern" && (unit === "|" || unit === "(")) return at + 1
    if (list.expect === "pattern" && unit === ")") {
      list.expect = "normal"
      reset(list)
      return at + 1
    }
    if (unit === "(") list.parens++
    if (unit === ")") list.parens = Math.max(0, list.parens - 1)
    reset(list)
    return two === "&&" || two === "||" ? at + 2 : at + 1
  }

  function scanList(at: number, limit: number, closer: ")" | "`" | "", depth: number): number {
    const list: List = {
      command: -1,
      flag: null,
      position: 0,
      expect: "normal",
      target: null,
      cases: 0,
      parens: 0,
      redirect: null,
    }
    const stops = closer === "`" ? "`" : ""
    let index = at
    while (index < limit) {
      const unit = text[index] as string
      if (unit === "`" && closer === "`") return index
      if (unit === ")" && closer === ")" && list.parens === 0 && list.expect !== "pattern") return index
      if (unit === " " || unit === "\t" || unit === "\r") index++
      else if (unit === "\\" && (text[index + 1] === "\n" || text.startsWith("\r\n", index + 1))) {
        index += text[index + 1] === "\n" ? 2 : 3
      } else if (unit === "\n") {
        reset(list)
        index = pending.length > 0 ? bodies(index + 1, limit) : index + 1
      } else if (unit === "#") {
        const newline = text.indexOf("\n", index)
        const end = newline < 0 || newline > limit ? limit : newline
        comments.push({ start: index, end: text[end - 1] === "\r" ? end - 1 : end })
        index = end
      } else if (";&|<>()".includes(unit)) index = operator(list, index, limit, depth)
      else {
        const word = scanWord(scan, index, limit, stops, depth)
        if (word.span.end <= index) {
          index++
          continue
        }
        index = place(list, word, limit, depth)
      }
    }
    return limit
  }

  /** Says what a word is in its command; the offset behind it and what it takes along. */
  function place(list: List, word: Word, limit: number, depth: number): number {
    const plain = word.isQuoted ? null : text.slice(word.span.start, word.span.end)
    const end = word.span.end
    if (list.redirect !== null) {
      open(list)
      push(list, word, "redirect", list.redirect)
      list.redirect = null
      return end
    }
    // A number before a redirection belongs to it.
    if (plain !== null && /^\d$/.test(plain) && (text[end] === "<" || text[end] === ">")) return end
    switch (list.expect) {
      case "for-name":
        list.target = word.built.text
        list.expect = "for-in"
        push(list, word, "keyword")
        return end
      case "for-in":
        if (plain === "in") list.expect = "items"
        return end
      case "items":
        push(list, word, "item", list.target)
        return end
      case "case-word":
        push(list, word, "comparison")
        list.expect = "case-in"
        return end
      case "case-in":
        list.expect = plain === "in" ? "pattern" : list.expect
        return end
      case "pattern":
        if (plain === "esac") {
          list.cases--
          list.expect = "normal"
          reset(list)
        } else push(list, word, "case")
        return end
      case "function-name":
        path.push(word.built.text)
        isNamed = true
        list.expect = "normal"
        return text.startsWith("()", end) ? end + 2 : end
      case "normal":
        return list.command < 0 || commands[list.command]?.name === ""
          ? first(list, word, plain, limit, depth)
          : argument(list, word, limit, depth)
    }
  }

  function first(list: List, word: Word, plain: string | null, limit: number, depth: number): number {
    const end = word.span.end
    if (plain !== null) {
      if (plain === "{") {
        braces.push(isNamed)
        isNamed = false
      }
      if (plain === "}" && braces.pop() === true) path.pop()
      if (plain === "for" || plain === "select") list.expect = "for-name"
      if (plain === "case") {
        list.cases++
        list.expect = "case-word"
      }
      if (plain === "function") list.expect = "function-name"
      if (list.expect !== "normal" || keywords.has(plain)) return end
    }
    if (text.startsWith("()", end)) {
      path.push(word.built.text)
      isNamed = true
      return end + 2
    }
    if (isAssignment(word)) return assign(list, word, limit, depth)
    const command = open(list)
    const name = commandName(word.built.text)
    push(list, word, "command")
    if (prefixes.has(name) && name !== "env") return end
    command.name = name
    command.nameEnd = end
    list.position = 0
    return end
  }

  function argument(list: List, word: Word, limit: number, depth: number): number {
    const name = commands[list.command]?.name ?? ""
    const value = word.built.text
    if (declarations.has(name) && isAssignment(word)) return assign(list, word, limit, depth)
    if (name === "[" || name === "[[" || name === "test") {
      push(list, word, "comparison")
      return word.span.end
    }
    if (name === "env" && !value.startsWith("-")) {
      const command = commands[list.command] as ShellCommand
      command.name = commandName(value)
      command.nameEnd = word.span.end
      push(list, word, "command")
      return word.span.end
    }
    push(list, word, "argument")
    const isFlag = /^-{1,2}[A-Za-z]/.test(value) && !value.includes("=")
    list.flag = isFlag ? value : null
    list.position++
    return word.span.end
  }

  /** `NAME=value`, or `NAME=( … )`, whose items are read here. */
  function assign(list: List, word: Word, limit: number, depth: number): number {
    open(list)
    const end = word.span.end
    if (text[end] !== "(" || !word.built.text.endsWith("=")) {
      push(list, word, "assignment")
      return end
    }
    const target = word.built.text.slice(0, -1)
    let index = end + 1
    while (index < limit && text[index] !== ")") {
      const unit = text[index] as string
      if (/\s/.test(unit)) index++
      else if (unit === "#") {
        const newline = text.indexOf("\n", index)
        const stop = newline < 0 ? limit : Math.min(limit, newline)
        comments.push({ start: index, end: stop })
        index = stop
      } else {
        const item = scanWord(scan, index, limit, "", depth)
        if (item.span.end > index) push(list, item, "item", target)
        index = Math.max(index + 1, item.span.end)
      }
    }
    return Math.min(limit, index + 1)
  }

  scanList(0, text.length, "", 0)
  if (pending.length > 0) problems.push({ at: text.length, message: "A heredoc is never closed." })
  return { words, commands, comments, quoted, problems }
}

const assignment = /^[A-Za-z_]\w*(?:\[[^\]]*\])?\+?=/

function isAssignment(word: Word): boolean {
  const first = word.parts[0]
  return first?.kind === "text" && assignment.test(first.text)
}

function commandName(text: string): string {
  return text
    .slice(text.search(/[^\\/]*$/))
    .replace(/\.exe$/i, "")
    .toLowerCase()
}
