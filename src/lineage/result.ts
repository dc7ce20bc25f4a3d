import type { FileFacts, Ref, ScopeIndex } from "../model/lineage.js"
import { fullText, holeText, type KnownText, plainText, shownText } from "./known-text.js"

/** Which option of each choice and which element of each list was taken, so that one evaluation takes the same everywhere. */
export interface Picks {
  readonly key: string
  readonly option: number
  readonly before: Picks | null
  /** Identifies the whole chain. */
  readonly id: string
}

/** A function, class or module while it runs with certain arguments. Frames with equal arguments are the same frame. */
export interface CallFrame {
  readonly id: number
  readonly facts: FileFacts
  readonly scope: ScopeIndex
  readonly parameters: ReadonlyMap<string, Result>
  readonly self: Result | null
  /** The frame of the function around it; null for what stands in the module. */
  readonly outer: CallFrame | null
  /** Frames of the initialisers of the object being used. */
  readonly inits: readonly CallFrame[]
}

/** A value that is evaluated when somebody asks for it. */
export interface Slot {
  readonly frame: CallFrame
  readonly ref: Ref
  readonly picks: Picks | null
}

/** What a value can turn out to be. */
export type Result =
  | { readonly kind: "text"; readonly text: KnownText }
  | { readonly kind: "constant"; readonly value: number | boolean | null }
  | { readonly kind: "list"; readonly items: readonly (Slot | Result)[] }
  | {
      readonly kind: "mapping"
      readonly entries: readonly { readonly key: Slot | Result | null; readonly value: Slot | Result }[]
    }
  | {
      readonly kind: "function"
      readonly facts: FileFacts
      readonly scope: ScopeIndex
      readonly outer: CallFrame | null
      readonly self: Result | null
    }
  | { readonly kind: "class"; readonly facts: FileFacts; readonly scope: ScopeIndex; readonly outer: CallFrame | null }
  | { readonly kind: "instance"; readonly of: Result & { readonly kind: "class" }; readonly frames: readonly CallFrame[] }
  /** A member of an enumeration; `text`: in a text, its value. */
  | { readonly kind: "enumerator"; readonly name: string; readonly value: Result; readonly text: boolean }
  /** `facts` null: not among the sources. */
  | { readonly kind: "module"; readonly facts: FileFacts | null; readonly specifier: string }
  | { readonly kind: "connection"; readonly database: string | null }
  | { readonly kind: "table"; readonly name: Result; readonly schema: Result | null; readonly database: Result | null }
  /** `absent`: may just not be there (an unset variable), another option is preferred. */
  | { readonly kind: "unknown"; readonly expression: string; readonly absent: boolean }

/** Whether something is a value still to be evaluated. */
export function isSlot(item: Slot | Result): item is Slot {
  return "ref" in item
}

/** Nobody knows. */
export function unknownResult(expression: string, absent = false): Result {
  return { kind: "unknown", expression, absent }
}

/** A result as part of a text. */
export function asText(result: Result, language: string): KnownText {
  if (result.kind === "text") return result.text
  if (result.kind === "constant") {
    if (result.value === null) return plainText(language === "python" ? "None" : "null")
    const spelled = String(result.value)
    return plainText(
      language === "python" && typeof result.value === "boolean"
        ? spelled.replace(/^./, (first) => first.toUpperCase())
        : spelled,
    )
  }
  if (result.kind === "unknown") return holeText(result.expression)
  if (result.kind === "enumerator" && result.text) return asText(result.value, language)
  return holeText(result.kind)
}

/** Equal for equal results: what frames are remembered by. */
export function resultKey(result: Slot | Result): string {
  // What is told at once need not be remembered.
  if (isSlot(result) || result.kind === "unknown" || result.kind === "constant") return freshKey(result)
  const known = keys.get(result)
  if (known !== undefined) return known
  const key = freshKey(result)
  keys.set(result, key)
  return key
}

const keys = new WeakMap<Slot | Result, string>()

function freshKey(result: Slot | Result): string {
  if (isSlot(result)) return `@${result.frame.id}.${result.ref}.${result.picks?.id ?? ""}`
  switch (result.kind) {
    case "text": {
      const origin = result.text[0]?.origin
      return `t${JSON.stringify(shownText(result.text))}${origin === undefined || origin === null ? "" : `${origin.file}:${origin.map[0]?.from}`}`
    }
    case "constant":
      return `c${result.value}`
    case "list":
      return `[${result.items.map(resultKey).join(",")}]`
    case "mapping":
      return `{${result.entries.map((entry) => `${entry.key === null ? "*" : resultKey(entry.key)}=${resultKey(entry.value)}`).join(",")}}`
    case "function":
      return `f${result.facts.file}#${result.scope}/${result.outer?.id ?? ""}/${result.self === null ? "" : resultKey(result.self)}`
    case "class":
      return `k${result.facts.file}#${result.scope}/${result.outer?.id ?? ""}`
    case "instance":
      return `i${resultKey(result.of)}(${result.frames.map((frame) => frame.id).join(",")})`
    case "enumerator":
      return `e${result.name}=${resultKey(result.value)}`
    case "module":
      return `m${result.facts?.file ?? result.specifier}`
    case "connection":
      return `n${result.database}`
    case "table":
      return `T${resultKey(result.name)}${result.schema === null ? "" : resultKey(result.schema)}`
    default:
      return `?${result.expression}`
  }
}

/** The text of a result that is known from end to end, else null. */
export function knownString(result: Result | null): string | null {
  if (result === null) return null
  if (result.kind === "text") return fullText(result.text)
  if (result.kind === "enumerator" && result.text) return knownString(result.value)
  return result.kind === "constant" && result.value !== null ? String(result.value) : null
}
