import type { Runner } from "../model/config.js"
import type { HazardRule } from "../model/hazard.js"
import type { Span } from "../model/text.js"
import { expand } from "./expand.js"
import type { Stuck } from "./expansion.js"
import { isReservedFor, reservedNames } from "./reserved-names.js"

/** Something in a script that goes wrong with a runner's placeholders, beside the names. */
export interface Hazard extends Span {
  readonly rule: HazardRule
  /** What is wrong, and what to do. */
  readonly message: string
  /** The script cannot get placeholders before it is settled. */
  readonly blocks: boolean
}

/** Distinct texts that are told of one script. */
const most = 10
/** What jQuery is given: nobody names a variable so. */
const jQuery = /^(?:document|this|window|function|event|e|el|element|self|target)$/
const agentTokens =
  /^(?:A-DBN|A-SVR|A-ERR|A-SEV|A-MSG|JOBID|JOBNAME|STEPID|STEPNAME|STEPCT|SQLDIR|SQLLOGDIR|SRVR|INST|MACH|MSSA|OSCMD|STRTDT|STRTTM|DATE|TIME)$/

/**
 * What in a script would go wrong with the placeholders of its runner: each text that the runner itself, simulated, takes for one of its
 * placeholders and stops at, `:setvar` that beats the values given, names that the runner keeps for itself. `variables` are those that the
 * names become, `given` the names that the runner is seen to get values for (lower case where it does not tell case apart).
 */
export function findHazards(
  runner: Runner,
  text: string,
  variables: readonly string[],
  given: ReadonlySet<string>,
): readonly Hazard[] {
  const found: Hazard[] = [...takenNames(runner, variables), ...ownNames(runner, text)]
  if (runner === "sqlcmd" || runner === "ssdt" || runner === "agent") found.push(...setvars(text, variables))
  const seen = new Set<string>()
  const ours = new Map(variables.map((variable) => [variable, variable]))
  for (const stuck of expand(runner, text, ours).stuck) {
    const spelled = text.slice(stuck.start, Math.min(stuck.end, stuck.start + 60))
    if (seen.size >= most || seen.has(spelled)) continue
    const message = messageFor(runner, text, stuck, spelled, given)
    if (message === null) continue
    seen.add(spelled)
    // sqlcmd reports a variable without a value and goes on; at what it cannot read at all, it and the others stop.
    const blocks = stuck.name === null || runner === "flyway" || runner === "dbup"
    found.push({ start: stuck.start, end: stuck.end, rule: "hazard-placeholder-text", message, blocks })
  }
  return found.sort((a, b) => a.start - b.start)
}

function messageFor(runner: Runner, text: string, stuck: Stuck, spelled: string, given: ReadonlySet<string>): string | null {
  switch (runner) {
    case "sqlcmd":
    case "ssdt":
    case "agent":
      return sqlcmdMessage(runner, text, stuck)
    case "flyway":
      if (stuck.name === null || given.has(stuck.name.toLowerCase())) return null
      return `Flyway stops at ${spelled}: no value for it is to be seen. If it is plain text, break it up ('$' + '{…}') or turn replacement off for this script and keep its names; if it is a placeholder, give it a value in the configuration.`
    case "dbup":
      if (stuck.name === null || given.has(stuck.name) || stuck.name === "schema") return null
      return `DbUp takes ${spelled} for a variable without a value and throws. If it is plain text, break it up ('$' + '…'); if it is a variable, give it a value with WithVariable.`
    default:
      // Liquibase, grate and RoundhousE leave what they do not know, and a program's own expansion knows the variables alone.
      return null
  }
}

