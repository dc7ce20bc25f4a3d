import { cleanPath, type FactFile } from "./fact-finder.js"

/** A path argument: quoted, or up to a blank or operator. */
const argument = `("[^"\\n]{1,300}"|'[^'\\n]{1,300}'|[^\\s"';|&)<>]{1,300})`
/** sqlcmd reading a file; in a list of arguments quotes and commas stand between. */
const input = new RegExp(`\\bsqlcmd(?:\\.exe)?\\b[^\\n|;]{0,600}?[\\s"',\\[]-i(?:["']\\s*,\\s*|\\s*)f?${argument}`, "gi")
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
const mention = /[\w$%{}()*?~:.@/\\-]{0,200}\.sql\b/g

/** Whether a path says nothing but a variable: what it holds has to be found elsewhere in the script. */
function isVariable(path: string): boolean {
  return !/\.sql\b/i.test(path)
}

/** sqlcmd, `Invoke-Sqlcmd`, grate and RoundhousE as scripts, pipelines and programs call them. */
export function findScriptFacts(each: FactFile): void {
  const { text, fact } = each
  let opaque = -1
  for (const pattern of [input, redirected, piped, invoked, task]) {
    pattern.lastIndex = 0
    for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
      if (match[0] === "") pattern.lastIndex++
      const path = cleanPath(match[1] as string)
      if (!isVariable(path)) fact("sqlcmd", match.index, match[0], { kind: "path", path })
      else if (pattern !== task && opaque < 0) opaque = match.index
    }
  }
  // A loop: the files are named where the variable gets its value.
  if (opaque >= 0) {
    mention.lastIndex = 0
    for (let match = mention.exec(text); match !== null; match = mention.exec(text)) {
      const path = cleanPath(match[0])
      if (path !== ".sql") fact("sqlcmd", match.index, `sqlcmd with ${path}`, { kind: "path", path })
    }
    const filtered =
      /\b(?:Get-ChildItem|gci|dir|ls)\s+(?:-Path\s+)?("[^"\n]{1,300}"|'[^'\n]{1,300}'|[^\s"'-][^\s"']{0,300})[^\n|]{0,200}\.sql/gi
    for (let match = filtered.exec(text); match !== null; match = filtered.exec(text)) {
      fact("sqlcmd", match.index, match[0], { kind: "tree", path: cleanPath(match[1] as string) })
    }
    const found =
      /\bfind\s+("[^"\n]{1,300}"|'[^'\n]{1,300}'|[^\s"'-][^\s"']{0,300})\s[^\n|]{0,200}-i?name\s+["'][^"']{0,50}\.sql/gi
    for (let match = found.exec(text); match !== null; match = found.exec(text)) {
      fact("sqlcmd", match.index, match[0], { kind: "tree", path: cleanPath(match[1] as string) })
    }
  }
  for (const [runner, pattern] of [
    ["grate", grate],
    ["roundhouse", roundhouse],
  ] as const) {
    pattern.lastIndex = 0
    for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
      fact(runner, match.index, match[0], { kind: "tree", path: cleanPath(match[1] as string) })
    }
  }
}

const loading = /(["'`])((?:(?!\1)[^\n\\]|\\.){0,300}\.sql)\1/g

/** Programs that name `.sql` files in their strings: they read them. Paths that end in an expression are taken as globs. */
export function findProgramFacts(each: FactFile): void {
  const { text, fact, language } = each
  const runner =
    language === "python" || language === "notebook"
      ? "python"
      : language === "javascript" || language === "typescript"
        ? "javascript"
        : "other"
  const runsSqlcmd = /\bsqlcmd\b/i.test(text)
  loading.lastIndex = 0
  for (let match = loading.exec(text); match !== null; match = loading.exec(text)) {
    // An expression within the path may be any name, but not the whole of it.
    const path = cleanPath((match[2] as string).replace(/\$?\{[^{}]{0,100}\}/g, "*"))
    if (/^[*.]*\.sql$/.test(path) && !/^\*\*?\/?\*\.sql$/.test(path)) continue
    if (path === "*.sql" || path === ".sql") continue
    fact(
      runsSqlcmd && runner !== "other" ? "sqlcmd" : runner,
      match.index,
      `${match[2]} in ${language}`,
      { kind: "path", path },
      runsSqlcmd ? "likely" : "certain",
    )
  }
  // glob("sql/*.sql"), Path("sql").glob("*.sql")
  const globbed =
    /(["'])([\w./-]{1,200})\1\s*\)?\s*(?:\/\s*(["'])([\w./-]{1,100})\3\s*\)?\s*)?\.\s*r?glob\(\s*(["'])\*\*?\/?\*?\.sql\5/g
  for (let match = globbed.exec(text); match !== null; match = globbed.exec(text)) {
    const folder = [match[2], match[4]].filter((part) => part !== undefined).join("/")
    fact(runsSqlcmd ? "sqlcmd" : runner, match.index, match[0], { kind: "tree", path: cleanPath(folder) })
  }
}
