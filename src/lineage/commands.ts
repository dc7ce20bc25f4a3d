import { type KnownText, slicePiece, type TextPiece } from "./known-text.js"

/** A word of a command line, with the text that it was put together from. */
export type Word = KnownText

/** Splits a command line into words; quotes group and vanish. */
export function commandWords(line: KnownText): readonly Word[] {
  const words: Word[] = []
  let word: TextPiece[] = []
  let open = false
  let quote = ""
  const end = (): void => {
    if (open) words.push(word)
    word = []
    open = false
  }
  for (const piece of line) {
    if (piece.hole) {
      word.push(piece)
      open = true
      continue
    }
    let from = 0
    const take = (to: number): void => {
      if (to > from) word.push(slicePiece(piece, from, to))
    }
    for (let at = 0; at < piece.text.length; at++) {
      const unit = piece.text[at] as string
      if (quote !== "" ? unit === quote : unit === '"' || unit === "'") {
        take(at)
        from = at + 1
        quote = quote === "" ? unit : ""
        open = true
      } else if (quote === "" && /\s/.test(unit)) {
        take(at)
        from = at + 1
        end()
      } else if (quote === "" && /[;&|\n()]/.test(unit)) {
        take(at)
        from = at + 1
        end()
        words.push([slicePiece(piece, at, at + 1)])
      } else open = true
    }
    take(piece.text.length)
  }
  end()
  return words
}

/** What a command line starts, as far as it concerns tables. */
export type Started =
  /** A script of the sources. */
  | { readonly kind: "script"; readonly path: KnownText }
  /** A Python module (`python -m x`). */
  | { readonly kind: "module"; readonly module: KnownText }
  /** A script of `package.json` (`npm run load`). */
  | { readonly kind: "package-script"; readonly name: string }
  /** A SQL file or a SQL text, and the database that the tool connects to. */
  | { readonly kind: "sql-file"; readonly path: KnownText; readonly database: string | null }
  | { readonly kind: "sql"; readonly text: KnownText; readonly database: string | null }
  /** `bcp` into or out of a table or query. */
  | {
      readonly kind: "table"
      readonly table: KnownText
      readonly operation: "bulk-insert" | "select"
      readonly database: string | null
    }

const shown = (word: Word | undefined): string => word?.map((piece) => (piece.hole ? "\u0000" : piece.text)).join("") ?? ""

const interpreters =
  /(^|[\\/])(python[\d.]*|pythonw|py|node|nodejs|bash|sh|zsh|pwsh|powershell|cmd|tsx|ts-node|uv|poetry|pipenv|conda|env|nohup|sudo|call|start|exec|source|time|timeout)(\.exe)?$/i
const scripts = /\.(py|pyw|js|mjs|cjs|ts|sh|bash|ps1|bat|cmd)$/i
const separators = /^[;&|\n()]$/

/** Every program of interest that a command line starts. */
export function startedBy(words: readonly Word[]): readonly Started[] {
  const found: Started[] = []
  let begin = 0
  for (let index = 0; index <= words.length; index++) {
    if (index < words.length && !separators.test(shown(words[index]))) continue
    found.push(...oneCommand(words.slice(begin, index)))
    begin = index + 1
  }
  return found
}

/** Whether a command line that starts nothing known may start something all the same: its program, or the script it is given, is made at run time. */
export function startsUnknown(words: readonly Word[]): boolean {
  const [program, ...given] = words
  if (program === undefined) return false
  if (program.every((piece) => piece.hole)) return true
  const script = given.find((word) => !shown(word).startsWith("-"))
  return interpreters.test(shown(program)) && (script?.some((piece) => piece.hole) ?? false)
}

