import * as z from "zod/mini"
import type { Runner } from "../model/config.js"
import type { Action } from "../model/finding.js"
import {
  databaseName,
  databaseNameHelp,
  javascriptModule,
  pythonModule,
  serverName,
  serverNameHelp,
  variableName,
  variableNameHelp,
} from "./spellings.js"

const actions = ["rewrite", "review", "ignore", "done"] as const satisfies readonly Action[]
const runners = [
  "sqlcmd",
  "flyway",
  "liquibase",
  "dbup",
  "grate",
  "roundhouse",
  "ssdt",
  "agent",
  "python",
  "javascript",
] as const satisfies readonly Runner[]

const text = z.string().check(z.minLength(1, "must not be empty"))
const glob = z.string().check(z.minLength(1, "must not be empty"))
z.globalRegistry.add(glob, { description: "Glob relative to the config file: * ? ** [a-z] {a,b}" })
const spelled = (pattern: RegExp, what: string, help: string) =>
  z.string().check(z.regex(pattern, `is no legal ${what}: ${help}`))
const database = spelled(new RegExp(databaseName, "u"), "database name", databaseNameHelp)
const server = spelled(new RegExp(serverName, "u"), "server name", serverNameHelp)
const variable = spelled(variableName, "variable name", variableNameHelp)
const described = <T extends z.core.$ZodType>(schema: T, description: string): T => {
  z.globalRegistry.add(schema, { description })
  return schema
}

/** The config file as it is written. */
export const configSchema = z.strictObject({
  $schema: z.optional(z.string()),
  databases: described(
    z.optional(z.record(database, variable)),
    "Database names to look for, and the variable that replaces each.",
  ),
  servers: described(z.optional(z.record(server, variable)), "Host names to look for, and the variable that replaces each."),
  sets: described(
    z.optional(z.record(text, z.record(z.string(), z.union([database, server])))),
    "Choices of values for all variables: old name to new name. A name that a set leaves out stays as it is.",
  ),
  runners: described(
    z.optional(
      z.array(
        z.strictObject({
          files: glob,
          runner: z.enum(runners),
          appliedUpTo: z.optional(z.union([z.string(), z.number()])),
        }),
      ),
    ),
    "Who executes .sql files, where it cannot be detected; appliedUpTo is the last migration that is applied everywhere.",
  ),
  definitions: described(
    z.optional(
      z.strictObject({
        python: z.optional(
          z.strictObject({
            module: spelled(pythonModule, "Python module", "dotted names such as database_names or etl.database_names"),
          }),
        ),
        javascript: z.optional(
          z.strictObject({
            module: spelled(javascriptModule, "module path", "relative to the repository, such as src/database-names"),
          }),
        ),
      }),
    ),
    "Where the variables are defined at run time; made if missing.",
  ),
  defaultDatabase: described(
    z.optional(z.array(z.strictObject({ files: glob, database }))),
    "The database that names without one mean, by file.",
  ),
  processes: described(
    z.optional(
      z.record(text, z.strictObject({ entry: z.union([text, z.array(text).check(z.minLength(1, "must name a file"))]) })),
    ),
    "The ETL processes, and the files that each starts from.",
  ),
  rules: described(z.optional(z.record(text, z.enum(actions))), "Actions by rule or context."),
  ruleFiles: described(z.optional(z.array(text)), "Own rule files, relative to the config file."),
  check: described(
    z.optional(z.strictObject({ actions: z.optional(z.array(z.enum(actions))), baseline: z.optional(text) })),
    "Which actions make check fail (rewrite and review unless said otherwise), and where its baseline is kept.",
  ),
  ignore: described(z.optional(z.array(text)), "Files to leave out: patterns as in a .gitignore, and {a,b}."),
  strictCase: described(z.optional(z.boolean()), "Names in another case are for review."),
})

/** A config that fits {@link configSchema}. */
export type ConfigInput = z.infer<typeof configSchema>

/** The JSON Schema of the config, for editors. */
export function configJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(configSchema, { target: "draft-7", io: "input", reused: "inline" })
  return { ...schema, title: "unhardcode.config", description: "Configuration of unhardcode" }
}
