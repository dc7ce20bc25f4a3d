import type { Span } from "../model/text.js"
import { scriptCode } from "./code-text.js"
import { cleanPath, type FactFile } from "./fact-finder.js"
import { type Switch, sqlcmdWithout, tokensWithout } from "./facts-switches.js"
import type { RunnerFact } from "./runner-fact.js"

/** A path argument: quoted, or up to a blank or operator. */
const argument = `("[^"\\n]{1,300}"|'[^'\\n]{1,300}'|[^\\s"';|&)<>]{1,300})`
/** sqlcmd reading a file; in a list of arguments quotes and commas stand between. */
const input = new RegExp(
  `\\bsqlcmd(?:\\.exe)?\\b[^\\n|;]{0,600}?[\\s"',\\[](?:-i(?:["']\\s*,\\s*|\\s*)|\\/i(?:\\s+|(?=")))f?${argument}`,
  "gi",
)
const redirected = new RegExp(`\\bsqlcmd(?:\\.exe)?\\b[^\\n|;<]{0,400}<\\s*${argument}`, "gi")
const piped = new RegExp(
  `\\b(?:cat|type|Get-Content)\\s+${argument}\\s*\\|\\s*(?:docker[^\\n|]{0,100}\\s)?(?:\\S*/)?sqlcmd\\b`,
  "gi",
)
const invoked = new RegExp(`\\bInvoke-(?:Sqlcmd|DbaQuery)\\b[^\\n|]{0,600}?\\s-(?:InputFile|File)\\s+${argument}`, "gi")
const task = /^\s*(?:-\s*)?(?:sqlFile|SqlFile)\s*:\s*(\S[^\n#]{0,300})/gm
const grate = new RegExp(
  `\\bgrate(?:\\.exe)?\\b[^\\n]{0,600}?\\s(?:--sqlfilesdirectory|--files|-f)(?:\\s*=\\s*|\\s+)${argument}`,
  "gi",
)
const roundhouse = new RegExp(
  `\\brh(?:\\.exe)?\\b[^\\n]{0,600}?\\s(?:\\/f|\\/files|-f|--files|--sqlfilesdirectory)(?:\\s*[=:]\\s*|\\s+)${argument}`,
  "gi",
)
/** A word that ends in `.sql`, with or without wild cards. */
const mention = /(?:"[$%][^"\n]{0,200}")?[\w$%{}()*?~:.@/\\-]{0,200}\.sql\b/g
/** `NAME=value`, `set NAME=value`, `$name = "value"`: enough to follow a folder's name. */
const assignment =
  /^[ \t]*(?:(?:export|local|readonly|declare|set)\s+"?)?(?:-\w+\s+)?\$?([A-Za-z_]\w*)\s?=\s?["']?([^"'\r\n;)]{1,200})/gim

const scripts = new Set(["shell", "powershell", "batch", "yaml", "groovy", "dockerfile"])

/** Whether a path says nothing but a variable: what it holds has to be found elsewhere in the script. */
function isVariable(path: string): boolean {
  return !/\.sql\b/i.test(path)
}

/** The simple variables of a script; of those with several values, the last. */
function assignments(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>()
  assignment.lastIndex = 0
  for (let match = assignment.exec(text); match !== null; match = assignment.exec(text)) {
    values.set((match[1] as string).toLowerCase(), match[2] as string)
  }
  return values
}

/** A path with the variables filled in that the script itself gives a value. */
function filledIn(path: string, values: ReadonlyMap<string, string>): string {
  let filled = path
  for (let pass = 0; pass < 4 && filled.length < 1000; pass++) {
    const next = filled.replace(/\$\{(\w+)\}|%(\w+)%|\$(\w+)/g, (whole, braced, percent, plain) => {
      return values.get(((braced ?? percent ?? plain) as string).toLowerCase()) ?? whole
    })
    if (next === filled) break
    filled = next
  }
  return filled.replaceAll('"', "")
}

