import type { Occurrence } from "../../model/host.js"
import type { Site } from "../../model/reference.js"
import type { Region } from "../../model/region.js"
import type { Edit } from "../../model/text.js"
import { holding } from "../shared/regions.js"
import type { Script } from "./scan-script.js"

/** How a name in a shell script is spelled with its variable: the old name is the default, unset or empty. */
export function shellSite(text: string, script: Script, region: Region, occurrence: Occurrence): Site {
  const { span, variable } = occurrence
  const open = script.problems[0]
  if (open !== undefined) return { kind: "none", reason: `The script does not end as it should: ${open.message}` }
  const quoted = holding(script.quoted, span)
  if (quoted === null)
    return { kind: "none", reason: "The name is put together from differently quoted pieces: write the variable there yourself." }
  const expansion = `\${${variable}:-${text.slice(span.start, span.end)}}`
  const spelled = (replacement: string, before = 0, after = 0): Site => ({
    kind: "expression",
    edits: [{ start: span.start - before, end: span.end + after, text: replacement }],
    replacement,
    imports: false,
  })
  // A stretch that is nothing but the name, closed behind it: its quotes are changed rather than left empty.
  const isAll = quoted.start === span.start && quoted.end === span.end && text[span.end] === "'"
  switch (quoted.quote) {
    case "none":
      if (region.place.role === "case")
        return { kind: "none", reason: "A case pattern: decide whether both names take this branch." }
      return spelled(`"${expansion}"`)
    case "double":
    case "heredoc":
      return spelled(expansion)
    case "single":
      return isAll ? spelled(`"${expansion}"`, 1, 1) : spelled(`'"${expansion}"'`)
    case "ansi":
      return isAll ? spelled(`"${expansion}"`, 2, 1) : spelled(`'"${expansion}"$'`)
    case "backtick":
      return { kind: "none", reason: "In backticks quotes are read twice: use $( … ) first." }
    case "heredoc-quoted":
      return heredocSite(text, script, region, occurrence, expansion)
  }
}

/** A heredoc that the shell leaves alone: sqlcmd's own variable takes the name's place, and the command hands it on. */
function heredocSite(text: string, script: Script, region: Region, occurrence: Occurrence, expansion: string): Site {
  const { span, variable } = occurrence
  const index = script.words.findIndex((each) => each.use === "heredoc" && each.word.span.start === region.span.start)
  const number = script.words[index]?.command ?? -1
  const command = script.commands[number]
  if (command === undefined || command.name !== "sqlcmd" || command.nameEnd < 0) {
    return {
      kind: "none",
      reason: `The quoted heredoc is not expanded, and ${command?.name || "its reader"} has no variables: unquote it and write ${expansion}, or pass the text through a substitution.`,
    }
  }
  const isGiven = script.words.some(
    (each) =>
      each.command === number && each.use === "argument" && new RegExp(`^(?:-v)?${variable}=`, "i").test(each.word.built.text),
  )
  const placeholder: Edit = { start: span.start, end: span.end, text: `$(${variable})` }
  const option: Edit = {
    start: command.nameEnd,
    end: command.nameEnd,
    text: ` -v ${variable}="\${${variable}:-${text.slice(span.start, span.end)}}"`,
  }
  return {
    kind: "expression",
    edits: isGiven ? [placeholder] : [option, placeholder],
    replacement: placeholder.text,
    imports: false,
  }
}
