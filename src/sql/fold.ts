import { atMost, mostValues } from "./fold-alternatives.js"
import { evaluate } from "./fold-expression.js"
import { hashOf, K } from "./keywords.js"
import { endOf, hashAt, kindAt, type Parser, partText, startOf, stringUses, wordAt } from "./state.js"
import { P, T } from "./tokens.js"
import { type Given, literalValue, madeValue, parameterValue, unknownValue, type Value } from "./values.js"

/** How many tokens before an equals sign say that text is appended: `+`, `||`. */
export function appends(p: Parser, token: number): number {
  return p.kinds[token] === P.PLUS ? 1 : p.kinds[token] === P.BAR && p.kinds[token + 1] === P.BAR ? 2 : 0
}

/**
 * Gives a variable the value of the expression between two tokens. It takes the place of what the same block gave before; what the
 * blocks around gave stays possible behind this block, as it may not run.
 */
export function assign(p: Parser, variable: number, append: boolean, from: number, to: number): void {
  if (to <= from) return
  const name = hashAt(p, variable)
  const old = valuesOf(p, variable)
  if (!holdsText(p, from, to, old !== null)) {
    // A text that is NULL is not executed.
    const none = to === from + 1 && wordAt(p, from) === K.NULL && p.branches.length > 0
    if (old !== null && !append && !none) forget(p, variable)
    return
  }
  const values = append ? evaluate(p, from, to, old ?? [unknownValue(p, variable, variable + 1)]) : evaluate(p, from, to)
  for (let token = from; token < to; token++) {
    if (p.kinds[token] === T.STRING && (p.uses[token] as number) <= 1) p.uses[token] = assigned
  }
  // What goes on with the old text leaves nothing out that the old one held.
  give(p, variable, values, append || mentions(p, name, from, to))
}

/** A variable is given something that is not known: by a procedure, a cursor, a column. */
export function forget(p: Parser, variable: number): void {
  const name = hashAt(p, variable)
  const given = p.variables.get(name)
  if (given === undefined) return
  if (p.branches.length === 0 || given.some(({ value }) => value.kind === "parameter")) p.variables.delete(name)
  else give(p, variable, [unknownValue(p, variable, variable + 1)], false)
}

/** Says that a variable holds what the caller of the routine gives. */
export function giveParameter(p: Parser, variable: number, name: string): void {
  p.variables.set(variable, [{ value: parameterValue(name), branch: 0 }])
}

/** The value of a token that is a constant: a literal, a number, a word in a procedure's arguments. NULL and DEFAULT are none. */
export function constantValue(p: Parser, token: number): Value | null {
  const kind = kindAt(p, token)
  if (kind === T.STRING || kind === T.DOUBLE) return literalValue(p, token)
  const word = kind === T.WORD && wordAt(p, token) !== K.NULL && wordAt(p, token) !== K.DEFAULT
  if (!word && kind !== T.NUMBER && kind !== T.BRACKET) return null
  return madeValue(p, partText(p, token), token, token + 1)
}

function give(p: Parser, variable: number, values: readonly Value[], goesOn: boolean): void {
  const name = hashAt(p, variable)
  const branch = p.branches.at(-1) ?? 0
  // Blocks opened behind this one stand in it.
  const before = goesOn ? [] : (p.variables.get(name) ?? []).filter((each) => each.branch < branch)
  p.variables.set(name, [...before.slice(-mostValues - 1), ...values.map((value) => ({ value, branch }))])
}

/** The values that the variable at a token can have here; null if it was given none. An empty text gives way: the others hold what it leaves out. */
export function valuesOf(p: Parser, variable: number): readonly Value[] | null {
  const given = p.variables.get(hashAt(p, variable))
  if (given === undefined) return null
  // What a block around here gave for certain outdoes whatever came before.
  const last = given.findLast((each) => each.branch === 0 || p.branches.includes(each.branch))
  const first = last === undefined ? 0 : given.findIndex((each) => each.branch === last.branch)
  const possible = given.slice(first)
  const full = possible.filter(({ value }) => value.kind !== "literal" || !isEmpty(p, value.token))
  // What is not known is not known, however often.
  const lastUnknown = full.findLast(({ value }) => isBlind(value))
  const kept = full.length > 0 ? full.filter((each) => each === lastUnknown || !isBlind(each.value)) : possible
  const choice = kept.length > 1 ? choiceOf(p, given) : -1
  const values = kept.map((each) => {
    const { value } = each
    const held = value.kind === "parameter" ? unknownValue(p, variable, variable + 1, value.name) : value
    return choice < 0 ? held : { ...held, picks: [...held.picks, choice, given.indexOf(each)] }
  })
  return atMost(values)
}

/** Nothing is known of it, and no caller tells. */
function isBlind(value: Value): boolean {
  return value.kind === "unknown" && value.parameter === null
}

/** The number of the choice between the values that a variable was given. */
function choiceOf(p: Parser, given: readonly Given[]): number {
  const known = p.choices.get(given)
  if (known !== undefined) return known
  p.choices.set(given, p.choices.size)
  return p.choices.size - 1
}

/** Whether a literal is an empty text. */
export function isEmpty(p: Parser, token: number): boolean {
  const length = endOf(p, token) - startOf(p, token)
  return length === 2 || (length === 3 && (p.text.charCodeAt(startOf(p, token)) | 32) === 110)
}

const assigned = stringUses.indexOf("assigned")

function mentions(p: Parser, name: number, from: number, to: number): boolean {
  for (let token = from; token < to; token++) if (p.kinds[token] === T.VARIABLE && hashAt(p, token) === name) return true
  return false
}

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
