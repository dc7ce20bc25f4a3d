import { cleanPath, type FactFile } from "./fact-finder.js"

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
  for (const { at, what, path } of listedFolders(text)) {
    fact(
      runsSqlcmd && runner !== "other" ? "sqlcmd" : runner,
      at,
      what,
      { kind: "tree", path },
      runsSqlcmd ? "likely" : "certain",
    )
  }
}

/** Calls that list a folder which they are given, and those of a path that list what is in it. */
const listing = /\b(?:listdir|scandir|walk|readdir|readdirSync|opendir|opendirSync|globSync|iglob|glob)\(([^\n]{0,300})/g
const listed = /([^\n=]{0,200})\.(?:r?glob\(([^)\n]{0,80})|iterdir\(\))/g
/** A program that does this with what it has listed. */
const reads = /\bopen\(|\bread_text\(|\breadFile(?:Sync)?\(/
const sends = /\b(?:execute|executemany|executescript|exec_driver_sql|query|batch|raw|unsafe|text|run)\(/

/** The folders that a program lists to read what lies in them and to send it, as far as they stand in it as strings. */
function listedFolders(text: string): readonly { readonly at: number; readonly what: string; readonly path: string }[] {
  if (!reads.test(text) || !sends.test(text)) return []
  const found: { at: number; what: string; path: string }[] = []
  for (const [pattern, isPath] of [
    [listing, false],
    [listed, true],
  ] as const) {
    for (const match of text.matchAll(pattern)) {
      const glob = isPath ? (match[2] ?? "") : ""
      const parts = folderIn(text, isPath ? (match[1] as string) : firstArgument(match[1] as string))
      const folder = parts.join("/").replace(/\/?[^/]*\*.*$/, "")
      const isScripts = /\.sql\b/i.test(text) || /sql|migration|procedure|script/i.test(folder)
      if (folder === "" || !isScripts || /\*\.(?!sql\b)\w/i.test(`${glob}${parts.at(-1)}`)) continue
      found.push({ at: match.index + match[0].search(/\S/), what: match[0], path: cleanPath(folder) })
    }
  }
  return found
}

/** What stands before the first comma outside brackets, or the bracket that closes the call. */
function firstArgument(text: string): string {
  let depth = 0
  for (let index = 0; index < text.length; index++) {
    const unit = text[index] as string
    if ("([{".includes(unit)) depth++
    else if (")]}".includes(unit) && depth-- === 0) return text.slice(0, index)
    else if (unit === "," && depth === 0) return text.slice(0, index)
  }
  return text
}

/** The strings of an expression that is a path, those of the variables in it included, in order. */
function folderIn(text: string, expression: string, depth = 0): readonly string[] {
  const parts = [...expression.matchAll(/(["'])([^"'\n]{1,200})\1|\b([A-Za-z_]\w*)\b(?!\s*[.(])/g)].flatMap((match) => {
    if (match[2] !== undefined) return [match[2]]
    const value =
      depth > 2
        ? undefined
        : new RegExp(`^[ \\t]*(?:const |let |var |self\\.)?${match[3]}\\s*(?::[^=\\n]{1,40})?=\\s*([^\\n]{1,200})`, "m").exec(
            text,
          )?.[1]
    return value === undefined ? [] : folderIn(text, value, depth + 1)
  })
  return parts.filter((part) => /^[\w./\\*-]+$/.test(part))
}
