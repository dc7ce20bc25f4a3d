// Writes docs/rules from the rules. Needs a build.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs"

const { loadRules } = await import("../build/classify/load-rules.js")
const { rulePages } = await import("../build/report/rule-page.js")
const folder = new URL("../docs/rules/", import.meta.url)
const pages = rulePages(await loadRules())
mkdirSync(folder, { recursive: true })
for (const name of readdirSync(folder)) if (!pages.has(name)) rmSync(new URL(name, folder))
for (const [name, text] of pages) writeFileSync(new URL(name, folder), text)
