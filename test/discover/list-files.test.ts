import { execFileSync } from "node:child_process"
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterEach, describe, expect, it } from "vitest"
import { type ListOptions, listFiles } from "../../src/discover/list-files.js"

const made: string[] = []

afterEach(() => {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true })
})

function tree(files: Readonly<Record<string, string>>): string {
  const directory = mkdtempSync(join(tmpdir(), "list-files-"))
  made.push(directory)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true })
    writeFileSync(join(directory, path), text)
  }
  return directory
}

function git(cwd: string, ...command: string[]): void {
  execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "protocol.file.allow=always", ...command], {
    cwd,
    stdio: "pipe",
    env: { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" },
  })
}

function list(cwd: string, options: Partial<ListOptions> = {}) {
  return listFiles({ cwd, paths: [], ignore: [], root: cwd, gitignore: true, ...options })
}

const awkward = {
  "a.py": "",
  ".env": "",
  ".gitignore": "*.log\n/build/\n!keep.log\nsecret\\ file \n[ab]1.sql\n",
  "x.log": "",
  "keep.log": "",
  "build/out.sql": "",
  "src/build/out.sql": "",
  "secret file": "",
  "a1.sql": "",
  "c1.sql": "",
  "src/.gitignore": "!x.log\n*.tmp\n**/deep/*.sql\nonly/\n",
  "src/x.log": "",
  "src/y.tmp": "",
  "src/deep/a.sql": "",
  "src/q/deep/a.sql": "",
  "src/only/a.sql": "",
  "src/q/only": "",
  "src/[brackets] (and) spaces/{a}.sql": "",
  "src/new\nline\tand\u001b.sql": "",
  "src/ümläut.sql": "",
  "node_modules/m/index.js": "",
  "src/__pycache__/a.py": "",
  ".venv/lib/a.py": "",
}

const expected = [
  ".env",
  ".gitignore",
  "a.py",
  "c1.sql",
  "keep.log",
  "src/.gitignore",
  "src/[brackets] (and) spaces/{a}.sql",
  "src/build/out.sql",
  "src/new\nline\tand\u001b.sql",
  "src/q/only",
  "src/x.log",
  "src/ümläut.sql",
].sort()

