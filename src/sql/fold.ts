import { atMost, mostValues } from "./fold-alternatives.js"
import { evaluate } from "./fold-expression.js"
import { hashOf, K } from "./keywords.js"
import { endOf, hashAt, kindAt, type Parser, partText, startOf, stringUses, wordAt } from "./state.js"
import { P, T } from "./tokens.js"
import {
  type Given,
  type GivenExpression,
  type Held,
  literalValue,
  madeValue,
  parameterValue,
  unknownValue,
  type Value,
} from "./values.js"

/** How many tokens before an equals sign say that text is appended: `+`, `||`. */
export function appends(p: Parser, token: number): number {
  return p.kinds[token] === P.PLUS ? 1 : p.kinds[token] === P.BAR && p.kinds[token + 1] === P.BAR ? 2 : 0
}

/**
 * Gives a variable the value of the expression between two tokens. It takes the place of what the same block gave before; what the
 * blocks around gave stays possible behind this block, as it may not run. The expression is worked out when somebody asks: most are messages.
 */
export function assign(p: Parser, variable: number, append: boolean, from: number, to: number): void {
  if (to <= from) return
  const name = hashAt(p, variable)
  const old = p.variables.get(name)
  if (!holdsText(p, from, to, old !== undefined)) {
    // A text that is NULL is not executed.
    const none = to === from + 1 && wordAt(p, from) === K.NULL && p.branches.length > 0
    if (old !== undefined && !append && !none) forget(p, variable)
    return
  }
  const uses = new Map<number, Held>()
  if (append && old !== undefined) uses.set(name, old)
  let goesOn = append
  for (let token = from; token < to; token++) {
    const kind = p.kinds[token]
    if (kind === T.STRING && (p.uses[token] as number) <= 1) p.uses[token] = assigned
    if (kind !== T.VARIABLE) continue
    const used = hashAt(p, token)
    if (used === name) goesOn = true
    const held = p.variables.get(used)
    if (held !== undefined) uses.set(used, held)
  }
  const branches = uses.size > 0 ? p.branches.slice() : []
  // What goes on with the old text leaves nothing out that the old one held.
  give(p, name, null, { variable, append, from, to, uses, branches }, goesOn)
}

/** A variable is given something that is not known: by a procedure, a cursor, a column. */
export function forget(p: Parser, variable: number): void {
  const name = hashAt(p, variable)
  const held = p.variables.get(name)
  if (held === undefined) return
  if (p.branches.length === 0 || held.given.some(({ values }) => values?.[0]?.kind === "parameter")) p.variables.delete(name)
  else give(p, name, [unknownValue(p, variable, variable + 1)], null, false)
}

/** Says that a variable holds what the caller of the routine gives. */
export function giveParameter(p: Parser, variable: number, name: string): void {
  give(p, variable, [parameterValue(name)], null, true)
}

/** The value of a token that is a constant: a literal, a number, a word in a procedure's arguments. NULL and DEFAULT are none. */
export function constantValue(p: Parser, token: number): Value | null {
  const kind = kindAt(p, token)
  if (kind === T.STRING || kind === T.DOUBLE) return literalValue(p, token)
  const word = kind === T.WORD && wordAt(p, token) !== K.NULL && wordAt(p, token) !== K.DEFAULT
  if (!word && kind !== T.NUMBER && kind !== T.BRACKET) return null
  return madeValue(p, partText(p, token), token, token + 1)
}

function give(
  p: Parser,
  name: number,
  values: readonly Value[] | null,
  expression: GivenExpression | null,
  goesOn: boolean,
): void {
  const branch = p.branches.at(-1) ?? 0
  // Blocks opened behind this one stand in it.
  const before = goesOn ? [] : (p.variables.get(name)?.given ?? []).filter((each) => each.branch < branch)
  const given = [...before.slice(-mostValues - 1), { branch, values, expression }]
  p.variables.set(name, { given, choice: -1, branch: -1, values: null })
}

