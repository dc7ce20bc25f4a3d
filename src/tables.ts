import { readFile } from "node:fs/promises"
import { relative, resolve } from "node:path"
import { decode } from "./discover/decode.js"
import { compileIgnores, isIgnored } from "./discover/ignore-rules.js"
import { languageOf } from "./discover/language-of.js"
import { listFiles } from "./discover/list-files.js"
import { factReaders } from "./facts/fact-readers.js"
import { type Linked, link } from "./lineage/link.js"
import type { Config } from "./model/config.js"
import type { FactReader, FileFacts } from "./model/lineage.js"
import type { Problem } from "./model/source.js"
import { lineStarts, positionAt } from "./text/text-map.js"

/** What to look at. */
export interface TablesOptions {
  /** Absolute. Files are named relative to it. */
  readonly cwd: string
  /** Files and directories; none means the working directory. */
  readonly paths: readonly string[]
  readonly config: Config
  readonly gitignore: boolean
  readonly progress: ((what: "reading" | "linking", done: number, all: number) => void) | null
}

/** A path that was given does not exist. */
export class MissingPathError extends Error {
  override readonly name = "UsageError"
}

/** Finds the source and destination tables of every process. Throws on wrong use; everything else that fails is a problem in the result. */
export async function tables(options: TablesOptions): Promise<Linked> {
  const { cwd, config } = options
  const listing = await listFiles({
    cwd,
    paths: options.paths,
    ignore: config.ignore,
    root: config.root,
    gitignore: options.gitignore,
  })
  if (listing.missing.length > 0) {
    throw new MissingPathError(`No such file or directory: ${listing.missing.join(", ")}. Paths are relative to ${cwd}.`)
  }
  const read = await readAll(listing.files, options)
  return link({
    facts: read.facts,
    texts: read.texts,
    config,
    base: posix(relative(cwd, config.root)),
    databaseOfFile: databaseOfFile(config, cwd),
    problems: [...listing.problems, ...read.problems],
    progress: options.progress === null ? null : (done, all) => options.progress?.("linking", done, all),
  })
}

const posix = (path: string): string => path.replaceAll("\\", "/")

interface ReadFiles {
  readonly facts: readonly FileFacts[]
  readonly texts: ReadonlyMap<string, string>
  readonly problems: readonly Problem[]
}

async function readAll(files: readonly string[], options: TablesOptions): Promise<ReadFiles> {
  const facts: FileFacts[] = []
  const texts = new Map<string, string>()
  const problems: Problem[] = []
  const loaded = new Map<string, FactReader | null>()
  const readerOf = async (language: string): Promise<FactReader | null> => {
    const known = loaded.get(language)
    if (known !== undefined) return known
    const load = Object.hasOwn(factReaders, language) ? factReaders[language] : undefined
    const reader = load === undefined ? null : await load()
    await reader?.load()
    loaded.set(language, reader)
    return reader
  }
  let done = 0
  for (const file of files) {
    try {
      const decoded = decode(await readFile(resolve(options.cwd, file)))
      if (!("skip" in decoded)) {
        texts.set(file, decoded.text)
        const reader = await readerOf(languageOf(file, decoded.text.slice(0, 4096)))
        if (reader !== null) {
          const found = reader.read(decoded.text, file)
          facts.push(found)
          const starts = lineStarts(decoded.text)
          for (const { at, message } of found.problems) problems.push({ file, ...positionAt(starts, at), message })
        }
      }
    } catch (error) {
      problems.push({
        file,
        line: null,
        column: null,
        message: `cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      })
    }
    options.progress?.("reading", ++done, files.length)
  }
  return { facts, texts, problems }
}

/** The database that the config gives to a file's names, else the configured database that a folder around it is called after. */
function databaseOfFile(config: Config, cwd: string): (file: string) => string | null {
  const told = config.defaultDatabase.map((each) => ({ rules: compileIgnores([each.files]), database: each.database }))
  const databases = new Map(
    config.names.filter((each) => each.kind === "database").map((each) => [each.name.toLowerCase(), each.name]),
  )
  const known = new Map<string, string | null>()
  return (file) => {
    const before = known.get(file)
    if (before !== undefined) return before
    const path = posix(relative(config.root, resolve(cwd, file)))
    const given = told.find((each) => isIgnored(each.rules, path, new Map()))?.database
    const folder = file
      .split("/")
      .slice(0, -1)
      .reverse()
      .find((part) => databases.has(part.toLowerCase()))
    const found = given ?? (folder === undefined ? null : (databases.get(folder.toLowerCase()) ?? null))
    known.set(file, found)
    return found
  }
}
