import type { Ref } from "../../../model/lineage.js"
import { child, children, dotted, type Node, nameOf } from "../syntax.js"
import { expression } from "./expressions.js"
import type { Frame, Walk } from "./walk.js"

/** The value that an object literal gives to one of some keys; null if it gives none. */
export function entryOf(walk: Walk, ref: Ref | null, ...names: readonly string[]): Ref | null {
  const value = ref === null ? null : walk.facts.value(ref)
  if (value?.kind !== "mapping") return null
  for (const name of names) {
    const found = value.entries.findLast((entry) => {
      const key = entry.key === null ? null : walk.facts.value(entry.key)
      return key?.kind === "text" && key.text === name
    })
    if (found !== undefined) return found.value
  }
  return null
}

/** A table from a name (or null) and an object with `tableName`, `name`, `schema`, `database`; `connection` is what it is made on. */
export function tableFrom(walk: Walk, name: Ref | null, options: Ref | null, connection: Ref | null = null): Ref | null {
  const given = entryOf(walk, options, "tableName", "name") ?? name
  if (given === null) return null
  return walk.facts.add({
    kind: "table",
    name: given,
    schema: entryOf(walk, options, "schema"),
    database: entryOf(walk, options, "database", "sequelize") ?? connection,
  })
}

interface Decoration {
  readonly name: string
  readonly arguments: readonly Node[]
}

function decorations(node: Node): readonly Decoration[] {
  return children(node, "decorators").map((each) => {
    const call = child(each, "expression")
    const name = dotted(call) ?? ""
    return {
      name: name.slice(name.lastIndexOf(".") + 1),
      arguments: call?.type === "CallExpression" ? children(call, "arguments") : [],
    }
  })
}

/** The table that a class stands for: TypeORM's `@Entity`, sequelize-typescript's `@Table`, a static `tableName`. Null if for none. */
export function tableOfClass(walk: Walk, frame: Frame, node: Node): Ref | null {
  const own = nameOf(child(node, "id"))
  for (const { name, arguments: given } of decorations(node)) {
    if (!/^(?:Entity|ViewEntity|Table|ChildEntity)$/.test(name)) continue
    const [first, second] = given.map((each) => expression(walk, frame, each))
    const options = [first, second].find((each) => each !== undefined && walk.facts.value(each).kind === "mapping") ?? null
    const text = first !== undefined && first !== options ? first : own === null ? null : walk.facts.text(own, [])
    return tableFrom(walk, text, options)
  }
  for (const member of children(child(node, "body"), "body")) {
    if (member.static !== true || nameOf(child(member, "key")) !== "tableName" || child(member, "value") === null) continue
    return walk.facts.add({ kind: "table", name: expression(walk, frame, child(member, "value")), schema: null, database: null })
  }
  return null
}

/** Decorators by which a framework calls a method of its own accord: routes, jobs, messages, life-cycle. */
const called =
  /^(?:Get|Post|Put|Patch|Delete|All|Head|Options|Sse|Cron|Interval|Timeout|Process|Processor|MessagePattern|EventPattern|OnEvent|Query|Mutation|Subscription|ResolveField|SubscribeMessage|GrpcMethod|Command|OnQueueEvent|OnWorkerEvent)$/
const lifeCycle = /^(?:onModuleInit|onApplicationBootstrap|onModuleDestroy|up|run|handler)$/
const framework =
  /^(?:Controller|Injectable|Resolver|Processor|WebSocketGateway|Module|Command|EventSubscriber|Service|JsonController)$/

/** Decorators, interfaces and bases of classes whose one method a framework calls: handlers of a bus, guards, middleware, subscribers. */
const roles: readonly (readonly [RegExp, RegExp])[] = [
  [/^(?:Query|Command)Handler$|^I(?:Query|Command)Handler$/, /^execute$/],
  [/^EventsHandler$|^IEventHandler$/, /^handle$/],
  [/^(?:Processor|WorkerHost)$/, /^process$/],
  [/^WebSocketGateway$|^OnGateway(?:Connection|Disconnect|Init)$/, /^(?:handleConnection|handleDisconnect|afterInit)$/],
  [/^(?:NestMiddleware|ExpressMiddlewareInterface)$/, /^use$/],
  [/^CanActivate$/, /^canActivate$/],
  [/^NestInterceptor$/, /^intercept$/],
  [/^PipeTransform$/, /^transform$/],
  [/^(?:ExceptionFilter|Catch)$/, /^catch$/],
  [/^(?:ValidatorConstraint|ValidatorConstraintInterface)$/, /^validate$/],
  [/^(?:EventSubscriber|EntitySubscriberInterface)$/, /^(?:before|after)[A-Z]\w*$/],
  [/^PassportStrategy$/, /^validate$/],
]

/** What a class says that it is for a framework: its decorators, what it implements and what it extends (`extends PassportStrategy(Local)`). */
function callings(node: Node): readonly string[] {
  const base = child(node, "superClass")
  const types = children(node, "implements").map((each) => child(each, "expression"))
  const named = [...types.map((type) => child(type, "right") ?? type), child(base, "callee") ?? base]
  const names = named.map((each) => dotted(each) ?? "").map((name) => name.slice(name.lastIndexOf(".") + 1))
  return [...decorations(node).map((each) => each.name), ...names]
}

/** What a framework calls on a class that is made for it, as calls where the class is defined. */
export function frameworkCalls(walk: Walk, frame: Frame, node: Node, type: Ref): void {
  const { facts } = walk
  const names = callings(node)
  const methods = roles.filter(([calling]) => names.some((name) => calling.test(name))).map(([, method]) => method)
  const isDecorated = decorations(node).some((each) => framework.test(each.name))
  if (!isDecorated && methods.length === 0) return
  for (const member of children(child(node, "body"), "body")) {
    const name = nameOf(child(member, "key"))
    if (name === null || !member.type.endsWith("Method")) continue
    const isCalled = isDecorated && (lifeCycle.test(name) || decorations(member).some((each) => called.test(each.name)))
    if (!isCalled && !methods.some((method) => method.test(name))) continue
    const shared = { scope: frame.scope.index, arguments: [], effects: [], result: null, start: member.start, end: member.end }
    const object = facts.call({ ...shared, callee: type, text: "new" })
    const call = facts.value(facts.call({ ...shared, callee: facts.add({ kind: "member", of: object, name }), text: name }))
    if (call.kind === "call") frame.scope.actions.push({ kind: "call", call: call.call })
  }
}
