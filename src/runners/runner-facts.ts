import { factFile } from "./fact-finder.js"
import { findProgramFacts } from "./facts-programs.js"
import { findScriptFacts } from "./facts-scripts.js"
import { findGivenValues } from "./facts-switches.js"
import { findDbUpFacts, findFlywayFacts, findLiquibaseFacts, findOwnFacts, findProjectFacts } from "./facts-tools.js"
import type { RunnerFact } from "./runner-fact.js"

/** Texts that hold none of these say nothing about runners. */
const telling =
  /\.sql\b|flyway|liquibase|databaseChangeLog|sqlcmd|\bgrate\b|\brh(?:\.exe)?\s|DeployChanges|sqlproj|Microsoft\.Build\.Sql|dbup/i
const programs = new Set(
  "python notebook javascript typescript java csharp r go rust ruby php perl kotlin scala swift visualbasic fsharp cpp lua julia delphi asp aspx".split(
    " ",
  ),
)
/** Prose that mentions commands runs nothing. */
const silent = new Set(["markdown", "csv", "text"])

/**
 * What one file says about who runs `.sql` files: a fact of that file alone. `file` is POSIX, `language` as discovery names it. Linear;
 * never throws.
 */
export function runnerFacts(file: string, text: string, language: string): readonly RunnerFact[] {
  const { input, facts } = factFile(file, text, language)
  if (silent.has(language)) return []
  if (language === "tsql") {
    findOwnFacts(input)
    findLiquibaseFacts(input)
    return facts
  }
  if (!telling.test(text) && !/flyway|sqlproj|liquibase|\.sql\.conf$/.test(file)) return []
  findScriptFacts(input)
  if (programs.has(language)) findProgramFacts(input)
  findFlywayFacts(input)
  findLiquibaseFacts(input)
  findProjectFacts(input)
  findDbUpFacts(input)
  findGivenValues(input)
  return facts
}
