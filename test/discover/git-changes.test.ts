import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { changesSince, readBlobs, stagedChanges } from "../../src/discover/git-changes.js"

let root = ""
const identity = {
  GIT_AUTHOR_NAME: "a",
  GIT_AUTHOR_EMAIL: "a@example.invalid",
  GIT_COMMITTER_NAME: "a",
  GIT_COMMITTER_EMAIL: "a@example.invalid",
}

function git(...words: string[]): string {
  const env = { ...process.env, ...identity, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" }
  return execFileSync("git", ["-c", "protocol.file.allow=always", ...words], {
    cwd: root,
    env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  })
}

function write(path: string, text: string | Uint8Array): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

function commit(message = "x"): void {
  git("add", "-A")
  git("commit", "-qm", message)
}

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "changes-")))
  git("init", "-q", "-b", "main")
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

async function since(ref = "main") {
  const { files, deleted, submodules } = await changesSince(root, ref)
  return {
    files: files.map(({ path, before, added, removedAfter }) => ({ path, before, added, removedAfter })),
    deleted: deleted.map(({ path }) => path),
    submodules,
  }
}

const ten = Array.from({ length: 10 }, (_, index) => `line ${index}\n`).join("")

describe("changesSince", () => {
  it("gives the added lines since the merge base, committed or not", async () => {
    write("a.py", ten)
    write("gone.py", "x\n")
    commit()
    git("checkout", "-qb", "topic")
    write("a.py", ten.replace("line 4\n", "new\nnewer\n"))
    commit()
    git("checkout", "-q", "main")
    write("other.py", "only on main\n")
    commit()
    git("checkout", "-q", "topic")
    write("a.py", `${ten.replace("line 4\n", "new\nnewer\n").replace("line 8\n", "")}last`)
    write("untracked.py", "y\n")
    rmSync(join(root, "gone.py"))
    expect(await since()).toEqual({
      files: [
        {
          path: "a.py",
          before: "a.py",
          added: [
            { from: 5, to: 6 },
            { from: 11, to: 11 },
          ],
          removedAfter: [4, 9],
        },
        { path: "untracked.py", before: null, added: null, removedAfter: [] },
      ],
      deleted: ["gone.py"],
      submodules: [],
    })
  })

  it("follows a rename, and shows only what was added", async () => {
    write("a.py", ten)
    commit()
    git("mv", "a.py", "b.py")
    write("b.py", `${ten}more\n`)
    git("add", "-A")
    expect((await since()).files).toEqual([{ path: "b.py", before: "a.py", added: [{ from: 11, to: 11 }], removedAfter: [] }])
    git("reset", "-q", "--hard")
    git("mv", "a.py", "b.py")
    expect((await since()).files).toEqual([{ path: "b.py", before: "a.py", added: [], removedAfter: [] }])
  })

  it("reads any file name", async () => {
    const names = [
      "a b.py",
      "tab\there.py",
      "new\nline.py",
      'quo"te.py',
      "é會.py",
      "-x.py",
      "b/b.py",
      "back\\slash.py",
      " lead.py",
      "trail .py",
      "+++ b",
      ":(glob)x",
    ]
    write("seed", "x\n")
    commit()
    for (const name of names) write(name, `${ten}+++ b/other.py\n@@ -1 +1 @@\n`)
    git("add", "-A")
    expect((await since()).files.map(({ path, added }) => [path, added]).sort()).toEqual(
      names.sort().map((name) => [name, [{ from: 1, to: 12 }]]),
    )
    git("commit", "-qm", "x")
    git("checkout", "-qb", "t")
    for (const name of names) write(name, `--- a/x\n${ten}+++ b/other.py\n@@ -1 +1 @@\n`)
    expect((await since()).files.map(({ path, added }) => [path, added]).sort()).toEqual(
      names.sort().map((name) => [name, [{ from: 1, to: 1 }]]),
    )
  })

  it("takes content for no header", async () => {
    write("a.sql", "-- x\n++ y\n")
    commit()
    write("a.sql", "-- a/x\n++ b/y\n@@ -1 +1 @@\ndiff --git a/q b/q\n")
    expect((await since()).files).toMatchObject([{ path: "a.sql", added: [{ from: 1, to: 4 }] }])
  })

  it("leaves binary files to the caller, and links and modes out", async () => {
    write("u16.sql", Buffer.from("\ufeffSELECT 1\n", "utf16le"))
    write("mode.sh", "x\n")
    commit()
    write("u16.sql", Buffer.from("\ufeffSELECT 1\nSELECT 2\n", "utf16le"))
    symlinkSync("mode.sh", join(root, "link"))
    git("update-index", "--chmod=+x", "mode.sh")
    git("add", "u16.sql", "link")
    const { files } = await since("HEAD")
    expect(files.filter(({ path }) => path !== "mode.sh")).toEqual([
      { path: "u16.sql", before: "u16.sql", added: null, removedAfter: [] },
    ])
  })

  it("is not led astray by the repository's settings and attributes", async () => {
    write("a.py", ten)
    commit()
    git("config", "diff.noprefix", "true")
    git("config", "diff.external", "false")
    git("config", "diff.mnemonicPrefix", "true")
    git("config", "color.ui", "always")
    git("config", "diff.context", "5")
    git("config", "diff.x.textconv", "false")
    git("config", "diff.renames", "false")
    write(".git/info/attributes", "*.py diff=x\n")
    git("mv", "a.py", "c.py")
    write("c.py", `${ten}more\n`)
    git("add", "-A")
    expect((await since()).files).toEqual([{ path: "c.py", before: "a.py", added: [{ from: 11, to: 11 }], removedAfter: [] }])
  })

  it("reads old contents", async () => {
    write("a.py", ten)
    commit()
    write("a.py", "changed\n")
    const { top, files } = await changesSince(root, "HEAD")
    const blob = files[0]?.oldBlob ?? ""
    const read = await readBlobs(top, [blob, "0".repeat(40), "x"])
    expect([...read].map(([id, bytes]) => [id, Buffer.from(bytes).toString()])).toEqual([[blob, ten]])
  })

  it("names submodules that moved, and compares within one", async () => {
    const inner = mkdtempSync(join(tmpdir(), "inner-"))
    try {
      execFileSync("git", ["init", "-q", inner])
      const inside = (...words: string[]) =>
        execFileSync("git", words, { cwd: inner, env: { ...process.env, ...identity }, stdio: "ignore" })
      writeFileSync(join(inner, "x.py"), "1\n")
      inside("add", "-A")
      inside("commit", "-qm", "x")
      git("submodule", "add", "-q", inner, "sub")
      commit()
      writeFileSync(join(root, "sub/x.py"), "1\n2\n")
      expect(await since()).toEqual({ files: [], deleted: [], submodules: [] })
      expect((await changesSince(join(root, "sub"), "HEAD")).files).toMatchObject([{ path: "x.py", added: [{ from: 2, to: 2 }] }])
      execFileSync("git", ["commit", "-qam", "y"], { cwd: join(root, "sub"), env: { ...process.env, ...identity } })
      expect(await since()).toEqual({ files: [], deleted: [], submodules: ["sub"] })
    } finally {
      rmSync(inner, { recursive: true, force: true })
    }
  })
})

