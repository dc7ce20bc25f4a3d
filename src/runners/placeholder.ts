import type { Runner } from "../model/config.js"

/**
 * How a runner spells a variable in SQL. `bare` adds the brackets of an identifier, for a name that stands in none (nor in quotes or a
 * string). Files that Python and JavaScript send take sqlcmd's form: the definition module expands it.
 */
export function placeholder(runner: Runner, variable: string, bare: boolean): string {
  const spelled = spell(runner, variable)
  return bare ? `[${spelled}]` : spelled
}

function spell(runner: Runner, variable: string): string {
  switch (runner) {
    case "flyway":
    case "liquibase":
      return `\${${variable}}`
    case "dbup":
      return `$${variable}$`
    case "grate":
    case "roundhouse":
      return `{{${variable}}}`
    case "sqlcmd":
    case "ssdt":
    case "agent":
    case "python":
    case "javascript":
      return `$(${variable})`
  }
}
