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
  // A run is short, and most of what V8 would optimise by then is not used for long enough to pay; nor does it pay to compile functions that
  // are called again into each of their callers. Tables take longest, and are worth a little more. Versions that this was not measured with
  // might not know the flags.
  if (process.versions.v8.startsWith("11.")) {
    const { setFlagsFromString } = await import("node:v8")
    setFlagsFromString(`--interrupt-budget=${words[0] === "tables" ? 250_000 : 400_000}`)
    setFlagsFromString("--max-inlined-bytecode-size-cumulative=150")
    // Of threads: what one file is made of is mostly gone when the next is read, so that little survives a large young generation.
    setFlagsFromString("--min-semi-space-size=16")
  }
  const { main } = await import(built.href)
  process.exitCode = await main(words)
}
