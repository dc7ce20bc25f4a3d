import { appendFileSync, readFileSync } from "node:fs"
import { relative, sep } from "node:path"
import { check } from "../check.js"
import { realPath } from "../discover/real-path.js"
import type { CheckResult } from "../model/check.js"
import { stepSummary } from "../report/github.js"
import { reviewOf } from "../report/github-review.js"
import { reporters } from "../report/index.js"
import { relocate, rootedFormats } from "../report/relocate.js"
import type { ReportOptions } from "../report/reporter.js"
import { baselineFile } from "./baseline-file.js"
import { changesOf, failOnOf } from "./check-options.js"
import type { Command, Options, Surroundings } from "./command.js"
import { UsageError } from "./command.js"
import { deliver } from "./deliver.js"
import { postReview, postTarget } from "./github-post.js"
import { switchOption, textOption } from "./options.js"
import { reportOptions } from "./report-options.js"
import { concurrencyOf, configure, pathsOf, progressOf } from "./setup.js"

/** `unhardcode check [paths..]`. */
export const checkCommand: Command = {
  options: (table) =>
    table
      .positional("paths", { type: "string", array: true, describe: "files and directories (default: here)" })
      .option("base", { type: "string", requiresArg: true, describe: "only lines added since the merge base with this ref" })
      .option("staged", { type: "boolean", default: false, describe: "only lines that the next commit adds" })
      .option("baseline", { type: "string", requiresArg: true, describe: "file with accepted findings" })
      .option("fail-on", { type: "string", array: true, nargs: 1, describe: "actions that count (default: rewrite,review)" })
      .option("strict-case", { type: "boolean", default: false, describe: "names in another case need a person" })
      .option("post", { type: "boolean", default: false, describe: "post the findings as a review of the pull request" })
      .example("$0 check --base origin/main", "what this branch adds")
      .example("$0 check --staged", "for a pre-commit hook")
      .example("$0 check --format sarif --output unhardcode.sarif", "for code scanning"),
  run: async (options, surroundings) => {
    const format = textOption(options, "format") ?? "text"
    const load = Object.hasOwn(reporters, format) ? reporters[format] : undefined
    if (load === undefined) throw new UsageError(`There is no format ${format}. Formats: ${Object.keys(reporters).join(", ")}.`)
    const config = await configure(options, surroundings)
    const failOn = failOnOf(options, config.check.actions)
    const baseline = baselineFile(options, config, surroundings, true).entries
    const changes = await changesOf(options, surroundings)
    const progress = progressOf(options, surroundings, "checking")
    const gitignore = switchOption(options, "gitignore") !== false
    const today = new Date().toISOString().slice(0, 10)
    const { cwd } = surroundings
    const found = await check({
      cwd,
      paths: pathsOf(options),
      config,
      gitignore,
      concurrency: concurrencyOf(options),
      progress: progress.step,
      changes,
      baseline,
      failOn,
      today,
    })
    progress.done()
    const told = reportOptions(found, options, surroundings)
    const report = await load()
    const rooted = relocate(found.result, told, belowWorkspace(surroundings))
    const shown = rootedFormats.has(format) ? rooted : { result: found.result, options: told }
    await deliver(await report(shown.result, shown.options), options, surroundings)
    if (format === "github") summarise(rooted.result, rooted.options, surroundings)
    if (switchOption(options, "post") === true) await post(rooted.result, rooted.options, options, surroundings)
    if (found.result.failing.length + found.result.notices.length > 0) return 1
    return switchOption(options, "strict") === true && found.result.problems.length > 0 ? 3 : 0
  },
}

/** Where the working directory lies in the checkout of a workflow or job: services speak of paths from its top. Empty at the top, or elsewhere. */
function belowWorkspace({ cwd, env }: Surroundings): string {
  const workspace = env.GITHUB_WORKSPACE ?? env.CI_PROJECT_DIR ?? ""
  if (workspace === "") return ""
  const below = relative(realPath(workspace), realPath(cwd)).split(sep).join("/")
  return below.startsWith("..") ? "" : below
}

/** Adds the whole report to the summary of the workflow's step, where there is one. */
function summarise(result: CheckResult, told: ReportOptions, surroundings: Surroundings): void {
  const file = surroundings.env.GITHUB_STEP_SUMMARY ?? ""
  if (file === "") return
  try {
    appendFileSync(file, stepSummary(result, told))
  } catch (error) {
    surroundings.err(
      `unhardcode: the step summary cannot be written: ${error instanceof Error ? error.message : String(error)}\n`,
    )
  }
}

/** The event that started a workflow; null where there is none or it is no JSON. */
function workflowEvent(surroundings: Surroundings): unknown {
  try {
    return JSON.parse(readFileSync(surroundings.env.GITHUB_EVENT_PATH ?? "", "utf8"))
  } catch {
    return null
  }
}

/** Posts the review. Where it may not be written (a fork without a token) annotations take its place, if stdout has room for them. */
async function post(result: CheckResult, told: ReportOptions, options: Options, surroundings: Surroundings): Promise<void> {
  const target = postTarget(surroundings.env, workflowEvent(surroundings))
  const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))
  const outcome =
    typeof target === "string"
      ? { kind: "refused" as const, message: target }
      : await postReview(reviewOf(result, told), target, { fetch: globalThis.fetch, sleep })
  if (outcome.kind === "posted") {
    surroundings.err(`unhardcode: review posted: ${outcome.created} new, ${outcome.updated} updated, ${outcome.kept} kept\n`)
    return
  }
  surroundings.err(`unhardcode: no review was posted: ${outcome.message}. Annotations instead.\n`)
  const format = textOption(options, "format") ?? "text"
  if (format === "github" || (format !== "text" && textOption(options, "output") === null)) return
  const { reportGithub } = await import("../report/github.js")
  await surroundings.out(await reportGithub(result, told))
  summarise(result, told, surroundings)
}
