import type { Environment } from "../model/host.js"
import type { Edit } from "../model/text.js"

/** What a script needs so that the files it runs get their variables. */
export interface HandOn {
  readonly edits: readonly Edit[]
  /** Calls of the runner: for sqlcmd those that read a file. */
  readonly calls: number
}

/** Runners that scripts call with the values of variables among their words. */
export type CalledRunner = "sqlcmd" | "flyway" | "liquibase" | "grate"

/** How a runner is called: patterns whose first group is what the values go behind, what a value is given with, and what a script runs. */
interface Client {
  readonly calls: readonly RegExp[]
  readonly flag: string
}

/** Up to the end of a command on one logical line. */
const within = String.raw`(?:[^\n|;&]|[\\^\x60]\r?\n){0,1500}?`
const folder = String.raw`(?<![\w.$%{-])(?:[\w./\\:~-]*[/\\])?`
/** A program, or a variable that is called like it. */
const named = (name: string): string => String.raw`%\w*${name}\w*%|\$\{\w*${name}\w*\}|\$\w*${name}\w*`
const sqlcmd = String.raw`(?:[\w./\\:~-]*[/\\])?sqlcmd(?:\.exe)?|Invoke-Sqlcmd|${named("sqlcmd")}`

const clients: Readonly<Record<CalledRunner, Client>> = {
  sqlcmd: {
    flag: "-v ",
    calls: [
      new RegExp(
        String.raw`(?<![\w.$%{-])(${sqlcmd})(?=["']?\s)(?!["']?\s*=)(?:[^\n|;]|[\\^\x60]\r?\n){0,1500}?(?:\s-i\s*\S|\s\/i[\s"']|\s-InputFile\s|<\s*["']?[\w$./\\%{}~-]+\.sql)`,
        "gi",
      ),
      new RegExp(String.raw`\.sql["']?\s*\|\s*(?:&\s*)?["']?(${sqlcmd})(?=["']?(?:\s|$))`, "gim"),
    ],
  },
  flyway: {
    flag: "-placeholders.",
    calls: [
      new RegExp(
        String.raw`(${folder}flyway(?:\.cmd|\.exe)?)(?=["']?\s)${within}\s(?:migrate|validate|info|undo|repair|check)(?![\w.-])`,
        "gi",
      ),
    ],
  },
  // Liquibase takes them behind its command.
  liquibase: {
    flag: "-D",
    calls: [
      new RegExp(
        String.raw`(${folder}liquibase(?:\.bat)?["']?(?=\s)${within}\s(?:update|rollback|future-?rollback)(?:-?[A-Za-z]+)*)(?=\s|["']|$)`,
        "gim",
      ),
    ],
  },
  grate: { flag: "--ut=", calls: [new RegExp(String.raw`(${folder}grate(?:\.exe)?)(?=["']?\s)${within}\s--?[a-z]`, "gi")] },
}

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

function argument(language: string, flag: string, variables: readonly (readonly [string, string])[], isCmdlet: boolean): string {
  if (language === "batch") return variables.map(([name]) => ` ${flag}${name}="%${name}%"`).join("")
  if (language === "shell") return variables.map(([name, old]) => ` ${flag}${name}="\${${name}:-${old}}"`).join("")
  const pairs = variables.map(([name, old]) => `${name}=$(if ($env:${name}) { $env:${name} } else { '${old}' })`)
  if (isCmdlet) return ` -Variable ${pairs.map((pair) => `"${pair}"`).join(", ")}`
  // A word that PowerShell would take apart stands in quotes as a whole.
  return pairs.map((pair) => (flag.endsWith(" ") ? ` ${flag}"${pair}"` : ` "${flag}${pair}"`)).join("")
}

/** The words that a call gets for one variable with a value, as its runner sees them. */
export function handedWords(runner: CalledRunner, variable: string, value: string): readonly string[] {
  const pair = `${variable}=${value}`
  const { flag } = clients[runner]
  return flag.endsWith(" ") ? [flag.trim(), pair, value] : [`${flag}${pair}`, `${flag}${variable}="${value}"`, pair, value]
}

/** Whether scripts call a runner with values, as far as they are understood here. */
export function isCalled(runner: string): runner is CalledRunner {
  return Object.hasOwn(clients, runner)
}

/**
 * Hands variables on to every call of a runner in a script: for sqlcmd `-v NAME=` where it reads a file, with the old name as the default.
 * `values` are the old names by variable. What a call is given already stays. Null for languages whose calls cannot be edited here.
 */
export function handOn(text: string, language: string, values: Environment, runner: CalledRunner = "sqlcmd"): HandOn | null {
  if (language !== "shell" && language !== "powershell" && language !== "batch") return null
  const edits: Edit[] = []
  const needed = new Map<string, string>()
  let count = 0
  const { calls, flag } = clients[runner]
  for (const pattern of calls) {
    for (const match of text.matchAll(pattern)) {
      const program = match[1] as string
      const at = match.index + match[0].indexOf(program) + program.length
      if (isComment(text, match.index) || holdsAnother(text, program)) continue
      count++
      const line = logicalLine(text, match.index)
      const isCmdlet = /^invoke/i.test(program)
      // A cmdlet takes one list: it is for a person to add to it.
      if (isCmdlet && /\s-Variable\b/i.test(line)) continue
      const missing = [...values].filter(([name]) => !new RegExp(`(?:${flag.trim()}\\s*|\\s|["'])${name}=`, "i").test(line))
      if (missing.length === 0) continue
      for (const [name, old] of missing) needed.set(name, old)
      // A program in quotes ends behind them.
      const start = text[at] === '"' || text[at] === "'" ? at + 1 : at
      edits.push({ start, end: start, text: argument(language, flag, missing, isCmdlet) })
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
