import { spawnSync } from "node:child_process"
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { parse } from "yaml"
import { type Workspace, workspace } from "../support/workspace.js"

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))
const program = at("bin/unhardcode.js")
const blocks = [...readFileSync(at("docs/scale.md"), "utf8").matchAll(/```(yaml|sh)\n(.*?)```/gs)].map(([, , text]) => text ?? "")

interface Step {
  readonly run?: string
  readonly uses?: string
  readonly with?: Readonly<Record<string, string>>
}

/** The examples of docs/scale.md, as they stand there. Shards are run by what is built. */
describe.skipIf(!existsSync(at("dist/main.js")))("the worked examples of many machines", () => {
  let place: Workspace
  let whole: string

  /** A machine: a checkout of the estate, and a directory outside of it. */
  const machine = (name: string) => {
    const estate = join(place.directory, name, "estate")
    const outside = join(place.directory, name, "outside")
    cpSync(at("fixtures/repositories/fileRepository-fileload"), estate, { recursive: true })
    writeFileSync(join(estate, "unhardcode.config.yaml"), "databases: { MemberRepository: MEMBER_REPOSITORY_DB }\n")
    mkdirSync(outside, { recursive: true })
    return { estate, outside }
  }
  const run = (script: string, cwd: string, env: Readonly<Record<string, string>> = {}) => {
    const path = `${place.directory}/bin:${process.env.PATH}`
    const done = spawnSync("bash", ["-e", "-c", script], {
      cwd,
      env: { ...process.env, ...env, PATH: path },
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    })
    expect({ status: done.status, errors: done.stderr }).toMatchObject({ status: 0 })
    return done.stdout
  }

  beforeAll(() => {
    // What `npm install` and the runner's image put on the path.
    const start = `exec "${process.execPath}" "${program}" "$@"\n`
    place = workspace({ "bin/unhardcode": `#!/bin/sh\n${start}`, "bin/npx": `#!/bin/sh\nshift\n${start}` })
    for (const name of ["unhardcode", "npx"]) chmodSync(join(place.directory, "bin", name), 0o755)
    whole = run("unhardcode audit --format json", machine("one").estate)
    expect(JSON.parse(whole).accounting.occurrences).toBeGreaterThan(50)
  })
  afterAll(() => place.remove())

  it("a matrix of GitHub Actions", () => {
    const { jobs } = parse(blocks.find((text) => text.includes("matrix")) ?? "")
    const artifacts = join(place.directory, "artifacts")
    mkdirSync(artifacts)
    const play = (name: string, steps: readonly Step[], shard: number | null) => {
      const { estate, outside } = machine(name)
      const filled = (text: string) =>
        text.replaceAll("${{ matrix.shard }}", String(shard)).replaceAll("${{ runner.temp }}", outside)
      for (const step of steps) {
        const path = filled(step.with?.path ?? "")
        if (step.run !== undefined) run(filled(step.run), estate)
        else if (step.uses?.startsWith("actions/upload-artifact") === true) cpSync(path, join(artifacts, basename(path)))
        else if (step.uses?.startsWith("actions/download-artifact") === true) cpSync(artifacts, path, { recursive: true })
        else expect(step.uses).toMatch(/^actions\/checkout@/)
      }
      return outside
    }
    const shards: readonly number[] = jobs.read.strategy.matrix.shard
    for (const shard of shards) play(`matrix-${shard}`, jobs.read.steps, shard)
    expect(readdirSync(artifacts)).toHaveLength(shards.length)
    expect(jobs.result.needs).toBe("read")
    const outside = play("result", jobs.result.steps, null)
    expect(readFileSync(join(outside, "audit.json"), "utf8")).toBe(whole)
  })

  it("GNU parallel", () => {
    const script = blocks.find((text) => text.includes("parallel")) ?? ""
    const here = spawnSync("parallel", ["--version"], { encoding: "utf8" })
    const isGnu = here.status === 0 && here.stdout.startsWith("GNU parallel")
    const same = isGnu
      ? script
      : script.replace(/^parallel (.*?) ::: (.*)$/m, (_, command, list) => `printf '%s\\n' ${list} | xargs -I{} ${command}`)
    expect(run(same, machine("parallel").estate)).toBe(whole)
  })

  it("a Kubernetes job with an index", () => {
    const job = parse(blocks.find((text) => text.includes("kind: Job")) ?? "")
    const [container] = job.spec.template.spec.containers
    const { estate, outside } = machine("kubernetes")
    expect(container.workingDir).toBe("/estate")
    const mounts = container.volumeMounts.map(({ mountPath }: { mountPath: string }) => mountPath)
    expect(mounts).toEqual(["/estate", "/shared"])
    const [shell, flag, script] = container.command
    for (let index = 0; index < job.spec.completions; index++) {
      const mounted = script.replaceAll("/shared", outside)
      run(`${shell} ${flag} '${mounted}'`, estate, { JOB_COMPLETION_INDEX: String(index) })
    }
    expect(readdirSync(outside)).toHaveLength(job.spec.completions)
    expect(run(`unhardcode merge ${outside}/facts-* --format json`, estate)).toBe(whole)
    rmSync(dirname(outside), { recursive: true })
  })
})
