import type { Argument, Effect, Ref } from "../../../model/lineage.js"
import { argument, type CallShape, type Knowledge, type LibraryCall } from "./library-call.js"
import { functions } from "./library-functions.js"
import { methods } from "./library-methods.js"
import type { Walk } from "./module-walk.js"

const functionsByName: ReadonlyMap<string, Knowledge> = new Map(Object.entries(functions))
const methodsByName: ReadonlyMap<string, Knowledge> = new Map(Object.entries(methods))

/** What Python's and the usual libraries' functions do, by full name first, then by method name. */
export function libraryCall(walk: Walk, call: CallShape): LibraryCall {
  const at = (index: number, name?: string): Ref | null => argument(call.arguments, index, name ?? null)
  const whole = call.qualified === null ? undefined : functionsByName.get(call.qualified)
  const known = whole?.(walk, call, at) ?? methodsByName.get(call.method)?.(walk, call, at) ?? null
  if (known === null) return { effects: textsOfSql(walk, call), result: null, mutates: null, pure: false }
  const { effects = none, result = null, mutates = null, pure = false } = known
  return { effects: withInvoked(walk, call, effects), result, mutates, pure }
}

/** What calling `callee` does where it is a function of a library itself: `submit(cursor.execute, sql)`. */
export function effectsOf(walk: Walk, callee: Ref, given: readonly Argument[], call: CallShape): readonly Effect[] {
  const value = walk.facts.value(callee)
  if (value.kind !== "member") return []
  const shape = { ...call, qualified: null, method: value.name, receiver: value.of, receiverText: "", arguments: given }
  return methodsByName.get(value.name)?.(walk, shape, (index, name) => argument(given, index, name ?? null))?.effects ?? none
}

const none: readonly never[] = []

function withInvoked(walk: Walk, call: CallShape, effects: readonly Effect[]): readonly Effect[] {
  if (effects.length === 0 || !effects.some((effect) => effect.kind === "invoke")) return effects
  return effects.flatMap((effect) =>
    effect.kind === "invoke" ? [effect, ...effectsOf(walk, effect.callee, effect.arguments, call)] : [effect],
  )
}

const silent =
  /^(print|log|debug|info|warn|warning|error|exception|critical|fatal|raise_?\w*|\w*(Error|Exception)|fail|skip|match|search|compile|sub|startswith|endswith|assert\w*)$/

const startsSql = /^(select|insert|update|delete|merge|exec(ute)?|truncate|with|declare|use|drop|create|alter|if|begin|set)\b/i

function withoutComments(text: string): string {
  let rest = text.trimStart()
  for (let count = 0; count < 50; count++) {
    const end = rest.startsWith("--") ? rest.indexOf("\n") : rest.startsWith("/*") ? rest.indexOf("*/") + 1 : 0
    if (end <= 0) break
    rest = rest.slice(end + 1).trimStart()
  }
  return rest
}

/** SQL given to a function that nobody here knows: sent, as far as one can tell. */
function textsOfSql(walk: Walk, call: CallShape): readonly Effect[] {
  let found: Effect[] | null = null
  for (const { value } of call.arguments) {
    const text = opening(walk, value)
    if (text === "" || !startsSql.test(withoutComments(text))) continue
    found ??= []
    found.push({ kind: "sql", text: value, connection: call.receiver, database: null, sure: false, parameters: null })
  }
  return found === null || silent.test(call.method) ? none : found
}

/** The literal beginning of a text. */
function opening(walk: Walk, ref: Ref): string {
  let value = walk.facts.value(ref)
  for (let depth = 0; depth < 8; depth++) {
    if (value.kind === "text") return value.text.slice(0, 2000)
    const next =
      value.kind === "concat"
        ? value.parts[0]
        : value.kind === "or"
          ? value.left
          : value.kind === "choice"
            ? value.options[0]
            : value.kind === "operation"
              ? value.of
              : undefined
    if (next === undefined) return ""
    value = walk.facts.value(next)
  }
  return ""
}
