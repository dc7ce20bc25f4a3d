import { sqlCode } from "./code-text.js"
import { cleanPath, type FactFile } from "./fact-finder.js"
import { flywayWithout } from "./facts-switches.js"

/** Names that Flyway's convention gives its scripts, callbacks among them. */
export const flywayName =
  /^(?:[VUB]\d[\w.]*__.+|R__.+|(?:before|after)(?:Migrate|EachMigrate|EachMigrateStatement|MigrateError|MigrateOperationFinish|Clean|Validate|Baseline|Repair|Info|Undo|EachUndo|Versioned|Repeatables|CreateSchema|Connect)\w*(?:__.+)?)\.sql$/

function each(text: string, pattern: RegExp, use: (match: RegExpExecArray) => void): void {
  pattern.lastIndex = 0
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    if (match[0] === "") pattern.lastIndex++
    use(match)
  }
}

/** Flyway: `flyway.conf`, `flyway.toml`, Spring, Maven, Gradle, command lines: wherever locations are named. */
export function findFlywayFacts({ file, text, fact }: FactFile): void {
  if (!/flyway/i.test(text) && !/flyway|\.sql\.conf$/i.test(file)) return
  const without = flywayWithout(text)
  const name = file.slice(file.lastIndexOf("/") + 1)
  // The settings of one script lie beside it.
  if (/\.sql\.conf$/.test(name)) {
    if (without !== null) fact("flyway", 0, name, { kind: "beside", glob: name.slice(0, -".conf".length) }, "certain", without)
    return
  }
  let isNamed = false
  each(text, /\b(filesystem|classpath):([\w.$*{}/\\-]{1,300})/g, (match) => {
    isNamed = true
    const path = cleanPath(match[2] as string).replace(/^\//, match[1] === "classpath" ? "" : "/")
    fact("flyway", match.index, match[0], { kind: "tree", path }, "certain", without)
  })
  if (!isNamed && /^flyway\.(?:conf|toml)$/.test(name)) {
    each(text, /^\s*(?:flyway\.)?locations\s*=\s*\[?\s*["']?([^\s"'\],]{1,300})/gm, (match) => {
      isNamed = true
      fact("flyway", match.index, match[0], { kind: "tree", path: cleanPath(match[1] as string) }, "certain", without)
    })
    // Flyway's default: the folder `sql` beside it.
    if (!isNamed) fact("flyway", 0, name, { kind: "tree", path: "sql" }, "certain", without)
  } else if (!isNamed && /flyway-core|flyway-sqlserver|spring\.flyway|^\s*flyway:/m.test(text)) {
    fact(
      "flyway",
      Math.max(0, text.search(/flyway/i)),
      "Flyway in the build",
      { kind: "tree", path: "db/migration" },
      "certain",
      without,
    )
  }
}

/** Changes whose SQL stands in the changelog itself. */
const inlineSql: Readonly<Record<string, RegExp>> = {
  xml: /<(?:sql|sqlCheck|createView|createProcedure|rollback)[\s>]/,
  yaml: /^[ \t-]*["']?(?:sql|selectQuery|procedureText|procedureBody|rollback)["']?\s*:/m,
  json: /"(?:sql|selectQuery|procedureText|procedureBody|rollback)"\s*:/,
}

/** Liquibase: changelogs in XML, YAML and JSON that name SQL files or folders of them, and SQL files with its header. */
export function findLiquibaseFacts({ file, text, fact, language }: FactFile): void {
  if (language === "tsql") {
    const header = /^\uFEFF?\s*--\s*liquibase formatted sql/i.exec(text)
    if (header !== null) fact("liquibase", 0, header[0], { kind: "self" })
    return
  }
  const inline = text.includes("databaseChangeLog") ? text.search(inlineSql[language] ?? /$^/) : -1
  if (inline >= 0) fact("liquibase", inline, "SQL in a changelog", { kind: "self" })
  const isProperties = /liquibase[\w.-]*\.properties$/.test(file)
  if (!text.includes("databaseChangeLog") && !isProperties) return
  each(text, /(?:\b(?:path|file|changeLogFile|changelog-file))["']?\s*[=:]\s*["']?([^"'\s>,}]{1,300}\.sql)\b/gi, (match) => {
    fact("liquibase", match.index, match[0], { kind: "path", path: cleanPath(match[1] as string) })
  })
  each(text, /includeAll["']?\s*:?[\s{]{0,20}[^>}]{0,200}?path["']?\s*[=:]\s*["']?([^"'\s>,}]{1,300})/gi, (match) => {
    fact("liquibase", match.index, match[0], { kind: "tree", path: cleanPath(match[1] as string) })
  })
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" }

/** A path as it stands in an XML attribute: `&amp;` is `&`. */
function unescaped(path: string): string {
  return path.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => entities[name] as string)
}

/** SQL Server projects: what they build, run before and after, and carry along. */
export function findProjectFacts({ file, text, fact }: FactFile): void {
  if (!file.endsWith(".sqlproj")) return
  each(
    text,
    /<(Build|PreDeploy|PostDeploy|None|Content|RefactorLog)\s[^>]{0,50}?Include\s*=\s*"([^"]{1,300}\.sql)"/gi,
    (match) => {
      // What is only carried along may be anybody's; what a deployment script includes is found through it.
      const strength = /^(?:None|Content)$/i.test(match[1] as string) ? "likely" : "certain"
      fact("ssdt", match.index, match[0], { kind: "path", path: cleanPath(unescaped(match[2] as string)) }, strength)
    },
  )
  if (/Microsoft\.Build\.Sql|MSBuild\.Sdk\.SqlProj/.test(text)) {
    fact(
      "ssdt",
      Math.max(0, text.search(/Sdk/)),
      "SDK-style project: every .sql file under it",
      { kind: "beside", glob: "**/*.sql" },
      "likely",
    )
  }
}

