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
  /** The value before it was given anything, where that is one; null where it can be several. */
  readonly origin: Ref | null
  readonly ways: readonly (readonly Entry[])[]
}

const unknown = (origin: Ref): Request => ({ known: false, origin, ways: [[]] })

/** Of more ways than these only the one on which most is given is told. */
const mostWays = 16

/** Values that are looked at to tell of one request. */
const longestChain = 200

/** `seen` holds what was found of each value: where branches meet again and again, all ways lead through the same ones. */
function requestOf(walk: Walk, ref: Ref, seen = new Map<Ref, Request>()): Request {
  const before = seen.get(ref)
  if (before !== undefined) return before
  // What is looked at already is as good as unknown, and so is what lies too deep.
  seen.set(ref, unknown(ref))
  const found = seen.size > longestChain ? unknown(ref) : readRequest(walk, ref, seen)
  seen.set(ref, found)
  return found
}

function readRequest(walk: Walk, ref: Ref, seen: Map<Ref, Request>): Request {
  const { facts } = walk
  const value = facts.value(ref)
  if (value.kind === "choice") {
    const options = value.options.map((option) => requestOf(walk, option, seen))
    const ways = options.flatMap((option) => option.ways)
    const origin = options.every((option) => option.origin === options[0]?.origin) ? (options[0]?.origin ?? null) : null
    return { known: options.some((option) => option.known), origin, ways: ways.length > mostWays ? [fullest(ways)] : ways }
  }
  const call = value.kind === "call" ? facts.calls[value.call] : undefined
  const callee = call === undefined ? null : facts.value(call.callee)
  if (call === undefined || (callee?.kind !== "member" && callee?.kind !== "export")) return unknown(ref)
  if (/^request$/i.test(callee.name)) return { known: true, origin: ref, ways: [[]] }
  if (callee.kind === "export") return unknown(ref)
  if (callee.name === "output") return requestOf(walk, callee.of, seen)
  const [key, ...rest] = call.arguments
  const given = rest[rest.length > 1 ? 1 : 0]
  if (!/^(?:input|addParameter)$/.test(callee.name) || key === undefined || given === undefined) return unknown(ref)
  const { origin, ways } = requestOf(walk, callee.of, seen)
  return { known: true, origin, ways: ways.map((way) => [...way, { key: key.value, value: given.value }]) }
}

const fullest = (ways: Request["ways"]): readonly Entry[] =>
  ways.reduce((most, way) => (way.length > most.length ? way : most), [])

/** Whether a value is a request, by how it was made. */
export const isRequest = (walk: Walk, ref: Ref | null): boolean => ref !== null && requestOf(walk, ref).known

const gives = /^(?:input|addParameter|output)$/

/** What a method is called on: a request as it was made, whatever it was given on the way; what gives it more needs to know that. */
export function requestAsMade(walk: Walk, receiver: Ref, method: string): Ref {
  return gives.test(method) ? receiver : (requestOf(walk, receiver).origin ?? receiver)
}

/** What a request was given for its parameters: a mapping, or one for each way; null if it was given nothing here. */
export function inputsOf(walk: Walk, request: Ref | null): Ref | null {
  if (request === null) return null
  const { ways } = requestOf(walk, request)
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
