import type { Environment } from "../model/host.js"
import type { Edit } from "../model/text.js"

/** What a script needs so that the files it runs get their variables. */
export interface HandOn {
  readonly edits: readonly Edit[]
  /** Calls of sqlcmd that read a file. */
  readonly calls: number
}

/** The program, with its folder; or a variable that is called like it. */
const client = String.raw`(?:[\w./\\:~-]*[/\\])?sqlcmd(?:\.exe)?|Invoke-Sqlcmd|%\w*sqlcmd\w*%|\$\{\w*sqlcmd\w*\}|\$\w*sqlcmd\w*`
/** sqlcmd with a file to read, on one logical line; the first group is the program. */
const calls = new RegExp(
  String.raw`(?<![\w.$%{-])(${client})(?=["']?\s)(?!["']?\s*=)(?:[^\n|;]|[\\^` +
    "`" +
    String.raw`]\r?\n){0,1500}?(?:\s-i\s*\S|\s\/i[\s"']|\s-InputFile\s|<\s*["']?[\w$./\\%{}~-]+\.sql)`,
  "gi",
)
const piped = new RegExp(String.raw`\.sql["']?\s*\|\s*(?:&\s*)?["']?(${client})(?=["']?(?:\s|$))`, "gim")

/** Whether what stands before a call on its line makes it a comment. */
function isComment(text: string, at: number): boolean {
  const line = text.slice(text.lastIndexOf("\n", at - 1) + 1, at)
  return /^\s*(?:#|::|@?rem\s)/i.test(line)
}

/** A variable that the script itself gives another program than sqlcmd: a wrapper, which may take no `-v`. */
function holdsAnother(text: string, program: string): boolean {
  const name = /^[$%]\{?(\w+)[%}]?$/.exec(program)?.[1]
  if (name === undefined) return false
  const given = [...text.matchAll(new RegExp(`(?:^|[\\s;"$])${name}\\s*=\\s*([^\\r\\n]*)`, "gim"))].map(
    (match) => match[1] as string,
  )
  return given.some((value) => !/(?:^|[\s"'/\\])sqlcmd(?:\.exe)?(?:["'\s]|$)/i.test(value))
}

function logicalLine(text: string, from: number): string {
  const line = /(?:[^\r\n\\^`]|[\\^`]\r?\n?)*/y
  line.lastIndex = from
  return line.exec(text)?.[0] ?? ""
}

function argument(language: string, isCmdlet: boolean, variables: readonly (readonly [string, string])[]): string {
  if (language === "batch") return variables.map(([name]) => ` -v ${name}="%${name}%"`).join("")
  if (language === "shell") return variables.map(([name, old]) => ` -v ${name}="\${${name}:-${old}}"`).join("")
  const pairs = variables.map(([name, old]) => `"${name}=$(if ($env:${name}) { $env:${name} } else { '${old}' })"`)
  return isCmdlet ? ` -Variable ${pairs.join(", ")}` : pairs.map((pair) => ` -v ${pair}`).join("")
}

/**
 * Hands variables on to every call of sqlcmd in a script that reads a file: `-v NAME=` with the old name as the default. `values` are the
 * old names by variable. What a call is given already stays. Null for languages whose calls cannot be edited here.
 */
export function handOn(text: string, language: string, values: Environment): HandOn | null {
  if (language !== "shell" && language !== "powershell" && language !== "batch") return null
  const edits: Edit[] = []
  const needed = new Map<string, string>()
  let count = 0
  for (const pattern of [calls, piped]) {
    for (const match of text.matchAll(pattern)) {
      const program = match[1] as string
      const at = match.index + match[0].indexOf(program) + program.length
      if (isComment(text, match.index) || holdsAnother(text, program)) continue
      count++
      const line = logicalLine(text, match.index)
      const isCmdlet = /^invoke/i.test(program)
      // A cmdlet takes one list: it is for a person to add to it.
      if (isCmdlet && /\s-Variable\b/i.test(line)) continue
      const missing = [...values].filter(([name]) => !new RegExp(`(?:-v\\s*|\\s|["'])${name}=`, "i").test(line))
      if (missing.length === 0) continue
      for (const [name, old] of missing) needed.set(name, old)
      // A program in quotes ends behind them.
      const start = text[at] === '"' || text[at] === "'" ? at + 1 : at
      edits.push({ start, end: start, text: argument(language, isCmdlet, missing) })
    }
  }
  if (language === "batch") edits.unshift(...batchDefaults(text, needed))
  return { edits, calls: count }
}

/** Lines at the top of a batch file that give the variables their defaults. */
function batchDefaults(text: string, needed: Environment): readonly Edit[] {
  const newline = text.includes("\r\n") ? "\r\n" : "\n"
  const head = /^(?:[ \t]*(?:@?echo[ \t]+off|@?setlocal[^\n]*|@?chcp[^\n]*|@?rem\b[^\n]*|::[^\n]*)?\r?\n)*/i.exec(text)?.[0] ?? ""
  const quiet = /echo[ \t]+off/i.test(head) ? "" : "@"
  return [...needed]
    .filter(([name]) => !new RegExp(`^\\s*@?if\\s+(?:not\\s+defined\\s+${name}|"%${name}%"\\s*==\\s*"")`, "im").test(text))
    .map(([name, old]) => ({
      start: head.length,
      end: head.length,
      text: `${quiet}if "%${name}%"=="" set "${name}=${old}"${newline}`,
    }))
}
