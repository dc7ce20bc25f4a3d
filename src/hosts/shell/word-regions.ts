import type { Place, Region } from "../../model/region.js"
import { placeOf, regionOf, withMark } from "../shared/regions.js"
import { tail } from "../shared/text-builder.js"
import { type ShellWord, sqlPrograms } from "./command.js"
import type { Script } from "./scan-script.js"

/** Where a value begins in a word, and what the word says about it. */
interface Split {
  readonly at: number
  readonly argument: string | null
  readonly target: string | null
}

/** What flags of database programs give a value to, by the programs' manuals. */
const shortFlags: Readonly<Record<string, string>> = {
  d: "database",
  S: "server",
  U: "user",
  P: "password",
  K: "intent",
  H: "host",
}

function flagTarget(flag: string | null, command: string): string | null {
  if (flag === null) return null
  const bare = flag.replace(/^-+/, "")
  if (bare.length === 1) return sqlPrograms.has(command) ? (shortFlags[bare] ?? null) : null
  return bare
}

/** `--database=X`, `-dX`, `V=X`, `/TargetDatabaseName:X`: the value without what names it. */
function splitWord(text: string, command: string, flag: string | null): Split {
  const whole: Split = { at: 0, argument: flag, target: flagTarget(flag, command) }
  const glued = sqlPrograms.has(command) ? /^-([dSUPQqiovK])(?=[^\s])/.exec(text) : null
  if (glued !== null && text.length > 2) {
    const variable = /^-v([A-Za-z_]\w*)=/.exec(text)
    if (variable !== null) return { at: variable[0].length, argument: "-v", target: variable[1] as string }
    return { at: 2, argument: glued[0], target: shortFlags[glued[1] as string] ?? null }
  }
  const long = /^(-{1,2}[A-Za-z][\w.-]*)=/.exec(text)
  if (long !== null) return { at: long[0].length, argument: long[1] as string, target: (long[1] as string).replace(/^-+/, "") }
  const slash = /^\/([A-Za-z]+):/.exec(text)
  if (slash !== null) {
    const setting = /^\/(?:v|p|Variables|Properties):([A-Za-z]\w*)=/i.exec(text)
    const match = setting ?? slash
    return { at: match[0].length, argument: `/${slash[1]}`, target: match[1] as string }
  }
  const named = /^([A-Za-z_][\w.]*)=/.exec(text)
  if (named !== null) return { at: named[0].length, argument: flag ?? (named[1] as string), target: named[1] as string }
  return whole
}

function placeWord(each: ShellWord, command: string, split: Split): Place {
  const { path } = each
  switch (each.use) {
    case "assignment":
    case "item":
      return placeOf("value", { target: split.target ?? each.target, path })
    case "case":
      return placeOf("case", { path })
    case "comparison":
      return placeOf("comparison", { path })
    case "command":
      return placeOf("value", { path })
    case "redirect":
      return placeOf("argument", { callee: command === "" ? null : command, argument: each.target, path })
    case "heredoc":
      return placeOf("argument", { callee: command === "" ? null : command, argument: "<<", path })
    default:
      return placeOf("argument", { callee: command, argument: split.argument ?? each.position, target: split.target, path })
  }
}

/** Programs that read a program of their own language from a heredoc. */
const interpreters: Readonly<Record<string, string>> = {
  python: "python",
  python3: "python",
  node: "javascript",
  bash: "shell",
  sh: "shell",
  pwsh: "powershell",
}

/** The regions of one word: its value, and the defaults within it. */
export function wordRegions(each: ShellWord, script: Script): readonly Region[] {
  const { word, use } = each
  const command = script.commands[each.command]?.name ?? ""
  const fallbacks = word.fallbacks.map((fallback) =>
    regionOf("string", fallback.span, fallback.built, placeOf("fallback", { target: fallback.name, path: each.path })),
  )
  if (use === "keyword" || word.built.text === "") return fallbacks
  if (use === "heredoc") {
    const place = placeWord(each, command, { at: 0, argument: "<<", target: null })
    const language = word.isQuoted ? interpreters[command] : undefined
    if (language !== undefined) return [regionOf("code", word.span, word.built, place, { language })]
    return [regionOf("string", word.span, word.built, word.isQuoted ? place : withMark(place, "expands")), ...fallbacks]
  }
  const assigned = use === "assignment" ? /^([A-Za-z_]\w*)(?:\[[^\]]*\])?\+?=/.exec(word.built.text) : null
  const split: Split =
    assigned !== null
      ? { at: assigned[0].length, argument: null, target: assigned[1] as string }
      : use === "argument"
        ? splitWord(word.built.text, command, each.flag)
        : { at: 0, argument: each.flag, target: null }
  if (split.at >= word.built.text.length) return fallbacks
  const built = split.at === 0 ? word.built : tail(word.built, split.at)
  const start = split.at === 0 ? word.span.start : (built.map[0]?.from ?? word.span.start)
  return [regionOf("string", { start, end: word.span.end }, built, placeWord(each, command, split)), ...fallbacks]
}
