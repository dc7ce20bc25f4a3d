// ast-grep as a peer: its command line where it is installed, else a program over its engine.
import { mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { delimiter, join } from "node:path"
import { fileURLToPath } from "node:url"
import { installed } from "./measure.mjs"

/** How long it may take (seconds). */
const limit = 120

/** `ast-grep scan` for names in strings and comments of Python. */
export function astGrepFor(names) {
  const peers = process.env.BENCH_PEERS
  if (peers !== undefined) process.env.PATH = `${join(peers, "node_modules", ".bin")}${delimiter}${process.env.PATH}`
  if (!installed("ast-grep")) {
    const program = fileURLToPath(new URL("ast-grep.mjs", import.meta.url))
    return { name: "ast-grep, by its engine", command: [process.execPath, program, ...names], limit }
  }
  const file = join(mkdtempSync(join(tmpdir(), "unhardcode-bench-rule-")), "names.yml")
  const kinds = "{ any: [{ kind: string }, { kind: comment }], regex: "
  writeFileSync(file, `id: names\nlanguage: python\nseverity: warning\nrule: ${kinds}"(?i)${names.join("|")}" }\n`)
  return { name: "ast-grep scan", command: ["ast-grep", "scan", "--rule", file, "--json=compact", "."], codes: [0, 1], limit }
}