function sqlcmdMessage(runner: Runner, text: string, stuck: Stuck): string | null {
  const around = text.slice(stuck.start, stuck.start + 40).split(/[\r\n]/, 1)[0] ?? ""
  const isToken = /^\$\(ESCAPE_\w+\(/i.test(around)
  const isJobStep = stuck.name !== null && agentTokens.test(stuck.name) && /\bsp_(?:add|update)_jobstep\b/i.test(text)
  if (runner !== "agent" && (isToken || isJobStep)) {
    return `${short(around)} is a token of SQL Server Agent, and sqlcmd takes it for a variable without a value (its macro is lost, or the script is refused): build it where the step is made (N'$' + N'(…)'), so that only the Agent sees it.`
  }
  const mend = `If the text is meant, break it up ('$' + '(…)'); if the file is run with -x, no variable works in it.`
  if (stuck.name === null) return `sqlcmd stops at ${short(around)}, which begins like a variable. ${mend}`
  if (!jQuery.test(stuck.name)) return null
  return `sqlcmd takes ${short(around)} for a variable without a value: it complains, and stops after \`:on error exit\`. ${mend}`
}

/** A placeholder-like text up to its end, for people. */
function short(text: string): string {
  const end = text.indexOf(")")
  return end < 0 ? text.slice(0, 20) : text.slice(0, text[end + 1] === ")" ? end + 2 : end + 1)
}

/** `:setvar` of a variable that the names become: what `-v` gives is lost. */
export function setvars(text: string, variables: readonly string[]): readonly Hazard[] {
  const found: Hazard[] = []
  let tried = 0
  for (const match of text.matchAll(/^[ \t]*:setvar[ \t]+([A-Za-z_][\w-]*)[ \t]+\S[^\r\n]*/gim)) {
    const name = match[1] as string
    const variable = variables.find((each) => each.toLowerCase() === name.toLowerCase())
    if (variable === undefined) continue
    if (++tried > most) break
    // In a comment or a string it sets nothing: the runner tells.
    const use = `\n$(${variable})`
    const sent = expand("sqlcmd", text.slice(0, match.index + match[0].length) + use, new Map([[variable, "\0"]])).text
    if (sent.endsWith("\0") || sent.endsWith(use)) continue
    found.push({
      start: match.index + match[0].indexOf(":"),
      end: match.index + match[0].length,
      rule: "hazard-setvar",
      message: `:setvar ${name} beats the value given with -v and by the environment, so that every set would use this one. Remove the line, and give the default where the script is run.`,
      blocks: true,
    })
  }
  return found
}

/** Variables whose names the runner keeps for itself. */
function takenNames(runner: Runner, variables: readonly string[]): readonly Hazard[] {
  return variables
    .filter((variable) => isReservedFor(runner, variable))
    .map((variable): Hazard => {
      const message = `${variable} is a name that ${runner} gives a value itself: choose another variable in the config.`
      return { start: 0, end: 0, rule: "hazard-reserved-name", message, blocks: true }
    })
}

/** The runner's own placeholders that speak of a database: they follow the connection, not the set. */
function ownNames(runner: Runner, text: string): readonly Hazard[] {
  const found: Hazard[] = []
  const say = (at: number, end: number, message: string, blocks: boolean): void => {
    if (found.length < most) found.push({ start: at, end, rule: "hazard-reserved-name", message, blocks })
  }
  if (runner === "flyway") {
    const seen = new Set<string>()
    for (const match of text.matchAll(/\$\{flyway:([\w-]+)\}/gi)) {
      const name = (match[1] as string).toLowerCase()
      if (seen.has(name)) continue
      seen.add(name)
      if (name === "database")
        say(match.index, match.index + match[0].length, followsConnection(match[0], "the connection's URL"), false)
      else if (!reservedNames.flyway.has(name)) {
        const message = `Flyway fills in no ${match[0]} and stops: names that begin with flyway: are its own.`
        say(match.index, match.index + match[0].length, message, true)
      }
    }
  }
  if (runner === "grate" || runner === "roundhouse") {
    const match = /\{\{(?:DatabaseName|ServerName)\}\}/i.exec(text)
    if (match !== null)
      say(match.index, match.index + match[0].length, followsConnection(match[0], "the connection string"), false)
  }
  return found
}

function followsConnection(placeholder: string, what: string): string {
  return `${placeholder} is what ${what} says, whatever the variables are: choose the set in both places.`
}
