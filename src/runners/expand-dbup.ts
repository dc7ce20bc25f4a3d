import type { Environment } from "../model/host.js"
import { patternOf } from "../text/letters.js"
import { collector, type Expansion } from "./expansion.js"

const nameOf = patternOf(String.raw`[\p{L}\p{Nd}_-]+`, "uy")

/**
 * Expands `$name$` as DbUp's `VariableSubstitutionSqlParser` does: in code, `'strings'` and `[brackets]`, not in comments (which nest);
 * names with case; a name without a value throws. Within quotes the unit behind a variable is copied unread, as there. Where DbUp's reader
 * garbles text (a `$word` at the very end, a lone carriage return) the text stays as it is, and an error says so.
 */
export function expandDbUp(text: string, values: Environment): Expansion {
  const result = collector()
  const name = nameOf()
  let output = ""
  let copied = 0
  let close = ""
  let depth = 0
  let index = 0
  while (index < text.length) {
    const unit = text[index] as string
    const pair = text.slice(index, index + 2)
    if (depth > 0) {
      if (pair === "/*" || pair === "*/") {
        depth += pair === "/*" ? 1 : -1
        index += 2
      } else index++
      continue
    }
    name.lastIndex = index + 1
    if (unit === "$" && name.test(text)) {
      const end = name.lastIndex
      const spelled = text.slice(index + 1, end)
      if (text[end] !== "$") {
        if (end >= text.length) result.fail(`$${spelled} at the end of the script: DbUp repeats its last character`)
        index = end + (close === "" ? 1 : 2)
        continue
      }
      const value = values.get(spelled)
      if (value === undefined) {
        result.unknown(spelled, index, end + 1)
        result.fail(`Variable ${spelled} has no value defined`)
      } else {
        output += text.slice(copied, index) + value
        copied = end + 1
      }
      index = end + 1
      if (close === "") continue
      // The unit behind the variable is copied as it is, unless it ends the quotes.
      if (text[index] === close) close = ""
      index++
    } else if (close !== "") {
      if (unit !== close) index++
      else if (close === "]" && text[index + 1] === "]") index += 2
      else {
        close = ""
        index++
      }
    } else if (pair === "--") {
      while (index < text.length && text[index] !== "\n") index++
    } else if (pair === "/*") {
      depth = 1
      index += 2
    } else {
      close = unit === "'" ? "'" : unit === "[" ? "]" : ""
      index++
    }
  }
  return result.done(output + text.slice(copied))
}
