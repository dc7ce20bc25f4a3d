import type { Span } from "../../model/text.js"

/** A word of a command that stands without quotes. */
export interface BareWord extends Span {
  readonly callee: string
  readonly argument: string | number
}

/** What surrounds a place in a command: its program, and the flag before it. */
export interface CommandPlace {
  readonly callee: string | null
  readonly flag: string | null
}

const keyword =
  /^(?:if|elseif|else|foreach|for|while|do|until|switch|function|filter|param|return|throw|try|catch|finally|begin|process|end|class|enum|using|in|break|continue|exit|trap|data)$/i

/** A script with some spans blanked out (sorted; what lies in another counts with it): the same offsets, nothing to mistake for code. */
export function blanked(text: string, spans: readonly Span[]): string {
  const pieces: string[] = []
  let copied = 0
  for (const { start, end } of spans) {
    if (end <= copied) continue
    pieces.push(
      text.slice(copied, Math.max(copied, start)),
      text.slice(Math.max(copied, start), end).replace(/[^\r\n]/g, "\u0001"),
    )
    copied = end
  }
  pieces.push(text.slice(copied))
  return pieces.join("").replace(/`(\r?\n)/g, (whole) => " ".repeat(whole.length))
}

const longestCommand = 2000

/** Where the command around `at` begins: behind the break, pipe, bracket or assignment before it. */
function commandStart(code: string, at: number): number {
  const limit = Math.max(0, at - longestCommand)
  for (let index = at - 1; index >= limit; index--) {
    const unit = code[index] as string
    if (unit === "\n" || unit === ";" || unit === "|" || unit === "{" || unit === "}" || unit === "(" || unit === "=")
      return index + 1
    // Strings that go over lines are blanked but for their breaks.
  }
  return limit
}

/** A program's name without its folders and `.exe`; one in quotes is read from the text itself. */
function programName(text: string, start: number, end: number): string {
  return text
    .slice(start, end)
    .replace(/^["']|["']$/g, "")
    .replace(/^.*[\\/]/, "")
    .replace(/\.exe$/i, "")
}

const first = /^\s*(?:&\s*(\u0001+)|&?\s*([A-Za-z.][\w.\\/:-]*)(?=\s|$))/

/** The program and the flag before an offset of the blanked code; nulls where it stands in no command. */
export function commandPlace(text: string, code: string, at: number): CommandPlace {
  const start = commandStart(code, at)
  const before = code.slice(start, at)
  const match = first.exec(before)
  const name = match?.[1] ?? match?.[2]
  if (match === null || name === undefined || keyword.test(name)) return { callee: null, flag: null }
  const end = start + match[0].length
  const flag = /(?:^|\s)(-{1,2}[A-Za-z][\w-]*)(?::|\s+)$/.exec(before)
  return { callee: programName(text, end - name.length, end), flag: flag?.[1] ?? null }
}

/** Words of commands without quotes: arguments, not flags, variables, numbers or operators. */
export function bareWords(text: string, code: string): readonly BareWord[] {
  const words: BareWord[] = []
  const lines = /(?:[^\n;|{}()=]|=(?=\S))+/g
  for (let line = lines.exec(code); line !== null; line = lines.exec(code)) {
    const match = first.exec(line[0])
    const name = match?.[1] ?? match?.[2]
    if (match === null || name === undefined || keyword.test(name)) continue
    // The left side of an assignment is no command.
    if (code[lines.lastIndex] === "=") continue
    const end = line.index + match[0].length
    const callee = programName(text, end - name.length, end)
    const pattern = /\S+/g
    pattern.lastIndex = match[0].length
    let flag: string | null = null
    let position = 0
    for (let word = pattern.exec(line[0]); word !== null; word = pattern.exec(line[0])) {
      const content = word[0]
      const start = line.index + word.index
      const glued = /^(-[A-Za-z][\w-]*):(?=[A-Za-z])/.exec(content)
      if (/^-{1,2}[A-Za-z]/.test(content) && glued === null) {
        flag = content
        continue
      }
      const from = glued === null ? 0 : glued[0].length
      if (/^[A-Za-z_.\\/[]/.test(content.slice(from)) && !/[\u0001$`'"]/.test(content)) {
        words.push({ start: start + from, end: start + content.length, callee, argument: glued?.[1] ?? flag ?? position })
      }
      flag = null
      position++
    }
  }
  return words
}
