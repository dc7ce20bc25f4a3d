import type { Spelling } from "./classify/judge.js"
import { compileIgnores, isIgnored } from "./discover/ignore-rules.js"
import type { FileFacts } from "./facts.js"
import type { Config, Runner } from "./model/config.js"
import { expand, placeholder } from "./runners/index.js"

/** What a runner's files get: its placeholder. */
export function spellingOf(runner: Runner, caution: string | null): Spelling {
  return {
    kind: "placeholder",
    spell: (variable, bare) => placeholder(runner, variable, bare),
    caution,
    expand: (text, values) => expand(runner, text, values),
  }
}

/** The spelling of placeholders in each file, by who runs it. */
export async function spellings(_facts: ReadonlyMap<string, FileFacts>, config: Config): Promise<(file: string) => Spelling> {
  const told = config.runners.map((each) => ({ rules: compileIgnores([each.files]), runner: each.runner }))
  return (file) => {
    const runners = new Set(told.filter((each) => isIgnored(each.rules, file, new Map())).map((each) => each.runner))
    const [runner, other] = runners
    if (runner !== undefined && other === undefined) return spellingOf(runner, null)
    return {
      kind: "none",
      reason:
        runner === undefined
          ? "Nothing shows who runs this file (say it under `runners` in the config)."
          : `Two runners are said to run this file: ${runner} and ${other}.`,
    }
  }
}
