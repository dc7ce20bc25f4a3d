import type { Environment } from "../model/host.js"
import { lineStarts, positionAt } from "../text/text-map.js"

/** How a runner is told the value of variables, as a person has to add it; for sqlcmd as it is called in `language`. */
export function remedy(runner: string, names: readonly (readonly [string, string])[], language = ""): string {
  const pairs = names.map(([variable, name]) => `${variable}=${name}`)
  const each = (spell: (pair: string) => string): string => pairs.map(spell).join(" ")
  switch (runner) {
    case "flyway":
      return `give Flyway its placeholders, or it stops: ${each((pair) => `-placeholders.${pair}`)} (or FLYWAY_PLACEHOLDERS_… in the environment)`
    case "liquibase":
      return `give Liquibase its parameters: ${each((pair) => `-D${pair}`)} (and set liquibase.missingPropertyMode=ERROR)`
    case "dbup":
      return `add the variables with .WithVariable: ${pairs.join(", ")}`
    case "grate":
      return `give grate its tokens: ${each((pair) => `--ut=${pair}`)}`
    case "roundhouse":
      return `give RoundhousE its tokens: ${each((pair) => `--ut=${pair}`)}`
    case "ssdt":
      return `declare them in the project as SqlCmdVariable with these defaults: ${pairs.join(", ")}`
    default:
      return `pass them where sqlcmd runs it: ${handing(names, language)}`
  }
}

/** What sqlcmd has to be given, as the language of its call spells it. */
function handing(names: readonly (readonly [string, string])[], language: string): string {
  switch (language) {
    case "python":
    case "notebook":
      return names.map(([variable]) => `"-v", f"${variable}={${variable}}"`).join(", ")
    case "javascript":
    case "typescript":
      return names.map(([variable]) => `"-v", \`${variable}=\${${variable}}\``).join(", ")
    case "dockerfile":
      return names.map(([variable, name]) => `"-v", "${variable}=${name}"`).join(", ")
    case "powershell":
      return `-Variable ${names.map(([variable, name]) => `"${variable}=${name}"`).join(", ")} (sqlcmd: -v)`
    default:
      return names.map(([variable, name]) => `-v ${variable}=${name}`).join(" ")
  }
}

/** The line that a runner's own settings file needs, so that a run without other values does what it did; null for other files. */
export function setting(runner: string, file: string, values: Environment): string | null {
  const name = file.slice(file.lastIndexOf("/") + 1)
  const lines = (spell: (variable: string, old: string) => string): string =>
    [...values].map(([variable, old]) => spell(variable, old)).join("; ")
  const say = (text: string, otherwise: string): string =>
    `Scripts that it leads to take names from variables now: add ${text} (${otherwise}).`
  if (runner === "flyway") {
    const otherwise =
      "else Flyway stops: it has no value for the placeholder; FLYWAY_PLACEHOLDERS_… in the environment wins over it"
    if (/\.conf$|\.properties$/i.test(name))
      return say(
        lines((variable, old) => `${/^application/.test(name) ? "spring." : ""}flyway.placeholders.${variable}=${old}`),
        otherwise,
      )
    if (/\.toml$/i.test(name))
      return say(
        lines((variable, old) => `under [flyway.placeholders]: ${variable} = "${old}"`),
        otherwise,
      )
    if (/^application.*\.ya?ml$/i.test(name))
      return say(
        lines((variable, old) => `under spring.flyway.placeholders: ${variable}: \${${variable}:${old}}`),
        otherwise,
      )
  }
  if (runner === "ssdt" && /\.sqlproj$/i.test(name)) {
    const variable = (each: string, old: string): string =>
      `<SqlCmdVariable Include="${each}"><DefaultValue>${old}</DefaultValue></SqlCmdVariable>`
    return say(lines(variable), "else the build fails: the variable is not declared; a publish profile sets it for each set")
  }
  if (runner === "liquibase") {
    const otherwise = "else the placeholder is sent as it stands; -D on the command line wins over it"
    if (/\.xml$/i.test(name))
      return say(
        lines((variable, old) => `<property name="${variable}" value="${old}"/> at its top`),
        otherwise,
      )
    if (/\.ya?ml$/i.test(name))
      return say(
        lines((variable, old) => `- property: { name: ${variable}, value: ${old} } at its top`),
        otherwise,
      )
    if (/\.properties$/i.test(name))
      return say(
        lines((variable, old) => `parameter.${variable}=${old}`),
        otherwise,
      )
  }
  return null
}

/** Calls of sqlcmd as a list of arguments that read a file and are not given the variables: their lines. */
export function listCalls(text: string, values: Environment): readonly number[] {
  const starts = lineStarts(text)
  const calls = /["'](?:[\w./\\:~-]{0,200}[/\\])?sqlcmd(?:\.exe)?["']\s*,[^\]]{0,600}?["']-i["']?/g
  return [...text.matchAll(calls)]
    .filter((match) => ![...values.keys()].every((variable) => match[0].includes(`${variable}=`)))
    .map((match) => positionAt(starts, match.index).line)
}
