import { beforeAll, describe, expect, it } from "vitest"
import { makeRepository } from "./repository.js"

const python = `import os


class Loader:
    def run(self, cursor):
        cursor.execute("SELECT Id FROM MemberRepository.dbo.Member")
        cursor.execute("DELETE FROM MemberRepository.dbo.Stage WHERE Id = 1")


def publish(cursor):
    cursor.execute("INSERT INTO MemberRepository.dbo.Extract SELECT Id FROM OutcomesIdentification.dbo.Outcome")
`
const sql = `SELECT Id, Name FROM MemberRepository.dbo.Member
GO
DELETE FROM MemberRepository.dbo.Stage
GO
`
const javascript = `export async function load(pool) {
  await pool.query("SELECT Id FROM MemberRepository.dbo.Member")
}

export async function clear(pool) {
  await pool.query("DELETE FROM MemberRepository.dbo.Stage")
}
`

/** Moves the block that begins with `first` (to the next blank line) to the end of the text. */
function toEnd(text: string, first: string): string {
  const start = text.indexOf(first)
  const stop = text.indexOf("\n\n", start)
  const end = stop < 0 ? text.length : stop + 2
  return `${text.slice(0, start)}${text.slice(end).trimEnd()}\n\n\n${text.slice(start, end).trimEnd()}\n`
}

const yaml = `loader:
  database: MemberRepository
publisher:
  database: OutcomesIdentification
`

interface Mutation {
  readonly what: string
  readonly file: string
  readonly text: string
  readonly mutate: (text: string) => string
  /** New file name, if it is renamed. */
  readonly to?: string
  /** How many are new with a baseline, and how many with a base. */
  readonly baseline: number
  readonly base: number
}

const py = { file: "load/members.py", text: python }
const second = `        cursor.execute("SELECT Id FROM MemberRepository.dbo.Member")\n`
const mutations: readonly Mutation[] = [
  { ...py, what: "nothing", mutate: (text) => text, baseline: 0, base: 0 },
  { ...py, what: "lines shifted", mutate: (text) => `# a\n# b\n\n${text}`, baseline: 0, base: 0 },
  {
    ...py,
    what: "re-indented",
    mutate: (text) => text.replace(/^( +)/gm, "$1$1"),
    baseline: 0,
    base: 0,
  },
  {
    ...py,
    what: "put under a condition",
    mutate: (text) => text.replace('    cursor.execute("INSERT', '    if cursor:\n        cursor.execute("INSERT'),
    baseline: 0,
    base: 0,
  },
  { ...py, what: "line ends changed", mutate: (text) => text.replaceAll("\n", "\r\n"), baseline: 0, base: 0 },
  { ...py, what: "renamed", mutate: (text) => text, to: "load/people.py", baseline: 0, base: 0 },
  { ...py, what: "renamed and shifted", mutate: (text) => `# a\n${text}`, to: "other/people.py", baseline: 0, base: 0 },
  { ...py, what: "a function moved", mutate: (text) => toEnd(text, "class Loader"), baseline: 0, base: 0 },
  { ...py, what: "quotes changed", mutate: (text) => text.replaceAll('"', "'"), baseline: 0, base: 0 },
  { ...py, what: "quotes tripled", mutate: (text) => text.replaceAll('"', '"""'), baseline: 0, base: 0 },
  {
    ...py,
    what: "a call over several lines",
    mutate: (text) => text.replace(/execute\((".*?")\)/g, "execute(\n            $1,\n        )"),
    baseline: 0,
    base: 0,
  },
  {
    ...py,
    what: "a string split in two",
    mutate: (text) => text.replaceAll(" FROM ", ' "\n            "FROM '),
    baseline: 0,
    base: 0,
  },
  {
    ...py,
    what: "a string split in parentheses",
    mutate: (text) =>
      text
        .replace('("SELECT Id FROM ', '(\n            ("SELECT Id "\n            "FROM ')
        .replace('Member")', 'Member")\n        )'),
    baseline: 0,
    base: 0,
  },
  {
    ...py,
    what: "a second identical use after the first",
    mutate: (text) => text.replace(second, second + second),
    baseline: 1,
    base: 1,
  },
  {
    ...py,
    what: "a second identical use before the first",
    mutate: (text) => text.replace("(self, cursor):\n", `(self, cursor):\n${second}        pass\n`),
    baseline: 1,
    base: 1,
  },
  {
    ...py,
    what: "a use duplicated in another function",
    mutate: (text) => `${text}    cursor.execute("DELETE FROM MemberRepository.dbo.Stage WHERE Id = 1")\n`,
    baseline: 1,
    base: 1,
  },
  {
    ...py,
    what: "a function duplicated",
    mutate: (text) => `${text}\n\ndef again(cursor):\n${text.split("\n").at(-2)}\n`,
    baseline: 2,
    base: 2,
  },
  {
    ...py,
    what: "one fixed",
    mutate: (text) => text.replace('"DELETE FROM MemberRepository', 'f"DELETE FROM {MEMBER_REPOSITORY_DB}'),
    baseline: 0,
    base: 0,
  },
  {
    ...py,
    what: "one fixed, another added",
    mutate: (text) =>
      text
        .replace('"DELETE FROM MemberRepository', 'f"DELETE FROM {MEMBER_REPOSITORY_DB}')
        .replace("import os\n", 'import os\n\nTABLE = "MemberRepository.dbo.Other"\n'),
    baseline: 1,
    base: 1,
  },
  {
    ...py,
    what: "one fixed, another added in its line",
    mutate: (text) => text.replace("DELETE FROM MemberRepository.dbo.Stage", "DELETE FROM MemberRepository.dbo.Archive"),
    baseline: 1,
    base: 1,
  },
  {
    ...py,
    what: "a use added far away",
    mutate: (text) => `${text}\n\nX = "OutcomesIdentification.dbo.New"\n`,
    baseline: 1,
    base: 1,
  },
  { what: "sql shifted", file: "db/a.sql", text: sql, mutate: (text) => `-- a\n${text}`, baseline: 0, base: 0 },
  {
    what: "sql batches swapped",
    file: "db/a.sql",
    text: sql,
    mutate: (text) => text.split("GO\n").slice(0, 2).reverse().join("GO\n"),
    baseline: 0,
    base: 0,
  },
  {
    what: "sql split and indented",
    file: "db/a.sql",
    text: sql,
    mutate: (text) => text.replaceAll(" FROM ", "\n  FROM "),
    baseline: 0,
    base: 0,
  },
  {
    what: "sql second use",
    file: "db/a.sql",
    text: sql,
    mutate: (text) => `${text}DELETE FROM MemberRepository.dbo.Stage\nGO\n`,
    baseline: 1,
    base: 1,
  },
  {
    what: "sql second use first",
    file: "db/a.sql",
    text: sql,
    mutate: (text) => `DELETE FROM MemberRepository.dbo.Stage\nGO\n${text}`,
    baseline: 1,
    base: 1,
  },
  {
    what: "javascript quotes",
    file: "src/a.js",
    text: javascript,
    mutate: (text) => text.replaceAll('"', "'"),
    baseline: 0,
    base: 0,
  },
  {
    what: "javascript template",
    file: "src/a.js",
    text: javascript,
    mutate: (text) => text.replaceAll('"', "`"),
    baseline: 0,
    base: 0,
  },
  {
    what: "javascript moved",
    file: "src/a.js",
    text: javascript,
    mutate: (text) => toEnd(text, "export async function load"),
    baseline: 0,
    base: 0,
  },
  {
    what: "javascript concatenated",
    file: "src/a.js",
    text: javascript,
    mutate: (text) => text.replace('"SELECT Id FROM', '"SELECT Id " +\n    "FROM'),
    baseline: 0,
    base: 0,
  },
  {
    what: "yaml sections swapped",
    file: "etl.yaml",
    text: yaml,
    mutate: () => "publisher:\n  database: OutcomesIdentification\nloader:\n  database: MemberRepository\n",
    baseline: 0,
    base: 0,
  },
  {
    what: "yaml another section",
    file: "etl.yaml",
    text: yaml,
    mutate: (text) => `${text}archive:\n  database: MemberRepository\n`,
    baseline: 1,
    base: 1,
  },
  {
    what: "yaml quotes",
    file: "etl.yaml",
    text: yaml,
    mutate: (text) => text.replace(": MemberRepository", ': "MemberRepository"'),
    baseline: 0,
    base: 0,
  },
]

