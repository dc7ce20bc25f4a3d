import { posix } from "node:path"
import { encode } from "../discover/decode.js"
import type { FileFacts } from "../facts.js"
import { hostFor } from "../hosts/registry.js"
import type { Config } from "../model/config.js"
import type { Definitions } from "../model/host.js"
import type { RewrittenFile } from "../model/rewrite.js"
import { type DefinitionPlace, type DefinitionPlan, definitionPlace, planDefinitions } from "./definitions.js"
import { repositoryOf } from "./repository.js"

/** One language's definition module in one repository. */
export interface Module extends DefinitionPlace {
  readonly definitions: Definitions
}

/** What a file takes from its definition module. */
export interface Taken {
  readonly module: Module
  /** Old names by variable. */
  readonly values: ReadonlyMap<string, string>
  readonly expands: boolean
}

/** The module that a file takes its variables from; null for a language without one. */
export async function moduleFor(facts: FileFacts, language: string, cwd: string, config: Config): Promise<Module | null> {
  const definitions = (await hostFor(language))?.definitions ?? null
  if (definitions === null) return null
  const absolute = posix.join(cwd, facts.file)
  const repository = repositoryOf(absolute, cwd)
  return { ...definitionPlace(repository, posix.relative(repository, absolute), language, definitions, config), definitions }
}

/** What becomes of a module. One that would have to be written outside the given paths is refused. */
export function planModule(taken: Taken, cwd: string, config: Config, within: (file: string) => boolean): DefinitionPlan {
  const { module } = taken
  const plan = planDefinitions(module, taken, config, module.definitions)
  const file = posix.relative(cwd, posix.join(module.repository, module.module))
  if (plan.kind !== "write" || within(file)) return plan
  const what = plan.before === null ? "made" : "extended"
  return {
    kind: "refused",
    reason: `the variables' module ${file} would have to be ${what}, and it lies outside the given paths: give it as a path too`,
  }
}

/** The modules to be written for what the files take. */
export function moduleFiles(
  all: readonly Taken[],
  cwd: string,
  config: Config,
  within: (file: string) => boolean,
): readonly RewrittenFile[] {
  const modules = new Map<string, Taken>()
  for (const taken of all) {
    const key = posix.join(taken.module.repository, taken.module.module)
    const known = modules.get(key)
    const values = new Map([...(known?.values ?? []), ...taken.values])
    modules.set(key, { module: taken.module, values, expands: known?.expands === true || taken.expands })
  }
  return [...modules].flatMap(([path, taken]): readonly RewrittenFile[] => {
    const plan = planModule(taken, cwd, config, within)
    if (plan.kind !== "write") return []
    const { before, after } = plan
    const bytes = encode(after, "utf-8", false)
    return [{ file: posix.relative(cwd, path), before, after, bytes, encoding: "utf-8", bom: false, edits: [], follows: [] }]
  })
}
