import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join, relative } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, test } from "vitest"
import { parse, stringify } from "yaml"
import { loadConfig } from "../../src/config/load-config.js"
import type { PathHop, ProcessTables, TablesResult } from "../../src/model/tables.js"
import { tables } from "../../src/tables.js"
import { workspace } from "../support/workspace.js"

const root = fileURLToPath(new URL("../../fixtures/lineage/cases", import.meta.url))

type Named<T> = Readonly<Record<string, T>>

/** What is expected of a case; fixtures/lineage/README.md says what each member means. */
interface Expected {
  readonly processes?: Named<Named<string>>
  readonly unresolved?: readonly string[]
  readonly problems?: readonly string[]
  readonly locks?: Named<readonly string[]>
  readonly paths?: Named<Named<readonly string[]>>
  readonly conflicts?: readonly string[]
  readonly originUnknown?: readonly string[]
  readonly unused?: readonly string[]
  readonly proposed?: readonly string[]
  readonly error?: string
}

interface Case {
  readonly about: string
  readonly config?: object
  readonly files?: Named<string>
  readonly expected: Expected
}

const databases = { MemberRepository: "MEMBER_REPOSITORY_DB", OutcomesIdentification: "OUTCOMES_IDENTIFICATION_DB" }

/** The files of a case that is a folder, by their path in it. */
function filesOf(folder: string): Readonly<Record<string, Uint8Array>> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort()
  return Object.fromEntries(
    paths
      .map((path) => [relative(folder, path).replaceAll("\\", "/"), readFileSync(path)] as const)
      .filter(([file]) => file !== "case.yaml"),
  )
}

async function resultOf(given: Case, files: Readonly<Record<string, string | Uint8Array>>): Promise<TablesResult> {
  const [first = ""] = Object.keys(files)
  const config = stringify({ databases, processes: { run: { entry: [first] } }, ...given.config })
  const place = workspace(files)
  // The config is beside the sources: what it says about them is no part of them.
  const configFile = join(place.directory, ".config/unhardcode.config.yaml")
  mkdirSync(dirname(configFile))
  writeFileSync(configFile, config)
  try {
    const cwd = place.directory
    const loaded = await loadConfig({ cwd, file: configFile, databases: [], ignore: [".config/**"], strictCase: false })
    const options = { cwd, paths: [], gitignore: false, concurrency: 1, cache: null, only: [], progress: null }
    return (await tables({ ...options, config: loaded })).result
  } finally {
    place.remove()
  }
}

const hopText = ({ what, name, file, line }: PathHop): string => `${what} ${name} ${file}:${line}`
const placed = ({ file, line }: { readonly file: string; readonly line: number | null }, message: string): string =>
  `${file}${line === null ? "" : `:${line}`} ${message}`

function tablesOf(process: ProcessTables): Named<string> {
  return Object.fromEntries(
    process.tables.map(({ table, role, operations, confidence }) => {
      const counts = Object.entries(operations).map(([name, count]) => (count === 1 ? name : `${name} ${count}`))
      return [table, `${role} ${counts.join(", ")}${confidence === "certain" ? "" : ` (${confidence})`}`]
    }),
  )
}

/** The result in the words of the cases, as far as they ask for it. */
function found(result: TablesResult, expected: Expected): Expected {
  const asked = <T>(wanted: Named<unknown> | undefined, of: (process: ProcessTables) => T): Named<T> =>
    Object.fromEntries(
      result.processes.filter(({ name }) => Object.hasOwn(wanted ?? {}, name)).map((each) => [each.name, of(each)]),
    )
  return {
    ...(expected.processes && { processes: asked(expected.processes, tablesOf) }),
    unresolved: result.unresolved.map((each) => placed(each, each.reason)),
    problems: result.problems.map((each) => placed(each, each.message)),
    ...(expected.locks && {
      locks: asked(expected.locks, ({ locks }) =>
        locks.map((lock) => placed(lock, "").replace(/^/, `${lock.kind} ${lock.name} `).trim()),
      ),
    }),
    ...(expected.paths && {
      paths: asked(expected.paths, (process) =>
        Object.fromEntries(
          process.tables
            .filter(({ table }) => Object.hasOwn(expected.paths?.[process.name] ?? {}, table))
            .map(({ table, path }) => [table, path.map(hopText)]),
        ),
      ),
    }),
    ...(expected.conflicts && {
      conflicts: result.conflicts.map(({ kind, table, processes }) => `${kind} ${table}: ${processes.join(", ")}`),
    }),
    ...(expected.originUnknown && { originUnknown: result.originUnknown.map(({ table }) => table) }),
    ...(expected.unused && { unused: result.unused.map(({ table }) => table) }),
    ...(expected.proposed && { proposed: result.processes.map(({ name }) => name) }),
  }
}

describe("small repositories", () => {
  const cases = readdirSync(root, { withFileTypes: true }).map((entry) => {
    const path = join(root, entry.name)
    const folder = entry.isDirectory()
    const given: Case = parse(readFileSync(folder ? join(path, "case.yaml") : path, "utf8"))
    return { name: entry.name.replace(/\.yaml$/, ""), given, files: folder ? filesOf(path) : (given.files ?? {}) }
  })

  test.each(cases)("$name: $given.about", async ({ given, files }) => {
    const { expected } = given
    if (expected.error !== undefined) {
      await expect(resultOf(given, files)).rejects.toThrow(expected.error)
      return
    }
    expect(found(await resultOf(given, files), expected)).toEqual({ unresolved: [], problems: [], ...expected })
  })
})