/** Works out what a variable was given, and before that what that is made of. No recursion: a script can append as often as it is long. */
function workOut(p: Parser, held: Held): void {
  if (held.given.every((each) => each.values !== null)) return
  const todo: Given[] = held.given.filter((each) => each.values === null)
  for (let next = todo.at(-1); next !== undefined; next = todo.at(-1)) {
    const { expression } = next
    const open = todo.length
    if (next.values === null && expression !== null) {
      for (const { given } of expression.uses.values()) for (const each of given) if (each.values === null) todo.push(each)
      if (todo.length > open) continue
      next.values = evaluateGiven(p, expression)
    }
    todo.pop()
  }
}

/** The values of an expression where it stands. */
function evaluateGiven(p: Parser, { variable, append, from, to, uses, branches }: GivenExpression): readonly Value[] {
  const { variables, branches: open } = p
  p.variables = uses
  p.branches = branches
  const old = append ? (valuesOf(p, variable) ?? [unknownValue(p, variable, variable + 1)]) : null
  const values = evaluate(p, from, to, old)
  p.variables = variables
  p.branches = open
  return values
}

/** The values that the variable at a token can have here; null if it was given none. An empty text gives way: the others hold what it leaves out. */
export function valuesOf(p: Parser, variable: number): readonly Value[] | null {
  const held = p.variables.get(hashAt(p, variable))
  if (held === undefined) return null
  const branch = p.branches.at(-1) ?? 0
  if (held.values !== null && held.branch === branch) return held.values
  workOut(p, held)
  const { given } = held
  const [only] = given
  // Most variables hold one text.
  if (given.length === 1 && only?.values?.length === 1 && only.values[0]?.kind !== "parameter") return only.values
  // What a block around here gave for certain outdoes whatever came before.
  const last = given.findLast((each) => each.branch === 0 || p.branches.includes(each.branch))
  const first = last === undefined ? 0 : given.findIndex((each) => each.branch === last.branch)
  const all = given.flatMap((each) => each.values ?? [])
  const own = given.at(-1)?.values?.length ?? 0
  const before = given.slice(0, first).reduce((sum, each) => sum + (each.values?.length ?? 0), 0)
  const possible = all.slice(Math.max(before, all.length - own - mostValues - 1))
  const full = possible.filter((value) => value.kind !== "literal" || !isEmpty(p, value.token))
  // What is not known is not known, however often.
  const lastUnknown = full.findLast(isBlind)
  const kept = full.length > 0 ? full.filter((value) => value === lastUnknown || !isBlind(value)) : possible
  if (kept.length > 1 && held.choice < 0) held.choice = p.choices++
  const values = atMost(
    kept.map((value) => {
      const here = value.kind === "parameter" ? unknownValue(p, variable, variable + 1, value.name) : value
      return kept.length > 1 ? { ...here, picks: [...here.picks, held.choice, all.indexOf(value)] } : here
    }),
  )
  // What the caller gives stands where it is used.
  if (kept.some(({ kind }) => kind === "parameter")) return values
  held.branch = branch
  held.values = values
  return values
}

/** Nothing is known of it, and no caller tells. */
function isBlind(value: Value): boolean {
  return value.kind === "unknown" && value.parameter === null
}

/** Whether a literal is an empty text. */
export function isEmpty(p: Parser, token: number): boolean {
  const length = endOf(p, token) - startOf(p, token)
  return length === 2 || (length === 3 && (p.text.charCodeAt(startOf(p, token)) | 32) === 110)
}

const assigned = stringUses.indexOf("assigned")

const char = hashOf("char")
const nchar = hashOf("nchar")

/** Whether an expression can make text worth following. */
function holdsText(p: Parser, from: number, to: number, known: boolean): boolean {
  for (let token = from; token < to; token++) {
    const kind = p.kinds[token]
    if (kind === T.STRING || kind === T.DOUBLE) return true
    if (kind === T.VARIABLE && (known || p.variables.has(hashAt(p, token)))) return true
    if (kind === T.WORD && p.kinds[token + 1] === P.OPEN && (hashAt(p, token) === char || hashAt(p, token) === nchar)) return true
  }
  return false
}
