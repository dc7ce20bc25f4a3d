import { posix } from "node:path"
import { type FileFacts, readText } from "../facts.js"
import type { Config } from "../model/config.js"
import type { Finding } from "../model/finding.js"
import { type Module, moduleFor } from "./modules.js"

/** Why a file cannot import its module; null where it can. */
export function obstacleOf(facts: FileFacts, module: Module, cwd: string): string | null {
  const file = posix.relative(module.repository, posix.join(cwd, facts.file))
  return module.definitions.obstacle(file, module.module, module.repository)
}

/** Gives to a person what would need a variable that cannot be imported where the name stands. */
export async function heedImports(
  findings: readonly Finding[],
  factsOf: ReadonlyMap<string, FileFacts>,
  cwd: string,
  config: Config,
): Promise<readonly Finding[]> {
  const obstacles = new Map<string, string | null>()
  const placed = new Map<string, FileFacts>()
  const result: Finding[] = []
  for (const finding of findings) {
    const audited = factsOf.get(finding.file)
    if (finding.fix?.imports !== true || audited === undefined) {
      result.push(finding)
      continue
    }
    // An audit does not ask where imports go: only what may stand in their way makes it worth knowing.
    const mayClash = audited.source.text.includes(finding.variable) || /\.cts$/i.test(audited.file)
    const known = placed.get(audited.file) ?? audited
    const facts =
      mayClash && known.imports === null ? { ...audited, imports: (await readText(audited.source, config.names)).imports } : known
    placed.set(facts.file, facts)
    // Only these files cannot import what others of their folder can.
    if (/\.cts$/i.test(facts.file) && !obstacles.has(facts.file)) {
      const module = facts.imports === null ? null : await moduleFor(facts, facts.imports.language, cwd, config)
      obstacles.set(facts.file, module === null ? null : obstacleOf(facts, module, cwd))
    }
    const why = clash(facts, finding.variable) ?? obstacles.get(facts.file) ?? null
    result.push(why === null ? finding : forAPerson(finding, why))
  }
  return result
}

function clash({ imports }: FileFacts, variable: string): string | null {
  const taken = imports?.site.bound.includes(variable) === true && !imports.site.imported.includes(variable)
  return taken ? `the file already uses the name ${variable} for something else` : null
}

function forAPerson(finding: Finding, why: string): Finding {
  const note = `${why.charAt(0).toUpperCase()}${why.slice(1)}.`
  const told = { reason: `${finding.reason} ${note}`, common: `${finding.common} ${note}`, particular: "" }
  return { ...finding, ...told, action: "review", applicability: "display-only", fix: null }
}
