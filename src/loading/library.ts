import type { CodeFile } from "./code-file.js"

/** What a value is on its way from a path to the text of the file. */
export type Kind = "path" | "file" | "handle" | "byte-handle" | "bytes" | "byte-promise" | "promise" | "text"

/** What becomes of a value that a call gets. */
export type Outcome =
  /** The call yields it, as this. */
  | { readonly kind: "carry"; readonly as: Kind }
  /** The receiver of the method holds it from then on. */
  | { readonly kind: "into" }
  /** The function in the first argument is called with it. */
  | { readonly kind: "each"; readonly as: Kind | null }
  | { readonly kind: "harmless" }
  | { readonly kind: "lost"; readonly why: string }

/** One call that gets a value. */
export interface Given {
  readonly code: CodeFile
  /** The call. */
  readonly call: number
  /** Dotted, as far as it has names. */
  readonly callee: string
  /** Its last part. */
  readonly name: string
  /** `object` for the receiver of a method, else the slot of the argument. */
  readonly slot: string
  readonly value: Kind
}

/** What the usual libraries of a language make of it; null for a call that they do not have. */
export type Library = (given: Given) => Outcome | null

/** The call yields it, as this. */
export const carry = (as: Kind): Outcome => ({ kind: "carry", as })
/** Nothing comes of it. */
export const harmless: Outcome = { kind: "harmless" }
/** It cannot be followed. */
export const lost = (why: string): Outcome => ({ kind: "lost", why })

/** The literal in a slot of a call: null where there is no argument, undefined where it is not a literal. */
export function literalIn(given: Given, ...slots: readonly string[]): string | null | undefined {
  for (const slot of slots) {
    const at = given.code.inSlot(given.call, slot)
    if (at < 0) continue
    const node = given.code.node(at)
    return node.kind === "text" && !node.name.includes("*") ? node.name : undefined
  }
  return null
}
