import { spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { pythonHost } from "../../../src/hosts/python/host.js"
import { environment, hasPython, rewrite } from "./helper.js"

beforeAll(() => pythonHost.load())

const made: string[] = []
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true })
})

const definitionText = pythonHost.definitions?.module(environment(), "database_names.py", "/repository", false) ?? ""

/** Writes a repository whose Python files are rewritten, with its definition module. */
function repository(files: Readonly<Record<string, string>>, module = "database_names.py"): string {
  const root = mkdtempSync(join(tmpdir(), "python-host-"))
  made.push(root)
  const all: Record<string, string> = { [module]: definitionText }
  for (const [file, text] of Object.entries(files)) all[file] = rewrite(text, file, module).text
  for (const [file, text] of Object.entries(all)) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }
  return root
}

function start(cwd: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  const { PYTHONPATH: _, MEMBER_REPOSITORY_DB: __, ...rest } = process.env
  const run = spawnSync("python3", args, { cwd, encoding: "utf8", env: { ...rest, PYTHONDONTWRITEBYTECODE: "1", ...env } })
  return run.status === 0 ? run.stdout.trim() : run.stderr
}

const script = `"""Loads members."""
import sys
from pathlib import Path

SQL = "SELECT * FROM MemberRepository.dbo.Member"


def main():
    print(SQL)


if __name__ == "__main__":
    main()
`

describe.runIf(hasPython)("a rewritten file finds its definitions", () => {
  test("however it is started", () => {
    const root = repository({
      "run.py": script,
      "load/__init__.py": "",
      "load/members.py": script,
      "load/plain.py": 'NAME = "MemberRepository"\n',
      "load/uses_plain.py": 'import plain\n\nprint(plain.NAME + " MemberRepository")\n',
      "load/deep/steps.py": script,
      "start.py": "from load import members\nimport load.deep.steps as steps\n\nmembers.main()\nsteps.main()\n",
    })
    const sql = "SELECT * FROM MemberRepository.dbo.Member"
    expect(start(root, ["run.py"])).toBe(sql)
    expect(start(join(root, "load"), ["../run.py"])).toBe(sql)
    expect(start(root, ["-m", "run"])).toBe(sql)
    expect(start(join(root, "load"), ["members.py"])).toBe(sql)
    expect(start(root, ["load/members.py"])).toBe(sql)
    expect(start(tmpdir(), [join(root, "load/members.py")])).toBe(sql)
    expect(start(root, ["-m", "load.members"])).toBe(sql)
    expect(start(root, ["load/deep/steps.py"])).toBe(sql)
    expect(start(join(root, "load"), ["-m", "deep.steps"])).toBe(sql)
    expect(start(root, ["start.py"])).toBe(`${sql}\n${sql}`)
    expect(start(join(root, "load"), ["uses_plain.py"])).toBe("MemberRepository MemberRepository")
    const other = { MEMBER_REPOSITORY_DB: "MemberRepository_B" }
    expect(start(join(root, "load"), ["members.py"], other)).toBe("SELECT * FROM MemberRepository_B.dbo.Member")
    expect(start(root, ["run.py"], { MEMBER_REPOSITORY_DB: "" })).toBe(sql)
  })

  test("in a package with relative imports", () => {
    const root = repository({
      "load/__init__.py": "",
      "load/common.py": 'NAME = "MemberRepository"\n',
      "load/tools/__init__.py": "",
      "load/tools/count.py": 'from .. import common\n\nprint(common.NAME, "MemberRepository.dbo")\n',
    })
    expect(start(root, ["-m", "load.tools.count"])).toBe("MemberRepository MemberRepository.dbo")
  })

  test("in a module of the repository's own", () => {
    const root = repository(
      {
        "etl/__init__.py": "",
        "etl/settings/__init__.py": "",
        "etl/load.py": script,
        "run.py": "import etl.load\n\netl.load.main()\n",
      },
      "etl/settings/database_names.py",
    )
    const sql = "SELECT * FROM MemberRepository.dbo.Member"
    expect(start(root, ["run.py"])).toBe(sql)
    expect(start(root, ["etl/load.py"])).toBe(sql)
    expect(start(root, ["-m", "etl.load"])).toBe(sql)
  })
})

