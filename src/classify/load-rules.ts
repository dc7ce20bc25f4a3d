import { existsSync, readFileSync } from "node:fs"
import type { Rule } from "../model/rule.js"

/** What the build made of the rule files, beside the bundle: reading them takes longer than a small audit. Not there when the sources run. */
const built = new URL("./rules.json", import.meta.url)

/** The rules that come with the tool, in the order in which they are asked. */
export async function loadRules(): Promise<readonly Rule[]> {
  if (existsSync(built)) return JSON.parse(readFileSync(built, "utf8")) as readonly Rule[]
  return (await import("./read-rules.js")).readRules()
}
