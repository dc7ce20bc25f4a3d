import type { Effect, Ref, TableOperation } from "../../../../model/lineage.js"
import { entryOf, tableFrom } from "../entities.js"
import type { Walk } from "../walk.js"
import { ambient, at, type CallShape, firstAsIs, type Knowledge, type Knowledges, touch } from "./shape.js"

/** Where a method finds the table: it is called on it, or it is given to it (`manager.save(Member, …)`), or either. */
type Target = "receiver" | "either"

/** Methods of models, repositories and entity managers (Sequelize, TypeORM, Objection). From the documentation of the packages. */
const methods: readonly (readonly [TableOperation, Target, string])[] = [
  ["select", "receiver", "findAll findAndCountAll findByPk findOrBuild"],
  [
    "select",
    "either",
    "find findOne findOneBy findOneOrFail findOneByOrFail findBy findAndCount findAndCountBy count countBy exists existsBy sum average minimum maximum",
  ],
  ["insert", "receiver", "bulkCreate create findOrCreate"],
  ["insert", "either", "insert"],
  ["merge", "either", "save upsert"],
  ["update", "either", "update softDelete softRemove restore increment decrement"],
  ["delete", "receiver", "destroy"],
  ["delete", "either", "delete remove"],
  ["truncate", "receiver", "truncate"],
  ["truncate", "either", "clear"],
]

const touches =
  (operation: TableOperation, from: Target): Knowledge =>
  (walk, call) => {
    const first = at(call, 0)
    const kind = first === null ? null : walk.facts.value(first).kind
    const given = kind === "name" || kind === "export" || kind === "scope" || kind === "table" ? first : null
    // A model or repository works on the program's connection, a manager on its own.
    const effects = [
      ...(call.receiver === null ? [] : [touch(call.receiver, operation, false, ambient(walk, "orm"))]),
      ...(from === "receiver" || given === null ? [] : [touch(given, operation, false, call.receiver)]),
    ]
    const more = [...prismaEffects(walk, call), ...included(walk, first)]
    return effects.length + more.length === 0 ? null : { effects: [...effects, ...more] }
  }

/** The models that a query reads along with its own: `{ include: [Provider, { model: Plan }] }`. */
function included(walk: Walk, options: Ref | null): readonly Effect[] {
  const include = entryOf(walk, options, "include")
  const list = include === null ? null : walk.facts.value(include)
  const models = list?.kind === "list" ? list.items : include === null || list?.kind === "mapping" ? [] : [include]
  return models.map((each) => touch(entryOf(walk, each, "model") ?? each, "select", false, ambient(walk, "orm")))
}

/** Prisma's methods of a model. From its reference. */
const prisma: readonly (readonly [TableOperation, string])[] = [
  ["select", "findMany findUnique findUniqueOrThrow findFirst findFirstOrThrow count aggregate groupBy"],
  ["insert", "create createMany createManyAndReturn"],
  ["update", "update updateMany updateManyAndReturn"],
  ["merge", "upsert"],
  ["delete", "delete deleteMany"],
]

const prismaOperations: ReadonlyMap<string, TableOperation> = new Map(
  prisma.flatMap(([operation, names]) => names.split(" ").map((name) => [name, operation] as const)),
)

/** `prisma.member.findMany(…)`: the model stands behind the client, which is called so or by what it works on. */
const client = /(?:^|\.)(?:\w*prisma\w*|db|tx|trx|client|orm)\.(\w+)$/i

/** Where Prisma looks for its schema, seen from the package. */
const schemas = ["prisma/schema.prisma", "schema.prisma"]

function prismaEffects(walk: Walk, call: CallShape): readonly Effect[] {
  const operation = prismaOperations.get(call.method)
  const model = client.exec(call.receiverText)?.[1]
  if (operation === undefined || model === undefined) return []
  const { facts } = walk
  const held = facts.choice(schemas.map((path) => facts.add({ kind: "content", of: facts.text(path, []), as: "data" })))
  const tableOf = (key: string): Ref => facts.add({ kind: "item", of: held, key: facts.text(key, []), fallback: null })
  // Relations that are read along: `include: { visits: true }`, `select: { visits: { … } }`.
  const fields = [entryOf(walk, at(call, 0), "include"), entryOf(walk, at(call, 0), "select")].flatMap((ref) => keysOf(walk, ref))
  return [
    touch(tableOf(model), operation, false, null),
    ...fields.map((field) => touch(tableOf(`${model}.${field}`), "select", false, null)),
  ]
}

function keysOf(walk: Walk, ref: Ref | null): readonly string[] {
  const value = ref === null ? null : walk.facts.value(ref)
  if (value?.kind !== "mapping") return []
  return value.entries.flatMap((entry) => {
    const key = entry.key === null ? null : walk.facts.value(entry.key)
    return key?.kind === "text" ? [key.text] : []
  })
}

const onPrisma: Knowledge = (walk, call) => {
  const effects = prismaEffects(walk, call)
  return effects.length === 0 ? null : { effects }
}

/** `Model.init(attributes, { tableName, schema })` gives a class its table. */
const init: Knowledge = (walk, call) => {
  const value = call.receiver === null ? null : walk.facts.value(call.receiver)
  const scope = value?.kind === "scope" ? walk.facts.scopes[value.scope] : undefined
  const options = at(call, 1)
  if (scope === undefined || options === null || walk.facts.value(options).kind !== "mapping") return null
  const name = scope.scope.name
  scope.table ??= tableFrom(walk, entryOf(walk, options, "modelName") ?? walk.facts.text(name, []), options)
  return { result: call.receiver }
}

/** Methods of models, repositories and entity managers. */
export const modelMethods: Knowledges = {
  ...Object.fromEntries([...prismaOperations.keys()].map((name) => [name, onPrisma])),
  ...Object.fromEntries(
    methods.flatMap(([operation, target, names]) => names.split(" ").map((name) => [name, touches(operation, target)])),
  ),
  init,
  getRepository: firstAsIs,
  getTreeRepository: firstAsIs,
}
