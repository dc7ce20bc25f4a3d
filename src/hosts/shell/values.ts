import type { Environment } from "../../model/host.js"
import { expand } from "../../runners/index.js"
import type { ShellWord } from "./command.js"
import type { Script } from "./scan-script.js"
import { wordValue } from "./word.js"

/** Variables that a sqlcmd command is given: by number of the command, upper case. */
function givenVariables(script: Script, environment: Environment): ReadonlyMap<number, Map<string, string>> {
  const given = new Map<number, Map<string, string>>()
  for (const each of script.words) {
    const match = variableArgument(script, each, environment)
    if (match === null) continue
    const known = given.get(each.command) ?? new Map<string, string>()
    known.set(match.name, match.value)
    given.set(each.command, known)
  }
  return given
}

function variableArgument(script: Script, each: ShellWord, environment: Environment): { name: string; value: string } | null {
  if (each.use !== "argument" || script.commands[each.command]?.name !== "sqlcmd") return null
  const match = /^(?:-v)?([A-Za-z_]\w*)=/.exec(each.word.built.text)
  if (match === null) return null
  const value = wordValue(each.word.parts, environment)
  return { name: (match[1] as string).toUpperCase(), value: value.slice(match[0].length) }
}

/**
 * The values of a script's words in order. A quoted heredoc that sqlcmd reads is taken as sqlcmd expands it, and the variables that it uses
 * are not listed beside it: handing on a variable and using it is the same as the text itself.
 */
export function shellValues(script: Script, environment: Environment): readonly string[] {
  const given = givenVariables(script, environment)
  const used = new Map<number, string>()
  for (const each of script.words) {
    if (each.use === "heredoc" && each.word.isQuoted && given.has(each.command)) {
      used.set(each.command, (used.get(each.command) ?? "") + each.word.built.text.toUpperCase())
    }
  }
  const values: string[] = []
  for (const each of script.words) {
    const body = used.get(each.command)
    if (body !== undefined && each.use === "argument") {
      if (each.word.built.text === "-v") continue
      const argument = variableArgument(script, each, environment)
      if (argument !== null && body.includes(`$(${argument.name})`)) continue
    }
    const value = wordValue(each.word.parts, environment)
    const variables = each.use === "heredoc" && each.word.isQuoted ? given.get(each.command) : undefined
    values.push(variables === undefined ? value : expand("sqlcmd", value, variables).text)
  }
  return values
}
