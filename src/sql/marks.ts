import { closedEnd, commentEnd, goEnd, hashBetween, isDirective, type Lexing, lineEnd, numberEnd, variableEnd } from "./lexing.js"
import { placeholderEnd, templateTagEnd } from "./placeholders.js"
import { T } from "./tokens.js"
import { classes, LETTER } from "./units.js"

/** In place of a kind of token: what was read is none, and is passed. */
export const passed = -1

/**
 * Reads what a unit begins at an offset: says what it is in `token`, and gives its end. Nothing (`T.NONE`) where that is an ordinary word, or
 * a name that a placeholder is part of.
 */
export type Mark = (l: Lexing, at: number) => number

/**
 * How to read what an ASCII unit begins that may be more than a sign or a word; undefined for all others. A table, since a text has few of
 * these, and some are met for the first time long after the loop that asks was compiled: it would be compiled again for each.
 */
export const marks: readonly (Mark | undefined)[] = Array.from({ length: 128 }, (_, unit) => markOf(unit))

function markOf(unit: number): Mark | undefined {
  switch (String.fromCharCode(unit)) {
    case "'":
      return text
    case '"':
      return quoted
    case "[":
      return bracketed
    case "-":
      return minus
    case "/":
      return slash
    case "@":
      return variable
    case "?":
      return parameter
    case "{":
      return brace
    case "$":
      return dollar
    case "<":
    case "%":
      return placeholder
    case ":":
      return colon
    case "!":
      return directive
    case ".":
      return dot
    case "g":
    case "G":
      return go
    case "n":
    case "N":
      return national
    default:
      return unit >= 48 && unit <= 57 ? number : undefined
  }
}

function text(l: Lexing, at: number): number {
  l.token = T.STRING
  return closedEnd(l, at, "'", "the string")
}

/** `N'…'`; a hole between the two makes a name of the first. */
function national(l: Lexing, at: number): number {
  return l.units[at + 1] === 39 && l.holeAt !== at + 1 ? text(l, at + 1) : at
}

function go(l: Lexing, at: number): number {
  const end = l.lineStart ? goEnd(l, at) : -1
  if (end >= 0) l.token = T.GO
  return end
}

function quoted(l: Lexing, at: number): number {
  l.token = l.quoted ? T.DOUBLE : T.STRING
  const end = closedEnd(l, at, '"', l.quoted ? "the quoted name" : "the string")
  if (l.quoted) l.hash = hashBetween(l.units, at + 1, end - 1)
  return end
}

function bracketed(l: Lexing, at: number): number {
  l.token = T.BRACKET
  const end = closedEnd(l, at, "]", "the bracketed name")
  l.hash = hashBetween(l.units, at + 1, end - 1)
  return end
}

function minus(l: Lexing, at: number): number {
  return l.units[at + 1] === 45 ? comment(l, at, lineEnd(l, at)) : at + 1
}

function slash(l: Lexing, at: number): number {
  return l.units[at + 1] === 42 ? comment(l, at, commentEnd(l, at)) : at + 1
}

function comment(l: Lexing, at: number, end: number): number {
  l.token = passed
  l.comments.push(at, end)
  return end
}

function variable(l: Lexing, at: number): number {
  l.token = T.VARIABLE
  const end = variableEnd(l, at)
  l.hash = hashBetween(l.units, at, end)
  return end
}

function parameter(l: Lexing, at: number): number {
  l.token = T.PARAMETER
  return at + 1
}

function brace(l: Lexing, at: number): number {
  const tag = templateTagEnd(l.text, at)
  if (tag <= 0) return placeholder(l, at)
  if (l.units[at + 1] === 35) return comment(l, at, tag)
  l.token = passed
  return tag
}

function dollar(l: Lexing, at: number): number {
  const next = l.units[at + 1] as number
  if (placeholder(l, at) === at) return at
  if (next < 128 && classes[next] === LETTER) l.token = T.NONE
  // A sum of money.
  else if (isDigit(next)) l.token = passed
  return at + 1
}

/** A placeholder is part of a name, and read as one. */
function placeholder(l: Lexing, at: number): number {
  if (placeholderEnd(l.text, at) < 0) return at + 1
  l.token = T.NONE
  return at
}

function colon(l: Lexing, at: number): number {
  const line = directive(l, at)
  const next = l.units[at + 1] as number
  if (l.token === T.DIRECTIVE) return line
  // No parameter stands behind what it touches, nor in `::`.
  if (l.before === 58 || next >= 128 || classes[next] !== LETTER || l.beforeEnd === at) return at + 1
  l.token = T.PARAMETER
  return variableEnd(l, at + 1)
}

function directive(l: Lexing, at: number): number {
  if (!l.lineStart || !isDirective(l.text, at)) return at + 1
  l.token = T.DIRECTIVE
  l.directives++
  return lineEnd(l, at)
}

function dot(l: Lexing, at: number): number {
  return isDigit(l.units[at + 1] as number) && l.before !== T.WORD && l.beforeEnd !== at ? number(l, at) : at + 1
}

function number(l: Lexing, at: number): number {
  l.token = T.NUMBER
  return numberEnd(l, at)
}

const isDigit = (unit: number): boolean => unit >= 48 && unit <= 57
