import type { Environment } from "../model/host.js"
import { collector, type Expansion } from "./expansion.js"

const name = /[A-Za-z0-9_-]*\)/y
const setvar = /[ \t]*:setvar[ \t]+([A-Za-z_][\w-]*)(?:[ \t]+(?:"((?:[^"\r\n]|"")*)"|(\S+)))?[ \t]*(?=\r|\n|$)/iy
/** SQL Server Agent's own tokens, which share the syntax: `$(ESCAPE_SQUOTE(JOBID))`. */
const agentToken = /ESCAPE_(?:SQUOTE|DQUOTE|RBRACKET|NONE)\([A-Za-z_:\\ ]*\)\)/iy

/**
 * Expands `$(name)` as go-sqlcmd's `batch.go` and DacFx do: in code, strings, brackets and quotes, not in comments (which do not nest
 * there); names without case; `:setvar` wins over the values given, from its line on. A name without a value stays, and is an error
 * (ODBC's sqlcmd stops there, go-sqlcmd reports it and sends the text as it is), and so is `$(` that begins no name.
 * `tokens`: those of SQL Server Agent are no variables here.
 */
export function expandSqlcmd(text: string, values: Environment, tokens = false): Expansion {
  const result = collector()
  const known = new Map([...values].map(([key, value]) => [key.toUpperCase(), value]))
  let output = ""
  let copied = 0
  let close = ""
  let lineStart = true
  let index = 0
  while (index < text.length) {
    const unit = text[index] as string
    if (unit === "$" && text[index + 1] === "(") {
      name.lastIndex = index + 2
      agentToken.lastIndex = index + 2
      if (name.test(text)) {
        const spelled = text.slice(index + 2, name.lastIndex - 1)
        const value = known.get(spelled.toUpperCase())
        if (value === undefined) {
          result.unknown(spelled, index, name.lastIndex)
          result.fail(`'${spelled}' scripting variable not defined`)
        } else {
          output += text.slice(copied, index) + value
          copied = name.lastIndex
        }
        index = name.lastIndex
      } else if (agentToken.test(text)) {
        if (!tokens) {
          result.unknown(text.slice(index + 2, agentToken.lastIndex - 1), index, agentToken.lastIndex)
          result.fail("scripting variable not defined in an escape macro of SQL Server Agent")
        }
        index = agentToken.lastIndex
      } else {
        result.fail("syntax error: $( that begins no variable")
        result.broken(index, index + 2)
        index += 2
      }
      lineStart = false
    } else if (close !== "") {
      if (unit !== close) index++
      else if (text[index + 1] === close && close !== '"') index += 2
      else {
        close = ""
        index++
      }
    } else if (lineStart && (unit === ":" || unit === " " || unit === "\t")) {
      setvar.lastIndex = index
      const directive = setvar.exec(text)
      if (directive !== null) {
        const variable = (directive[1] as string).toUpperCase()
        const value = directive[2]?.replaceAll('""', '"') ?? directive[3]
        if (value === undefined) known.delete(variable)
        else known.set(variable, value)
        index = setvar.lastIndex
      } else {
        while (text[index] === " " || text[index] === "\t") index++
        if (text[index] === ":") index++
        lineStart = false
      }
    } else if (unit === "-" && text[index + 1] === "-") {
      while (index < text.length && text[index] !== "\n" && text[index] !== "\r") index++
    } else if (unit === "/" && text[index + 1] === "*") {
      const end = text.indexOf("*/", index + 2)
      index = end < 0 ? text.length : end + 2
    } else {
      lineStart = unit === "\n" || unit === "\r"
      close = unit === "'" ? "'" : unit === '"' ? '"' : unit === "[" ? "]" : ""
      index++
    }
  }
  return result.done(output + text.slice(copied))
}