describe("listFiles", () => {
  it("lists the same files with and without git", async () => {
    const plain = tree(awkward)
    const repository = tree({})
    cpSync(plain, repository, { recursive: true })
    git(repository, "init", "-q")
    expect(await list(plain)).toEqual({ files: expected, problems: [], missing: [] })
    expect(await list(repository)).toEqual({ files: expected, problems: [], missing: [] })
    git(repository, "add", ".")
    expect((await list(repository)).files).toEqual(expected)
  })

  it("lists the same in a subdirectory, where the ignore files above count too", async () => {
    const repository = tree(awkward)
    git(repository, "init", "-q")
    const below = expected.filter((file) => file.startsWith("src/"))
    expect((await list(repository, { paths: ["src"] })).files).toEqual(below)
    const path = process.env.PATH
    try {
      process.env.PATH = "/nonexistent"
      expect((await list(repository, { paths: ["src"] })).files).toEqual(below)
      expect(await list(repository)).toEqual({ files: expected, problems: [], missing: [] })
    } finally {
      process.env.PATH = path
    }
  })

  it("lists what git tracks though it is ignored, and no links", async () => {
    const repository = tree({ ".gitignore": ".env\n", "load/.env": "", "a.py": "" })
    symlinkSync("a.py", join(repository, "link.py"))
    symlinkSync(".", join(repository, "loop"))
    git(repository, "init", "-q")
    git(repository, "add", "-f", ".")
    symlinkSync("a.py", join(repository, "untracked.py"))
    expect((await list(repository)).files).toEqual([".gitignore", "a.py", "load/.env"])
    expect((await list(repository, { paths: ["link.py", "loop"] })).files).toEqual([
      "link.py",
      "loop/.gitignore",
      "loop/a.py",
      "loop/load/.env",
    ])
  })

  it("lists repositories beside one another and within one another", async () => {
    const estate = tree({
      "readme.md": "",
      "load/.gitignore": "*.log",
      "load/a.py": "",
      "load/x.log": "",
      "insight/b.py": "",
      "insight/x.log": "",
      "insight/vendor/own/c.py": "",
    })
    for (const path of ["load", "insight", "insight/vendor/own"]) git(join(estate, path), "init", "-q")
    git(join(estate, "insight/vendor/own"), "add", ".")
    git(join(estate, "insight/vendor/own"), "commit", "-qm", "first")
    const files = ["insight/b.py", "insight/vendor/own/c.py", "insight/x.log", "load/.gitignore", "load/a.py", "readme.md"]
    expect((await list(estate)).files).toEqual(files)
    git(estate, "init", "-q")
    expect((await list(estate)).files).toEqual(files)
  })

  it("lists submodules, also when they are not checked out", async () => {
    const other = tree({ "m.sql": "" })
    git(other, "init", "-q")
    git(other, "add", ".")
    git(other, "commit", "-qm", "first")
    const repository = tree({ "a.py": "" })
    git(repository, "init", "-q")
    git(repository, "submodule", "add", "-q", other, "modules/one")
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "first")
    expect((await list(repository)).files).toEqual([".gitmodules", "a.py", "modules/one/m.sql"])
    git(repository, "submodule", "deinit", "-f", "--all")
    expect((await list(repository)).files).toEqual([".gitmodules", "a.py"])
  })

  it("lists ignored files on request, installed packages never", async () => {
    const plain = tree({ ".gitignore": "*.log\nout/", "x.log": "", "out/a.sql": "", "node_modules/m/a.js": "" })
    const files = [".gitignore", "out/a.sql", "x.log"]
    expect((await list(plain, { gitignore: false })).files).toEqual(files)
    git(plain, "init", "-q")
    expect((await list(plain, { gitignore: false })).files).toEqual(files)
    expect((await list(plain, { paths: ["out", "node_modules/m", "x.log"] })).files).toEqual([
      "node_modules/m/a.js",
      "out/a.sql",
      "x.log",
    ])
  })

  it("leaves out what the user ignores, but never a file that is given", async () => {
    const plain = tree({ "a/vendor/x.sql": "", "a/b.min.js": "", "a/c.{x}.sql": "", "a/d.sql": "", "e.sql": "" })
    const ignore = ["**/vendor/**", "*.{min,bundle}.js", "/e.sql"]
    expect((await list(plain, { ignore })).files).toEqual(["a/c.{x}.sql", "a/d.sql"])
    expect((await list(plain, { ignore, paths: ["e.sql", "a/vendor"] })).files).toEqual(["e.sql"])
    expect((await list(join(plain, "a"), { ignore, root: plain })).files).toEqual(["c.{x}.sql", "d.sql"])
    expect((await list(join(plain, "a"), { paths: ["../e.sql", "d.sql", "./d.sql"] })).files).toEqual(["../e.sql", "d.sql"])
  })

  it("says which paths are missing and which directories cannot be read", async () => {
    const plain = tree({ "a/x.sql": "" })
    execFileSync("mkfifo", [join(plain, "pipe")])
    expect(await list(plain, { paths: ["a", "nowhere", "x/y"] })).toEqual({
      files: ["a/x.sql"],
      problems: [],
      missing: ["nowhere", "x/y"],
    })
    expect((await list(plain)).files).toEqual(["a/x.sql"])
    expect((await list(plain, { paths: ["pipe"] })).problems).toHaveLength(1)
    if (process.getuid?.() !== 0) {
      chmodSync(join(plain, "a"), 0)
      expect((await list(plain)).problems).toHaveLength(1)
      chmodSync(join(plain, "a"), 0o755)
    }
  })

  it("reports names that are no UTF-8, and does not run programs that a repository names", async () => {
    const repository = tree({ "a.sql": "" })
    writeFileSync(Buffer.concat([Buffer.from(`${repository}/b`), Buffer.from([0xff]), Buffer.from(".sql")]), "")
    expect((await list(repository)).problems.map((problem) => problem.file)).toEqual(["b\uFFFD.sql"])
    git(repository, "init", "-q")
    git(repository, "config", "core.fsmonitor", `touch ${repository}/ran;`)
    const { files, problems } = await list(repository)
    expect(files).toEqual(["a.sql"])
    expect(problems).toHaveLength(1)
  })
})
