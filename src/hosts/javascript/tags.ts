/** What a template's tag does with the holes: joins them in as text, binds them as parameters, or who knows. */
export type TagKind = "text" | "binds" | "unknown"

/** Tags of common-tags, dedent, outdent, endent and the language itself: the result is a string with the holes' text in it. */
const joining =
  /^(?:String\.raw|dedent|outdent|endent|stripIndents?|oneLine(?:Trim)?|html|codeBlock|source|safeHtml|trimIndent|undent)$/

/**
 * Tags that send their holes as parameters: mssql (`sql.query`, `pool.request().query`, `.batch`), Prisma (`Prisma.sql`, `$queryRaw`,
 * `$executeRaw`), postgres.js, slonik (`sql.unsafe`, `sql.type(…)`, `sql.fragment`), drizzle, kysely, sql-template-strings. From their documentation.
 */
const binding =
  /(?:^|\.)(?:sql|SQL|query|batch|execute|\$queryRaw|\$executeRaw|queryRaw|executeRaw|sqlRaw|pgsql|psql|tsql)$|(?:^|\.)sql\.(?:unsafe|fragment|type|typeAlias|id|join)$/

/** What the tag of this dotted name does with its holes; null is a tag without a name. */
export function tagKind(tag: string | null): TagKind {
  if (tag === null) return "unknown"
  if (joining.test(tag)) return "text"
  return binding.test(tag) ? "binds" : "unknown"
}
