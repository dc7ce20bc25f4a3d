import type { Ref, Value } from "../../../../model/lineage.js"
import type { Walk } from "../walk.js"
import type { Knowledge } from "./shape.js"

/** `request.input("Name", type, value)` of mssql, `request.addParameter("Name", type, value)` of tedious: from then on the request has it. */
export const input: Knowledge = (_walk, call) =>
  call.receiver === null || call.arguments.length < 2 ? null : { result: call.receiver, mutates: "result" }

type Entry = Extract<Value, { kind: "mapping" }>["entries"][number]

/** A request as the code around it tells: on each way through that code, what it was given. */
interface Request {
  /** It was made as a request here, or given something as only requests are. */
  readonly known: boolean
  readonly ways: readonly (readonly Entry[])[]
}

const unknown: Request = { known: false, ways: [[]] }

/** Branches that meet more often than this are rare; no way is told then. */
const mostWays = 16

/** Longest chain of calls on one request that is looked at. */
const longestChain = 200

function requestOf(walk: Walk, ref: Ref, level: number): Request {
  const { facts } = walk
  const value = facts.value(ref)
  if (level > longestChain) return unknown
  if (value.kind === "choice") {
    const options = value.options.map((option) => requestOf(walk, option, level + 1))
    const ways = options.flatMap((option) => option.ways)
    return { known: options.some((option) => option.known), ways: ways.length > mostWays ? [[]] : ways }
  }
  const call = value.kind === "call" ? facts.calls[value.call] : undefined
  const callee = call === undefined ? null : facts.value(call.callee)
  if (call === undefined || (callee?.kind !== "member" && callee?.kind !== "export")) return unknown
  if (/^request$/i.test(callee.name)) return { known: true, ways: [[]] }
  if (callee.kind === "export") return unknown
  if (callee.name === "output") return requestOf(walk, callee.of, level + 1)
  const [key, ...rest] = call.arguments
  const given = rest[rest.length > 1 ? 1 : 0]
  if (!/^(?:input|addParameter)$/.test(callee.name) || key === undefined || given === undefined) return unknown
  const { ways } = requestOf(walk, callee.of, level + 1)
  return { known: true, ways: ways.map((way) => [...way, { key: key.value, value: given.value }]) }
}

/** Whether a value is a request, by how it was made. */
export const isRequest = (walk: Walk, ref: Ref | null): boolean => ref !== null && requestOf(walk, ref, 0).known

/** What a request was given for its parameters: a mapping, or one for each way; null if it was given nothing here. */
export function inputsOf(walk: Walk, request: Ref | null): Ref | null {
  if (request === null) return null
  const { ways } = requestOf(walk, request, 0)
  const told = ways.filter((way) => !ways.some((other) => isRoundLess(walk, way, other)))
  if (told.every((way) => way.length === 0)) return null
  return walk.facts.choice(told.map((entries) => walk.facts.add({ kind: "mapping", entries })))
}

/** The way around a loop that hands over whatever a collection holds: the way through it says the same of an empty one. */
function isRoundLess(walk: Walk, way: readonly Entry[], other: readonly Entry[]): boolean {
  const more = other.slice(way.length)
  return (
    more.length > 0 &&
    more.every(({ key }) => key !== null && walk.facts.value(key).kind !== "text") &&
    way.every(({ key, value }, index) => other[index]?.key === key && other[index]?.value === value)
  )
}