/** The text with names of its own, so that no mutation is taken for a move from another one's file. */
function own(text: string, index: number): string {
  return text.replace(/\bdbo\.|^(?=loader|publisher|archive)/gm, (match) => `${match}M${index}_`)
}

/** Where a mutation stands: each has a directory of its own in one repository. */
function directoryOf(index: number): string {
  return `m${String(index).padStart(2, "0")}`
}

let counts: Readonly<Record<"before" | "baseline" | "base" | "staged", readonly number[]>>

beforeAll(async () => {
  const repository = makeRepository()
  try {
    mutations.forEach(({ file, text }, index) => {
      repository.write(`${directoryOf(index)}/${file}`, own(text, index))
    })
    await repository.run(["baseline"])
    repository.commit()
    const count = async (...words: readonly string[]): Promise<readonly number[]> => {
      const fresh = await repository.fresh(...words)
      return mutations.map((_, index) => fresh.filter((place) => place.startsWith(`${directoryOf(index)}/`)).length)
    }
    const before = await count()
    repository.git("checkout", "-qb", "topic")
    mutations.forEach(({ file, text, mutate, to }, index) => {
      const directory = directoryOf(index)
      if (to !== undefined) {
        repository.write(`${directory}/${to}`, "")
        repository.git("mv", "-f", `${directory}/${file}`, `${directory}/${to}`)
      }
      repository.write(`${directory}/${to ?? file}`, own(mutate(text), index))
    })
    const baseline = await count()
    repository.write("empty.jsonl", '{"baseline":1}\n')
    const base = await count("--base", "main", "--baseline", "empty.jsonl")
    repository.git("add", "-A")
    counts = { before, baseline, base, staged: await count("--staged", "--baseline", "empty.jsonl") }
  } finally {
    repository.remove()
  }
}, 60_000)

describe("after a mutation", () => {
  it.each(mutations.map(({ what }, index) => [what, index] as const))("%s", (_, index) => {
    const mutation = mutations[index]
    expect({
      before: counts.before[index],
      baseline: counts.baseline[index],
      base: counts.base[index],
      staged: counts.staged[index],
    }).toEqual({
      before: 0,
      baseline: mutation?.baseline,
      base: mutation?.base,
      staged: mutation?.base,
    })
  })
})
