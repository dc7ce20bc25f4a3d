import { relative, resolve } from "node:path"
import { compileIgnores, isIgnored } from "./discover/ignore-rules.js"
import { lazyTexts } from "./discover/lazy-texts.js"
import type { LinkedSources } from "./lineage/plan.js"
import type { Config } from "./model/config.js"
import type { FileFacts } from "./model/lineage.js"

/** Facts that were read, of files that stand on the disk. */
export interface ReadSources {
  /** Absolute. */
  readonly cwd: string
  readonly config: Config
  readonly facts: readonly FileFacts[]
  /** Every text file, those without facts too, relative to `cwd`. */
  readonly files: readonly string[]
}

/** What is linked of them. */
export function linkedSources({ cwd, config, facts, files }: ReadSources): LinkedSources {
  return {
    facts,
    texts: lazyTexts(cwd, new Set(files)),
    config,
    base: posix(relative(cwd, config.root)),
    databaseOfFile: databaseOfFile(config, cwd),
  }
}

const posix = (path: string): string => path.replaceAll("\\", "/")

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
    const path = told.length === 0 ? "" : posix(relative(config.root, resolve(cwd, file)))
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