/** Commands that go through a folder. */
const walks = [
  /\b(?:Get-ChildItem|gci|dir|ls)\s+(?:-Path\s+)?("[^"\n]{1,300}"|'[^'\n]{1,300}'|[^\s"'-][^\s"']{0,300})[^\n|]{0,200}\.sql/gi,
  // FOR /R "folder" %%f IN (*.sql)
  /\bfor\s+\/r\s+("[^"\n]{1,300}"|[^\s%"]\S{0,300})\s+%%?\w\s+in\s*\([^)\n]{0,200}\.sql/gi,
  /\bforfiles\b[^\n]{0,200}?\s\/p\s+("[^"\n]{1,300}"|\S{1,300})[^\n]{0,200}\.sql/gi,
  /\bfind\s+("[^"\n]{1,300}"|'[^'\n]{1,300}'|[^\s"'-][^\s"']{0,300})\s[^\n|]{0,200}-i?name\s+["'][^"']{0,50}\.sql/gi,
]

/** What a script goes through and hands to sqlcmd one by one: folders, and the files and globs that it names. */
function findLoops(
  { fact }: FactFile,
  text: string,
  values: ReadonlyMap<string, string>,
  strength: RunnerFact["strength"],
  switched: Switch | null,
): void {
  const walked: Span[] = []
  for (const pattern of walks) {
    for (const match of text.matchAll(pattern)) {
      walked.push({ start: match.index, end: match.index + match[0].length })
      const path = cleanPath(filledIn(match[1] as string, values))
      fact("sqlcmd", match.index, match[0], { kind: "tree", path }, strength, switched)
    }
  }
  walked.sort((a, b) => a.start - b.start)
  let next = 0
  for (const match of text.matchAll(mention)) {
    const path = cleanPath(filledIn(match[0], values))
    while (next < walked.length && (walked[next] as Span).end <= match.index) next++
    // The pattern of a walk is that of its folder; what a function or a script is given may be any folder.
    const isPattern = /^[*.]*\.sql$/.test(path) && (walked[next]?.start ?? text.length) <= match.index
    if (isPattern || path === ".sql" || /^[$%][\d@*]/.test(path)) continue
    fact("sqlcmd", match.index, `sqlcmd with ${path}`, { kind: "path", path }, strength, switched)
  }
}

/** sqlcmd, `Invoke-Sqlcmd`, grate and RoundhousE as scripts, pipelines and programs call them. */
export function findScriptFacts(each: FactFile): void {
  const { fact } = each
  const values = assignments(each.text)
  const text = scriptCode(each.text, each.language)
  let opaque = -1
  let switched: Switch | null = null
  for (const pattern of [input, redirected, piped, invoked, task]) {
    pattern.lastIndex = 0
    for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
      if (match[0] === "") pattern.lastIndex++
      const path = cleanPath(filledIn(match[1] as string, values))
      const without = sqlcmdWithout(text, match.index, pattern.lastIndex)
      if (!isVariable(path)) fact("sqlcmd", match.index, match[0], { kind: "path", path }, "certain", without)
      else if (pattern !== task) {
        if (opaque < 0) opaque = match.index
        switched ??= without
      }
    }
  }
  // A wrapper around sqlcmd: what the script names is probably what it runs.
  const isScript = scripts.has(each.language)
  const wrapped = opaque < 0 && isScript && /\bsqlcmd\b/i.test(text) && /\s-i\b/.test(text)
  const strength = opaque >= 0 ? "certain" : "likely"
  // A loop: the files are named where the variable gets its value.
  if (opaque >= 0 || wrapped) findLoops(each, text, values, strength, switched)
  for (const [runner, pattern] of [
    ["grate", grate],
    ["roundhouse", roundhouse],
  ] as const) {
    pattern.lastIndex = 0
    for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
      const stop = text.indexOf("\n", match.index)
      const call = text.slice(match.index, stop < 0 ? text.length : stop)
      const path = cleanPath(match[1] as string)
      fact(runner, match.index, match[0], { kind: "tree", path }, "certain", tokensWithout(call, match.index))
    }
  }
}
