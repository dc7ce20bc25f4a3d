import type { Effect, Ref, TableOperation } from "../../../model/lineage.js"
import { child, children, type Node, nameOf, unwrap } from "../syntax.js"
import { tableFrom } from "./entities.js"
import { expression } from "./expressions.js"
import { type Frame, memberName, type Walk } from "./walk.js"

interface Link {
  readonly method: string
  readonly arguments: readonly Node[]
}

/** A chain of method calls from its root: `db("t").where(…).update(…)`. */
interface Chain {
  readonly root: Node
  readonly links: readonly Link[]
}

const operations: Readonly<Record<string, TableOperation>> = {
  insert: "insert",
  update: "update",
  del: "delete",
  delete: "delete",
  truncate: "truncate",
  increment: "update",
  decrement: "update",
  merge: "merge",
  upsert: "merge",
  createTable: "create",
  createTableIfNotExists: "create",
  dropTable: "drop",
  dropTableIfExists: "drop",
  batchInsert: "bulk-insert",
  insertInto: "insert",
  updateTable: "update",
  deleteFrom: "delete",
  softDelete: "update",
}

/** Methods of a chain whose first argument names the table it works on. */
const targets =
  /^(?:from|into|table|insertInto|updateTable|deleteFrom|selectFrom|createTable|createTableIfNotExists|dropTable|dropTableIfExists|batchInsert)$/
const joins =
  /^(?:join|innerJoin|leftJoin|leftOuterJoin|rightJoin|rightOuterJoin|fullJoin|fullOuterJoin|crossJoin|leftJoinAndSelect|innerJoinAndSelect)$/
/** Methods by which only a query builder goes on or begins. */
const builders =
  /^(?:where\w*|andWhere\w*|orWhere\w*|select|first|pluck|withSchema|from|into|insert|update|del|delete|truncate|increment|decrement|merge|upsert|join|innerJoin|leftJoin|returning|orderBy|groupBy|limit|offset|count|max|min|sum|avg|values|set|execute|createTable|createTableIfNotExists|dropTable|dropTableIfExists|batchInsert|insertInto|updateTable|deleteFrom|selectFrom|table|onConflict|createQueryBuilder)$/

function chainOf(node: Node): Chain {
  const links: Link[] = []
  let current: Node = unwrap(node)
  for (let steps = 0; steps < 200; steps++) {
    if (current.type !== "CallExpression" && current.type !== "OptionalCallExpression") break
    const callee = child(current, "callee")
    if (callee === null || !callee.type.endsWith("MemberExpression")) break
    links.push({ method: memberName(callee, "property") ?? "", arguments: children(current, "arguments") })
    const object = child(callee, "object")
    if (object === null) break
    current = unwrap(object)
  }
  return { root: current, links: links.reverse() }
}

/** Notes the calls in the middle of a chain. True for the outermost call of one, which is asked first. */
export function beginsChain(walk: Walk, node: Node): boolean {
  if (walk.inner.has(node)) return false
  for (let inner: Node | null = node, steps = 0; inner !== null && steps < 200; steps++) {
    walk.inner.add(inner)
    const callee: Node | null = child(inner, "callee")
    const object: Node | null = callee === null ? null : child(callee, "object")
    inner = object === null ? null : unwrap(object)
  }
  return true
}

