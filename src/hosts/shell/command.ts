import type { Word } from "./word.js"

/** What a word is in its command. */
export type WordUse =
  | "command"
  | "argument"
  /** `NAME=value` before a command or after `export`. */
  | "assignment"
  /** In `NAME=( … )`, and what a `for` goes through. */
  | "item"
  | "case"
  | "comparison"
  | "redirect"
  | "heredoc"
  | "keyword"

/** One word in its command. */
export interface ShellWord {
  readonly word: Word
  readonly use: WordUse
  /** Index into the script's commands, -1 outside one. */
  readonly command: number
  /** The flag it follows, with its dashes; null without one. */
  readonly flag: string | null
  /** Position among the arguments, from 0. */
  readonly position: number
  /** What an item is a value of, the redirection's operator. */
  readonly target: string | null
  /** Names of the functions around it. */
  readonly path: readonly string[]
}

/** One simple command. */
export interface ShellCommand {
  /** Without directories and `.exe`, lower case; empty before it is known. */
  name: string
  /** Where its first word ends: further arguments can go there. */
  nameEnd: number
}

/** Programs that take sqlcmd's short flags, with the value glued on or behind. */
export const sqlPrograms: ReadonlySet<string> = new Set(["sqlcmd", "osql", "isql", "bcp", "mssql-cli", "tsql"])

/** Commands that run what follows them. */
export const prefixes: ReadonlySet<string> = new Set([
  "sudo",
  "exec",
  "command",
  "nohup",
  "time",
  "env",
  "builtin",
  "nice",
  "eval",
  "then",
  "do",
  "else",
])

/** Commands whose `NAME=value` arguments are assignments. */
export const declarations: ReadonlySet<string> = new Set(["export", "declare", "local", "readonly", "typeset", "env"])

/** Words that begin or end a compound command and stand before another command. */
export const keywords: ReadonlySet<string> = new Set([
  "if",
  "then",
  "elif",
  "else",
  "fi",
  "while",
  "until",
  "do",
  "done",
  "!",
  "{",
  "}",
  "esac",
  "coproc",
])
