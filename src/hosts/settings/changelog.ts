/** Changes of a Liquibase changelog that are SQL as a whole, in XML elements, and as keys of YAML and JSON. */
const whole: ReadonlySet<string> = new Set(["sql", "createView", "createProcedure", "rollback", "sqlCheck"])
/** Their parts that are SQL, by change. */
const parts: ReadonlySet<string> = new Set([
  "createView/selectQuery",
  "createProcedure/procedureText",
  "createProcedure/procedureBody",
])

/** Whether a value of a Liquibase changelog is SQL, which Liquibase expands `${V}` in: `path` are the keys from the root, its own last. */
export function isChangelogSql(path: readonly string[]): boolean {
  const own = path.at(-1) ?? ""
  return path[0] === "databaseChangeLog" && (whole.has(own) || parts.has(`${path.at(-2) ?? ""}/${own}`))
}