describe("what git can not say", () => {
  it("no repository", async () => {
    rmSync(join(root, ".git"), { recursive: true })
    await expect(changesSince(root, "main")).rejects.toThrow(/is in no git repository.*--baseline/)
  })

  it("no commit", async () => {
    write("a.py", "x\n")
    await expect(changesSince(root, "main")).rejects.toThrow(/no commit yet/)
    git("add", "-A")
    expect((await stagedChanges(root)).files).toMatchObject([{ path: "a.py", added: [{ from: 1, to: 1 }] }])
  })

  it("an unknown ref, and one that only the remote has", async () => {
    write("a.py", "x\n")
    commit()
    await expect(changesSince(root, "nowhere")).rejects.toThrow(/does not know "nowhere".*git fetch origin nowhere/)
    git("update-ref", "refs/remotes/origin/release", "HEAD")
    await expect(changesSince(root, "release")).rejects.toThrow(/--base origin\/release/)
    await expect(changesSince(root, "--output=x")).rejects.toThrow(/takes a branch/)
  })

  it("unrelated histories", async () => {
    write("a.py", "x\n")
    commit()
    git("checkout", "-q", "--orphan", "island")
    git("commit", "-qm", "y")
    await expect(changesSince(root, "main")).rejects.toThrow(/unrelated/)
  })

  it("a shallow and detached checkout says what to fetch", async () => {
    write("a.py", "x\n")
    commit()
    git("checkout", "-qb", "topic")
    for (const text of ["1", "2", "3"]) {
      write("a.py", `${text}\n`)
      commit()
    }
    git("checkout", "-q", "main")
    write("b.py", "y\n")
    commit()
    const clone = `${root}-clone`
    try {
      git("clone", "-q", "--depth", "1", "--no-single-branch", `file://${root}`, clone)
      execFileSync("git", ["checkout", "-q", "--detach", "origin/topic"], { cwd: clone })
      await expect(changesSince(clone, "origin/main")).rejects.toThrow(/shallow.*git fetch --unshallow.*fetch-depth: 0/)
      await expect(changesSince(clone, "elsewhere")).rejects.toThrow(/shallow/)
      execFileSync("git", ["fetch", "-q", "--unshallow"], { cwd: clone })
      expect((await changesSince(clone, "origin/main")).files).toMatchObject([{ path: "a.py", added: [{ from: 1, to: 1 }] }])
    } finally {
      renameSync(clone, `${root}/clone`)
    }
  })
})

describe("stagedChanges", () => {
  it("is about the index, not the files", async () => {
    write("a.py", ten)
    commit()
    write("a.py", `${ten}staged\n`)
    git("add", "a.py")
    write("a.py", `${ten}staged\nnot staged\n`)
    write("untracked.py", "x\n")
    const { top, files } = await stagedChanges(root)
    expect(files).toMatchObject([{ path: "a.py", added: [{ from: 11, to: 11 }] }])
    const blobs = await readBlobs(top, [files[0]?.newBlob ?? ""])
    expect(Buffer.from([...blobs.values()][0] ?? []).toString()).toBe(`${ten}staged\n`)
  })
})
