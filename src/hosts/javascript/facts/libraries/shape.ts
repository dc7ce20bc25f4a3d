import type { Effect, Operation, Ref, TableOperation } from "../../../../model/lineage.js"
import type { Walk } from "../walk.js"

/** A call as the library tables see it. */
export interface CallShape {
  /** `child_process.execSync` whatever it was imported as; null for a method of an object. */
  readonly qualified: string | null
  /** The last name. */
  readonly method: string
  readonly receiver: Ref | null
  readonly receiverText: string
  /** `new x(…)` */
  readonly construct: boolean
  readonly arguments: readonly Ref[]
  /** The whole call as written, cut at 400 units. */
  readonly text: string
  /** The scope in which it runs, and its place. */
  readonly scope: number
  readonly start: number
  readonly end: number
}

/** What a library function does and yields. */
export interface LibraryCall {
  readonly effects: readonly Effect[]
  readonly result: Ref | null
  /** What the receiver holds afterwards (`list.push(x)`): a value, or what the call yields; null if it stays. */
  readonly mutates: Ref | "result" | null
}

/** What is known of one call; null: nothing, as it has another shape. */
export type Known = Partial<LibraryCall> | null

/** What a function or method of a library does. */
export type Knowledge = (walk: Walk, call: CallShape) => Known

/** Functions or methods by name. */
export type Knowledges = Readonly<Record<string, Knowledge>>

/** An argument; null if there are fewer. */
export const at = (call: CallShape, index: number): Ref | null => call.arguments[index] ?? null

/** A positional argument. */
export const plain = (value: Ref): { readonly name: null; readonly value: Ref } => ({ name: null, value })

/** Yields its first argument. */
export const firstAsIs: Knowledge = (_walk, call) => ({ result: at(call, 0) })

/** Yields what it is called on. */
export const receiverAsIs: Knowledge = (_walk, call) => ({ result: call.receiver })

/** Does to its receiver what the linker knows as an operation. */
export const onReceiver =
  (operation: Operation): Knowledge =>
  (walk, call) =>
    call.receiver === null
      ? null
      : { result: walk.facts.add({ kind: "operation", operation, of: call.receiver, arguments: call.arguments.map(plain) }) }

/** The same for its first argument, with those after it. */
export const onFirst =
  (operation: Operation): Knowledge =>
  (walk, call) => {
    const [of, ...rest] = call.arguments
    return of === undefined ? null : { result: walk.facts.add({ kind: "operation", operation, of, arguments: rest.map(plain) }) }
  }

/** A table that is touched by its name or as an object. `sure`: a text is a table's name. */
export function touch(
  target: Ref,
  operation: TableOperation,
  sure: boolean,
  connection: Ref | null,
  schema: Ref | null = null,
): Effect {
  return { kind: "table", target, schema, operation, connection, sure }
}

/** The known pieces of a text, with a NUL for each hole; of alternatives the first. */
export function literalText(walk: Walk, ref: Ref, level = 0): string {
  const value = walk.facts.value(ref)
  if (value.kind === "text") return value.text.slice(0, 3000)
  if (level > 8) return "\0"
  if (value.kind === "concat") return value.parts.map((part) => literalText(walk, part, level + 1)).join("")
  if (value.kind === "call") return madeText(walk, value.call, level)
  const inner =
    value.kind === "choice"
      ? value.options[0]
      : value.kind === "or"
        ? value.left
        : value.kind === "operation"
          ? value.of
          : undefined
  return inner === undefined ? "\0" : literalText(walk, inner, level + 1)
}

function madeText(walk: Walk, call: number, level: number): string {
  const result = walk.facts.calls[call]?.result ?? null
  return result === null ? "\0" : literalText(walk, result, level + 1)
}

/** Libraries that keep a connection for the whole program: code that is handed none works on that one. */
export type Family = "mssql" | "orm" | "knex"

/** The connection of a family that the program makes somewhere. */
export function ambient(walk: Walk, family: Family): Ref {
  return walk.facts.add({ kind: "export", specifier: `connection:${family}`, name: "default" })
}

/** Makes a connection the one that code without any works on. */
export function makeAmbient(walk: Walk, family: Family, connection: Ref | null): void {
  if (connection !== null) walk.exports.push({ name: `connection:${family}`, value: connection })
}