/** What a query builder's chain does to tables (knex, TypeORM, drizzle, kysely). `node` is its outermost call. */
export function builderEffects(walk: Walk, frame: Frame, node: Node): readonly Effect[] {
  const { root, links } = chainOf(node)
  if (links.length === 0) return []
  const named = links.find(namesTable)?.arguments[0] ?? null
  // What a chain names itself is no table: `db.with("recent", …).from("recent")`.
  const own = links.filter((each) => /^with(?:Recursive|Materialized|NotMaterialized)?$/.test(each.method))
  if (named !== null && own.some((each) => nameOf(each.arguments[0] ?? null) === nameOf(named))) return []
  const direct =
    named === null && root.type === "CallExpression" && links.every((each) => builders.test(each.method)) ? tableCall(root) : null
  const target = named ?? direct ?? drizzleTarget(links) ?? entityTarget(root, links)
  if (target === null || !links.some((each) => builders.test(each.method))) return []
  const schemaNode = links.find((each) => each.method === "withSchema")?.arguments[0] ?? null
  const quiet: Frame = { ...frame, scope: { ...frame.scope, actions: [] } }
  const value = (of: Node): Ref => {
    const ref = expression(walk, quiet, of)
    return walk.facts.value(ref).kind === "mapping" ? firstValue(walk, ref) : ref
  }
  const schema = schemaNode === null ? null : value(schemaNode)
  const sure =
    direct !== null ||
    (named !== null && schemaNode !== null) ||
    named?.type === "StringLiteral" ||
    named?.type === "TemplateLiteral"
  const effect = (of: Node, operation: TableOperation): Effect => ({
    kind: "table",
    target: value(of),
    schema,
    operation,
    connection: expression(walk, quiet, rootObject(root)),
    sure,
  })
  const written = links
    .map((each) => (Object.hasOwn(operations, each.method) ? operations[each.method] : undefined))
    .find((each) => each !== undefined)
  const joined = links.filter((each) => joins.test(each.method) && each.arguments[0] !== undefined)
  return [
    effect(target, written ?? "select"),
    ...joined.flatMap((each) => (each.arguments[0] === undefined ? [] : [effect(each.arguments[0], "select")])),
  ]
}

/** `db("t")`: the table; null for calls of other shapes. */
function tableCall(root: Node): Node | null {
  const callee = child(root, "callee")
  const [first] = children(root, "arguments")
  if (callee === null || first === undefined || !/^(?:Identifier|MemberExpression)$/.test(callee.type)) return null
  return /^(?:StringLiteral|TemplateLiteral|ObjectExpression|Identifier|MemberExpression|BinaryExpression)$/.test(
    unwrap(first).type,
  )
    ? first
    : null
}

/** drizzle's `db.insert(members)`, `db.update(members)`, `db.delete(members)`: a table as an object. */
function drizzleTarget(links: readonly Link[]): Node | null {
  const first = links[0]
  if (first === undefined || !/^(?:insert|update|delete)$/.test(first.method)) return null
  const [target] = first.arguments
  return target !== undefined && unwrap(target).type === "Identifier" ? target : null
}

/** drizzle's `schema.table("t", columns)` only makes the table. */
function namesTable({ method, arguments: given }: Link): boolean {
  return targets.test(method) && !(method === "table" && given.length > 1 && unwrap(given[1] as Node).type === "ObjectExpression")
}

/** TypeORM: `repository.createQueryBuilder("m")`, `source.getRepository(Member).createQueryBuilder("m")`, `manager.createQueryBuilder(Member, "m")`. */
function entityTarget(root: Node, links: readonly Link[]): Node | null {
  const index = links.findIndex((each) => each.method === "createQueryBuilder")
  if (index < 0) return null
  const [given] = links[index]?.arguments ?? []
  if (given !== undefined && unwrap(given).type === "Identifier") return given
  const before = links[index - 1]
  return index === 0 ? root : before?.method === "getRepository" ? (before.arguments[0] ?? null) : null
}

function rootObject(root: Node): Node {
  return root.type === "CallExpression" ? (child(root, "callee") ?? root) : root
}

/** `{ alias: "table" }` */
function firstValue(walk: Walk, ref: Ref): Ref {
  const value = walk.facts.value(ref)
  return value.kind === "mapping" ? (value.entries[0]?.value ?? ref) : ref
}

/** A model made by `sequelize.define(name, attributes, options)` or `mssqlTable(name, columns)`. */
export function definedTable(walk: Walk, given: readonly Ref[], connection: Ref | null): Ref | null {
  const [name, , options] = given
  return tableFrom(walk, name ?? null, options ?? null, connection)
}
