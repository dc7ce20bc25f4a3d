import type { FactReader, FileFacts, Ref } from "../model/lineage.js"
import { identityMap } from "../text/text-map.js"
import { factBuilder } from "./fact-builder.js"

/** Variables and command substitutions of the shells: holes in a command line. */
const variable = /\$\{[^}\n]*\}|\$\([^()\n]*\)|\$[\w@*#?!-]|\$env:\w+|%~?\w+%?|![\w]+!/gi

/** A line that holds something of interest: an interpreter, a script or a SQL tool. */
const interesting = /\b(python[\d.]*|py|node|sqlcmd|osql|bcp|invoke-sqlcmd)\b|\.(py|js|mjs|ts|sh|ps1|bat|cmd|sql)\b/i
const comment = /^\s*(#|::|rem\b|@rem\b|\/\/)/i

function readScript(text: string, file: string, language: string): FileFacts {
  const facts = factBuilder()
  const scope = facts.open({ kind: "module", name: "", parent: -1, start: 0, end: text.length, at: 0 })
  const callee = facts.unknown("shell")
  let offset = 0
  // Continued lines are one command.
  for (const line of text.split(/(?<=(?<![\\^`])\r?\n)/)) {
    const start = offset
    offset += line.length
    if (comment.test(line) || !interesting.test(line)) continue
    const parts: Ref[] = []
    let from = 0
    const literal = (to: number): void => {
      if (to > from) parts.push(facts.text(line.slice(from, to), identityMap(to - from, start + from)))
    }
    for (const match of line.matchAll(variable)) {
      literal(match.index)
      parts.push(facts.unknown(match[0]))
      from = match.index + match[0].length
    }
    literal(line.length)
    const command = facts.concat(parts)
    const call = facts.call({
      scope: 0,
      callee,
      text: line.trim().slice(0, 80),
      arguments: [],
      effects: [{ kind: "command", command, directory: null }],
      result: null,
      start: start + (line.length - line.trimStart().length),
      end: start + line.length,
    })
    const value = facts.value(call)
    if (value.kind === "call") scope.actions.push({ kind: "call", call: value.call })
  }
  return facts.done({ file, language })
}

/** A reader of shell, batch or PowerShell scripts: the programs that each line starts. */
export function scriptReader(language: string): FactReader {
  return { language, load: async () => undefined, read: (text, file) => readScript(text, file, language) }
}
