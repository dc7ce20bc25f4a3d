import { readFileSync } from "node:fs"
import { posix } from "node:path"
import { loadRules } from "./classify/load-rules.js"
import { sortRules } from "./classify/match-rule.js"
import { ConfigError } from "./config/config-error.js"
import type { Config } from "./model/config.js"
import { contexts } from "./model/reference.js"
import type { Rule } from "./model/rule.js"
import { closest } from "./text/closest.js"

/**
 * The rules of a run, in the order in which they are asked: the tool's and those of the config's own rule files. Where two ask for as much,
 * the own one is asked first; one with the name of a rule of the tool replaces it. Throws `ConfigError` for a rule file that cannot be used,
 * and for an action of a rule or context that there is none of.
 */
export async function rulesOf(config: Config): Promise<readonly Rule[]> {
  const own = await ownRules(config)
  const named = new Set(own.map(({ id }) => id))
  const rules = (await loadRules()).filter(({ id }) => !named.has(id))
  const known: readonly string[] = [...contexts, ...named, ...rules.map(({ id }) => id)]
  const unknown = Object.keys(config.actions).filter((each) => !known.includes(each))
  if (unknown.length > 0) {
    const issues = unknown.map((each) => {
      const meant = closest(each, known)
      const hint = meant === null ? "an action is set by rule or by context" : `did you mean ${meant}?`
      return { message: `rules: there is no rule and no context ${each}: ${hint}`, place: null }
    })
    throw new ConfigError(config.file, issues)
  }
  return own.length === 0 ? rules : sortRules([...own, ...rules], named)
}

async function ownRules({ file, ruleFiles }: Config): Promise<readonly Rule[]> {
  if (file === null || ruleFiles.length === 0) return []
  const { parseRule } = await import("./classify/read-rules.js")
  return ruleFiles.map((each) => {
    const path = posix.resolve(posix.dirname(file), each)
    try {
      return parseRule(readFileSync(path, "utf8"), path)
    } catch (error) {
      const missing = error instanceof Error && "code" in error && error.code === "ENOENT"
      const message = missing ? `${path} does not exist` : error instanceof Error ? error.message : String(error)
      throw new ConfigError(file, [{ message: `ruleFiles: ${message}`, place: null }])
    }
  })
}
