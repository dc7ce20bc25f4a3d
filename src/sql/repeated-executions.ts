import type { Access } from "../model/sql.js"
import type { OpenExecution } from "./state.js"
import type { FlatValue } from "./values.js"

/**
 * What the statement that executes now has executed already: texts as they are known, parts that are not apart, and their literals.
 * `first` is all there is of it as long as the statement executes one text only, as most do.
 */
export interface Told {
  statement: number
  first: { readonly execution: OpenExecution; readonly flat: FlatValue } | null
  texts: Set<string>
  literals: Set<number>
}

const nothingTold: Set<never> = new Set()

/** Nothing executed yet. */
export function newTold(): Told {
  return { statement: -1, first: null, texts: nothingTold, literals: nothingTold }
}

/**
 * Whether a statement executes a text once more that differs only in how its unknown parts are spelled. One that stands elsewhere, in a
 * literal not read so far, is none: its names have places of their own.
 */
export function isRepeated(execution: OpenExecution, flat: FlatValue, told: Told): boolean {
  if (told.statement !== execution.statement) {
    told.statement = execution.statement
    told.first = { execution, flat }
    return false
  }
  if (told.first !== null) {
    told.texts = new Set()
    told.literals = new Set()
    const { first } = told
    told.first = null
    isTold(first.execution, first.flat, told)
  }
  return isTold(execution, flat, told)
}

function isTold(execution: OpenExecution, flat: FlatValue, told: Told): boolean {
  const count = told.literals.size
  for (const literal of flat.literals) told.literals.add(literal)
  const elsewhere = told.literals.size > count
  let key = ""
  let from = 0
  for (const hole of flat.holes) {
    key += `${flat.text.slice(from, hole.start)}\0${hole.parameter ?? ""}\0`
    from = hole.end
  }
  const { use, server, database, operation } = execution
  key = `${use}\0${server}\0${database}\0${operation}\0${key}${flat.text.slice(from)}`
  if (told.texts.has(key) && !elsewhere) return true
  told.texts.add(key)
  return false
}

/**
 * Adds accesses sorted by start, each once: a variable can have several values that share most of their text. Those of one statement at
 * one place stand together, as they are found in the order of the statements.
 */
export function pushDistinct(from: readonly Access[], to: Access[]): void {
  for (let index = 0; index < from.length; index++) {
    const access = from[index] as Access
    let before = index - 1
    for (; before >= 0; before--) {
      const other = from[before] as Access
      if (other.start !== access.start || other.statement !== access.statement) before = -1
      else if (isSame(other, access)) break
    }
    if (before < 0) to.push(access)
  }
}

function isSame(a: Access, b: Access): boolean {
  return (
    a.end === b.end &&
    a.statement === b.statement &&
    a.role === b.role &&
    a.operation === b.operation &&
    a.name.object === b.name.object &&
    a.name.schema === b.name.schema &&
    a.name.database === b.name.database
  )
}
