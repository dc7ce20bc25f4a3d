import { existsSync } from "node:fs"
import { join } from "node:path"
import { Readable } from "node:stream"
import { expect, test } from "vitest"
import { main } from "../../src/cli/main.js"
import { workspace } from "../support/workspace.js"

const files = {
  "unhardcode.config.yaml": "databases: { MemberRepository: MEMBER_REPOSITORY_DB }\n",
  "pyproject.toml": "",
  "load/run.py": 'QUERY = "SELECT 1 FROM MemberRepository.dbo.Member"\n',
  "load/send.py": 'SQL = open("sql/load.sql").read()\n',
  "sql/load.sql": "SELECT 1 FROM [MemberRepository].dbo.Member\n",
}

async function run(directory: string, ...words: string[]): Promise<string> {
  let said = ""
  await main(["rewrite", ...words], {
    cwd: directory,
    env: {},
    stdin: Readable.from([]),
    out: async (text) => {
      said += String(text)
    },
    err: (text) => {
      said += text
    },
    terminal: { out: false, err: false, in: false },
  })
  return said
}

test("nothing is made outside the given paths: the module is given as a path too", async () => {
  const place = workspace(files)
  try {
    expect(await run(place.directory, "load/run.py", "--write")).toContain(
      "the variables' module database_names.py would have to be made, and it lies outside the given paths: give it as a path too",
    )
    expect(existsSync(join(place.directory, "database_names.py"))).toBe(false)
    expect(place.read("load/run.py")).toBe(files["load/run.py"])
    await run(place.directory, "load/run.py", "database_names.py", "--write")
    expect(place.read("load/run.py")).toContain("{MEMBER_REPOSITORY_DB}")
    expect(place.read("database_names.py")).toContain('or "MemberRepository"')
  } finally {
    place.remove()
  }
})

test("a script is left where the code that reads it is not given", async () => {
  const place = workspace(files)
  try {
    const said = await run(place.directory, "sql", "database_names.py", "--write")
    expect(said).toContain("load/send.py reads it, and lies outside the given paths")
    expect(place.read("sql/load.sql")).toBe(files["sql/load.sql"])
    await run(place.directory, "--write")
    expect(place.read("sql/load.sql")).toContain("[$(MEMBER_REPOSITORY_DB)]")
    expect(place.read("load/send.py")).toContain('expand(open("sql/load.sql").read())')
  } finally {
    place.remove()
  }
})

test("a list of the variables is offered, and written only where it is asked for", async () => {
  const place = workspace({ ...files, ".env.example": "PORT=1" })
  try {
    expect(await run(place.directory)).toContain("--env-example .env.example")
    await run(place.directory, "--write", "--env-example", ".env.example")
    expect(place.read(".env.example")).toBe("PORT=1\nMEMBER_REPOSITORY_DB=MemberRepository\n")
    expect(await run(place.directory, "--env-example", ".env.example")).toContain("Nothing to rewrite")
  } finally {
    place.remove()
  }
})
