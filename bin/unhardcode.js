#!/usr/bin/env node
import { existsSync, readFileSync } from "node:fs"

const built = new URL("../dist/main.js", import.meta.url)
const words = process.argv.slice(2)
if (words.length === 1 && (words[0] === "--version" || words[0] === "-V")) {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"))
  process.stdout.write(`${version}\n`)
} else if (!existsSync(built)) {
  process.stderr.write("unhardcode is not built yet. Run `npm run build` in its folder, then try again.\n")
  process.exitCode = 2
} else {
  const { main } = await import(built.href)
  process.exitCode = await main(words)
}