function oneCommand(words: readonly Word[]): readonly Started[] {
  const script = packageScript(words)
  if (script !== null) return [{ kind: "package-script", name: script }]
  for (let index = 0; index < words.length; index++) {
    const word = words[index] as Word
    const text = shown(word)
    if (/(^|[\\/])(sqlcmd|osql|isql|go-sqlcmd)(\.exe)?$/i.test(text) || /^invoke-sqlcmd$/i.test(text))
      return sqlTool(words.slice(index + 1))
    if (/(^|[\\/])bcp(\.exe)?$/i.test(text)) return bulkCopy(words.slice(index + 1))
    if (scripts.test(text)) return [{ kind: "script", path: word }]
    if (text === "-m" && index > 0 && isPython(words[index - 1])) {
      const module = words[index + 1]
      return module === undefined ? [] : [{ kind: "module", module }]
    }
    if (/^(-c|\/c|-command)$/i.test(text)) {
      const inner = words[index + 1]
      // `bash -c "…"` runs another command line.
      if (inner !== undefined && !isPython(words[index - 1]))
        return startedBy([...commandWords(inner), ...words.slice(index + 2)])
      return []
    }
    const passed = index === 0 || text.startsWith("-") || text === "\u0000" || interpreters.test(text) || /^\w+=/.test(text)
    if (!passed && index > 0 && !interpreters.test(shown(words[index - 1])) && !shown(words[index - 1]).startsWith("-")) return []
  }
  return []
}

/** `npm run load`, `yarn load`, `pnpm --filter x run load`, `node --run load`, `npm start`: the script's name; null for anything else. */
function packageScript(words: readonly Word[]): string | null {
  const tool = words.findIndex((word) => /(^|[\\/])(npm|yarn|pnpm|bun|node)(\.cmd|\.exe)?$/i.test(shown(word)))
  if (tool < 0) return null
  const rest = words.slice(tool + 1).map(shown)
  const run = rest.findIndex((word) => /^(run|run-script|--run)$/.test(word))
  if (run >= 0) return rest.slice(run + 1).find((word) => /^[\w:.-]+$/.test(word) && !word.startsWith("-")) ?? null
  const [first] = rest.filter((word) => !word.startsWith("-"))
  const short = /npm$/i.test(shown(words[tool])) ? /^(start|test|stop|restart)$/ : /^[\w:-]+$/
  return first !== undefined && !/node/i.test(shown(words[tool])) && short.test(first) ? first : null
}

/** `sys.executable` is a hole. */
function isPython(word: Word | undefined): boolean {
  const text = shown(word)
  return text === "\u0000" || /python|(^|[\\/])py(\.exe)?$/i.test(text)
}

function sqlTool(words: readonly Word[]): readonly Started[] {
  const option = (short: string, long: RegExp): readonly Word[] => {
    const values: Word[] = []
    words.forEach((word, index) => {
      const text = shown(word)
      if (text === short || long.test(text)) {
        const value = words[index + 1]
        if (value !== undefined) values.push(value)
      } else if (
        text.startsWith(short) &&
        text.length > short.length &&
        word[0] !== undefined &&
        !word[0].hole &&
        !text.startsWith("--")
      ) {
        values.push([slicePiece(word[0], short.length, word[0].text.length), ...word.slice(1)])
      }
    })
    return values
  }
  const named = option("-d", /^(--database-name|-database)$/i)[0]
  const database = named === undefined || shown(named).includes("\u0000") ? null : shown(named)
  return [
    ...option("-i", /^(--input-file|-inputfile)$/i).map((path): Started => ({ kind: "sql-file", path, database })),
    ...[...option("-Q", /^(--query|-query)$/i), ...option("-q", /^--initial-query$/i)].map(
      (text): Started => ({ kind: "sql", text, database }),
    ),
  ]
}

function bulkCopy(words: readonly Word[]): readonly Started[] {
  const [target, direction] = words
  const at = words.findIndex((word) => shown(word) === "-d")
  const named = at < 0 ? undefined : words[at + 1]
  const database = named === undefined ? null : shown(named)
  const way = shown(direction).toLowerCase()
  if (target === undefined) return []
  if (way === "queryout") return [{ kind: "sql", text: target, database }]
  if (way === "in") return [{ kind: "table", table: target, operation: "bulk-insert", database }]
  return way === "out" ? [{ kind: "table", table: target, operation: "select", database }] : []
}
