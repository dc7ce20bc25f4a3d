import { existsSync, readFileSync } from "node:fs"
import { posix } from "node:path"
import type { Config } from "../model/config.js"
import type { Definitions, Environment } from "../model/host.js"

/** Where the variables of one repository live for one language. Paths are POSIX. */
export interface DefinitionPlace {
  /** Absolute directory of the repository. */
  readonly repository: string
  /** Of the module, relative to the repository. */
  readonly module: string
}

/** What becomes of a definition module: nothing, a text to write, or a reason why it cannot serve. */
export type DefinitionPlan =
  | { readonly kind: "serves" }
  | { readonly kind: "write"; readonly before: string | null; readonly after: string }
  | { readonly kind: "refused"; readonly reason: string }

/** Plans the definition module at `place`: made if it is missing, extended if it is the tool's own, used as it is if it defines everything. */
export function planDefinitions(
  place: DefinitionPlace,
  needed: Environment,
  config: Config,
  definitions: Definitions,
): DefinitionPlan {
  const path = posix.join(place.repository, place.module)
  const textOf = (values: Environment): string => definitions.module(values, place.module, place.repository)
  if (!existsSync(path)) return { kind: "write", before: null, after: textOf(needed) }
  const before = readFileSync(path, "utf8")
  const missing = [...needed.keys()].filter((variable) => !defines(before, variable))
  if (missing.length === 0) return { kind: "serves" }
  const own = new Map(config.names.filter((each) => defines(before, each.variable)).map((each) => [each.variable, each.name]))
  if (textOf(own) === before) {
    const all = new Map(
      config.names
        .filter((each) => own.has(each.variable) || needed.has(each.variable))
        .map((each) => [each.variable, each.name]),
    )
    return { kind: "write", before, after: textOf(all) }
  }
  return {
    kind: "refused",
    reason: `${place.module} exists but does not define ${missing.join(", ")}: add it there, then run again.`,
  }
}

/** Whether a module's text assigns or exports a variable. */
function defines(text: string, variable: string): boolean {
  return new RegExp(`(?:^|[\\s;{,.])${variable}\\s*(?::[^=\\n]*)?(?:=(?!=)|,|\\}|$)`, "m").test(text)
}
