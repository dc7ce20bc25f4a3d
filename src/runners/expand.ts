import type { Runner } from "../model/config.js"
import type { Environment } from "../model/host.js"
import { expandDbUp } from "./expand-dbup.js"
import { expandFlyway, expandKnown, expandLiquibase, expandTokens } from "./expand-everywhere.js"
import { expandSqlcmd } from "./expand-sqlcmd.js"
import type { Expansion } from "./expansion.js"

/**
 * What a runner makes of a script: the simulation that the proof of a rewritten `.sql` file rests on. Each follows its runner's source in
 * what it replaces where, and in what it does with a name that has no value. Linear; never throws.
 */
export function expand(runner: Runner, text: string, values: Environment): Expansion {
  switch (runner) {
    case "sqlcmd":
    case "ssdt":
      return expandSqlcmd(text, values)
    case "agent":
      return expandSqlcmd(text, values, true)
    case "flyway":
      return expandFlyway(text, values)
    case "liquibase":
      return expandLiquibase(text, values)
    case "dbup":
      return expandDbUp(text, values)
    case "grate":
    case "roundhouse":
      return expandTokens(text, values)
    case "python":
    case "javascript":
      return expandKnown(text, values)
  }
}
