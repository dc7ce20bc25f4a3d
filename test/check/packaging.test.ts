import { spawnSync } from "node:child_process"
import { chmodSync, existsSync, readFileSync } from "node:fs"
import { delimiter, join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { parse } from "yaml"
import { makeRepository, type Repository } from "./repository.js"

const root = fileURLToPath(new URL("../../", import.meta.url))
const built = existsSync(join(root, "dist/main.js"))
const read = (path: string): string => readFileSync(join(root, path), "utf8")

let repository: Repository
beforeEach(() => {
  repository = makeRepository()
  repository.write("seed.py", "x = 1\n")
  repository.commit()
})
afterEach(() => repository.remove())

/** Puts a command `unhardcode` on the path: one that writes down its words, or the real one. */
function command(real: boolean): string {
  const script = real
    ? `#!/bin/sh\nexec "${process.execPath}" "${join(root, "bin/unhardcode.js")}" "$@"\n`
    : '#!/bin/sh\nfor word in "$@"; do printf "%s\\n" "$word"; done > words.txt\nexit "${STUB_CODE:-0}"\n'
  repository.write(".git/tools/unhardcode", script)
  chmodSync(join(repository.root, ".git/tools/unhardcode"), 0o755)
  return join(repository.root, ".git/tools")
}

function shell(script: string, env: Readonly<Record<string, string>>, real: boolean) {
  const path = `${command(real)}${delimiter}${process.env.PATH ?? ""}`
  const { status, stdout, stderr } = spawnSync("bash", ["-c", script], {
    cwd: repository.root,
    env: { PATH: path, HOME: repository.root, ...env },
    encoding: "utf8",
  })
  const words = existsSync(join(repository.root, "words.txt")) ? repository.read("words.txt").trimEnd().split("\n") : []
  return { status, stdout, stderr, words }
}

const actionScript = `bash "${join(root, "packaging/github-action.sh")}"`
const use = 'cursor.execute("DELETE FROM MemberRepository.dbo.A")\n'

describe("the GitHub action", () => {
  const action = parse(read("action.yml"))

  it("hands every input to the script through the environment", () => {
    const [step] = action.runs.steps
    const used = Object.values<string>(step.env).concat(step["working-directory"])
    for (const input of Object.keys(action.inputs)) expect(used).toContain(`\${{ inputs.${input} }}`)
    expect(step.run).not.toContain("${{")
    const script = read("packaging/github-action.sh")
    for (const name of Object.keys(step.env)) if (name.startsWith("INPUT_")) expect(script).toContain(name)
  })

  it("passes words as they are", () => {
    const env = {
      INPUT_PATHS: "a b\n$(touch owned)\n-x\n",
      INPUT_BASE: "main;touch owned",
      INPUT_POST: "true",
      INPUT_CONFIG: "c d.yaml",
    }
    const { status, words } = shell(actionScript, env, false)
    expect([status, words]).toEqual([
      0,
      [
        "check",
        "--format",
        "github",
        "--base=main;touch owned",
        "--config=c d.yaml",
        "--post",
        "--",
        "a b",
        "$(touch owned)",
        "-x",
      ],
    ])
    expect(existsSync(join(repository.root, "owned"))).toBe(false)
  })

  it("compares a pull request with its target branch, fetched if it is missing", () => {
    repository.git("remote", "add", "origin", repository.root)
    const { status, words } = shell(actionScript, { GITHUB_BASE_REF: "main" }, false)
    expect([status, words]).toEqual([0, ["check", "--format", "github", "--base=origin/main", "--", "."]])
    expect(repository.git("rev-parse", "refs/remotes/origin/main")).toBe(repository.git("rev-parse", "main"))
  })

  it.runIf(built)("annotates what is new, and fails", () => {
    repository.git("remote", "add", "origin", repository.root)
    repository.write("a.py", use)
    const { status, stdout } = shell(actionScript, { GITHUB_BASE_REF: "main" }, true)
    expect([status, stdout]).toEqual([1, expect.stringMatching(/^::error file=a\.py,line=1,/)])
  })
})

describe("the pre-commit hooks", () => {
  const hooks = parse(read(".pre-commit-hooks.yaml")) as { readonly id: string; readonly entry: string }[]
  const entry = (id: string): string => hooks.find((hook) => hook.id === id)?.entry ?? ""

  it("have what pre-commit asks for", () => {
    for (const hook of hooks) expect(Object.keys(hook)).toEqual(expect.arrayContaining(["id", "name", "entry", "language"]))
  })

  it.runIf(built)("fail on staged names in the files that are given, and pass without", () => {
    repository.write("a.py", use)
    repository.write("-b.py", "x = 1\n")
    repository.git("add", "-A")
    expect(shell(`${entry("unhardcode")} a.py seed.py`, {}, true)).toMatchObject({
      status: 1,
      stdout: expect.stringContaining("a.py"),
    })
    expect(shell(`${entry("unhardcode")} -b.py seed.py`, {}, true)).toMatchObject({ status: 0 })
    expect(shell(entry("unhardcode-baseline"), {}, true).status).toBe(1)
  })

  it.runIf(built)("work as a git hook, for a commit of single files too", () => {
    repository.write(".git/hooks/pre-commit", `#!/bin/sh\nexec ${entry("unhardcode").replace(/ --$/, "")}\n`)
    chmodSync(join(repository.root, ".git/hooks/pre-commit"), 0o755)
    repository.write("a.py", use)
    repository.write("seed.py", "x = 2\n")
    repository.git("add", "a.py")
    const author = "git -c user.name=a -c user.email=a@example.invalid commit -qm x"
    expect(shell(`${author} seed.py`, {}, true)).toMatchObject({ status: 0, stderr: expect.stringContaining("Nothing new") })
    // git sends what a hook says to stderr.
    expect(shell(author, {}, true)).toMatchObject({ status: 1, stderr: expect.stringContaining("a.py") })
  })
})

describe("the GitLab template", () => {
  const job = parse(read("packaging/gitlab-ci.yml")).unhardcode
  const script = job.script.join("\n")

  it("compares a merge request with its base and keeps the report", () => {
    expect(job.artifacts.reports.codequality).toBe("gl-code-quality-report.json")
    expect(shell(script, { CI_MERGE_REQUEST_DIFF_BASE_SHA: "abc" }, false).words).toEqual([
      "check",
      "--format",
      "gitlab",
      "--output",
      "gl-code-quality-report.json",
      "--base",
      "abc",
    ])
    expect(shell(script, { STUB_CODE: "1" }, false)).toMatchObject({ status: 1, stdout: expect.stringContaining("code quality") })
    expect(shell(script, { STUB_CODE: "2" }, false)).toMatchObject({ status: 2, stdout: "" })
  })

  it.runIf(built)("writes the report", () => {
    repository.write("a.py", use)
    expect(shell(script, {}, true).status).toBe(1)
    expect(JSON.parse(repository.read("gl-code-quality-report.json"))).toMatchObject([{ location: { path: "a.py" } }])
  })
})

describe("the Azure DevOps example", () => {
  it("compares a pull request with its target branch", () => {
    const step = parse(read("packaging/azure-pipelines.yml")).steps.find((each: { bash?: string }) => each.bash !== undefined)
    const { status, words } = shell(step.bash, { TARGET_BRANCH: "refs/heads/release/1", RESULTS: "out dir/x.xml" }, false)
    expect([status, words]).toEqual([
      0,
      ["check", "--format", "junit", "--output", "out dir/x.xml", "--base", "origin/release/1"],
    ])
    expect(shell(step.bash, { RESULTS: "x.xml" }, false).words).not.toContain("--base")
  })
})