/** DbUp: scripts from a folder, or embedded in the assembly of the project. */
export function findDbUpFacts({ file, text, fact, language }: FactFile): void {
  const isProject = /\.(?:cs|vb|fs)proj$/.test(file) && /["']dbup(?:-core|-sqlserver)?["']/i.test(text)
  if (isProject) {
    each(text, /<EmbeddedResource\s[^>]{0,50}?Include\s*=\s*"([^"]{1,300}\.sql)"/gi, (match) => {
      fact("dbup", match.index, match[0], { kind: "beside", glob: cleanPath(unescaped(match[1] as string)) })
    })
    return
  }
  if (language !== "csharp" || !/\bDeployChanges\s*\.\s*To\b/.test(text)) return
  // Scripts are sent as they are: no placeholder would be expanded.
  const disabled = /\.WithVariablesDisabled\(/.exec(text)
  const without = disabled === null ? null : { at: disabled.index, what: "WithVariablesDisabled" }
  each(text, /WithScriptsFromFileSystem\(\s*@?\$?"([^"]{1,300})"/g, (match) => {
    fact("dbup", match.index, match[0], { kind: "tree", path: cleanPath(match[1] as string) }, "certain", without)
  })
  each(text, /WithScripts?(?:AndCode)?EmbeddedInAssembl(?:y|ies)\(/g, (match) => {
    fact("dbup", match.index, match[0], { kind: "beside", glob: "**/*.sql" }, "likely", without)
  })
}

/** What a `.sql` file says itself: its name, its header, its directives, what it includes. */
export function findOwnFacts({ file, text: whole, fact, language }: FactFile): void {
  if (language !== "tsql") return
  // The templates of SQL Server projects explain `:r`, `:setvar` and variables in a comment.
  const text = sqlCode(whole)
  const name = file.slice(file.lastIndexOf("/") + 1)
  if (flywayName.test(name)) fact("flyway", 0, `named as Flyway names its scripts: ${name}`, { kind: "self" }, "likely")
  const directive = /^[ \t]*:(?:setvar|r|connect|on[ \t]+error|out|error|listvar)\b[^\n]{0,100}/im.exec(text)
  // `$(document)` and its like are jQuery in a text, not variables.
  const variable = /\$\((?!(?:document|this|window|function|event|e|el|element|self|target)\))[A-Za-z_]\w*\)/.exec(text)
  if (directive !== null) fact("sqlcmd", directive.index, directive[0], { kind: "self" }, "likely")
  else if (variable !== null) fact("sqlcmd", variable.index, `the variable ${variable[0]}`, { kind: "self" }, "likely")
  each(text, /^[ \t]*:r[ \t]+("[^"\n]{1,300}"|[^\s"][^\n]{0,300})/gim, (match) => {
    fact("include", match.index, match[0], { kind: "path", path: cleanPath(match[1] as string) })
  })
}
