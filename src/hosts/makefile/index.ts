import type { Host } from "../../model/host.js"
import type { Span } from "../../model/text.js"
import { type Entry, entryOf, type Settings, settingsHost } from "../settings/settings-host.js"
import { placeOf } from "../shared/regions.js"
import { textBuilder } from "../shared/text-builder.js"

const assignment = /^ *(?:export +|override +)*([\w.-]+)[ \t]*(\?=|:{0,3}=|\+=|!=)[ \t]*/

/** A recipe's lines as the shell gets them: without tabs and prefixes, with `$$` as `$`. */
function recipe(text: string, lines: readonly Span[]): Entry {
  const builder = textBuilder(text)
  const first = lines[0] as Span
  const last = lines.at(-1) as Span
  for (const line of lines) {
    let from = line.start
    while (from < line.end && /[\t @+-]/.test(text[from] as string)) from++
    for (let at = text.indexOf("$$", from); at >= 0 && at < line.end; at = text.indexOf("$$", from)) {
      builder.copy(from, at)
      builder.replace("$", at, 2)
      from = at + 2
    }
    builder.copy(from, line.end)
  }
  const span = { start: first.start, end: last.end }
  return entryOf("code", span, builder.done(), placeOf("value"), { language: "shell", escape: "make" })
}

/** Makefiles as GNU make reads them: recipes are shell, assignments are values; `V ?= x` is a variable's default. */
function parse(text: string): Settings {
  const entries: Entry[] = []
  const comments: Span[] = []
  let open: Span[] = []
  const close = () => {
    if (open.length > 0) entries.push(recipe(text, open))
    open = []
  }
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf("\n", start)
    const next = newline < 0 ? text.length : newline + 1
    const content = text.slice(start, next).replace(/\r?\n$/, "")
    const line = { start, end: start + content.length }
    if (content.startsWith("\t")) open.push({ start, end: next })
    else {
      close()
      const mark = /(?:^|[ \t])#/.exec(content)
      const end = mark === null ? line.end : start + mark.index
      if (mark !== null) comments.push({ start: end, end: line.end })
      const named = assignment.exec(text.slice(start, end))
      if (named !== null) {
        const builder = textBuilder(text)
        builder.copy(start + named[0].length, end)
        const place = placeOf(named[2] === "?=" ? "fallback" : "value", { target: named[1] as string })
        entries.push(entryOf("value", { start: start + named[0].length, end }, builder.done(), place))
      } else if (end > start) {
        const builder = textBuilder(text)
        builder.copy(start, end)
        entries.push(entryOf("value", { start, end }, builder.done(), placeOf("value")))
      }
    }
    start = next
  }
  close()
  return { entries, comments, problems: [] }
}

/** Makefiles. */
export const makefile: Host = settingsHost(
  "makefile",
  parse,
  "make takes the environment's value only for what is assigned with ?=: give the variable its default there, and use $(VARIABLE) here.",
)