describe("imports", () => {
  const importOf = (text: string, file = "load.py", module = "database_names.py") => {
    const after = rewrite(text, file, module).text
    return after.split(/\r\n|\n|\r/).filter((line) => /database_names|sys\.path|^\s*[A-Z_]+_DB,?$/.test(line))
  }

  test("are plain where the root is searched for certain", () => {
    const plain = ["from database_names import MEMBER_REPOSITORY_DB"]
    const sql = 'x = "MemberRepository"\n'
    expect(importOf(sql, "run.py")).toEqual(plain)
    expect(importOf(`from . import a\n${sql}`, "load/run.py")).toEqual(plain)
    expect(importOf(`from load.common import a\n${sql}`, "load/run.py")).toEqual(plain)
    expect(importOf(`from .. import a\n${sql}`, "load/tools/run.py")).toEqual(plain)
    const path = "sys.path.insert(0, str(Path(__file__).resolve().parents[1]))"
    expect(importOf(`import sys\n${path}\n${sql}`, "load/run.py")).toEqual([path, ...plain])
    expect(importOf(`import sys\n${path}\n${sql}`, "load/deep/run.py")).toHaveLength(4)
    const folders = 'sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))'
    expect(importOf(`import sys\n${folders}\n${sql}`, "load/run.py")).toEqual([folders, ...plain])
    const own = 'sys.path.append(os.path.join(os.path.dirname(__file__), "lib"))'
    expect(importOf(`import sys\n${own}\n${sql}`, "load/run.py")).toHaveLength(4)
  })

  test("are added to those that are there, in every branch", () => {
    const twice = "try:\n    from database_names import A\nexcept ModuleNotFoundError:\n    from database_names import A\n"
    expect(importOf(`${twice}x = "MemberRepository"\n`)).toEqual([
      "    from database_names import A, MEMBER_REPOSITORY_DB",
      "    from database_names import A, MEMBER_REPOSITORY_DB",
    ])
    expect(importOf('from database_names import (\n    A,\n    B,\n)\nx = "MemberRepository"\n')).toEqual([
      "from database_names import (",
      "    MEMBER_REPOSITORY_DB,",
    ])
    const long = `from database_names import ${"A".repeat(40)}_DB, ${"B".repeat(30)}_DB`
    expect(importOf(`${long}\nx = "MemberRepository"\n`)).toEqual([
      "from database_names import (",
      `    ${"A".repeat(40)}_DB,`,
      `    ${"B".repeat(30)}_DB,`,
      "    MEMBER_REPOSITORY_DB,",
    ])
  })

  test("need no second line where the variable is there by another module", () => {
    expect(importOf('from settings import MEMBER_REPOSITORY_DB\nx = "MemberRepository"\n')).toEqual([])
  })

  test("know what a file binds itself", () => {
    const bound = (text: string) => pythonHost.read(text, "x.py").imports?.bound ?? []
    for (const text of [
      "V = 1",
      "a = V = 1",
      "(V, b) = 1, 2",
      "V: str = 'x'",
      "V: str",
      "def f(a, V=1): pass",
      "def f(*V): pass",
      "class V: pass",
      "for V in x: pass",
      "for a, V in x: pass",
      "[V for V in x]",
      "with a as V: pass",
      "import a as V",
      "import V",
      "from a import b as V",
      "x = lambda V: 1",
      "if (V := 1): pass",
      "def f():\n    global V",
      "match x:\n    case [V]: pass",
      "except_ = 1\ntry: pass\nexcept E as V: pass",
      "if x: V = 1",
      "V += 1",
      "del V",
    ]) {
      expect([text, bound(`${text}\n`).includes("V")]).toEqual([text, true])
    }
    for (const text of [
      "x = V",
      "f(V=1)",
      "a.V = 1",
      "x[V] = 1",
      "f(V).x = 1",
      "from a import V",
      "for x in V: pass",
      "x = {V: 1}",
    ]) {
      expect([text, bound(`${text}\n`).includes("V")]).toEqual([text, false])
    }
  })

  test("have no place where code precedes every line that could take them", () => {
    expect(pythonHost.read('"""doc"""; x = "MemberRepository"\n', "x.py").imports).toBeNull()
    expect(pythonHost.read("", "x.py").imports?.at).toBe(0)
  })
})
