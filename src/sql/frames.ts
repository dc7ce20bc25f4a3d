import type { Parser } from "./state.js"

/** What an open bracket holds. */
export const F = { STATEMENT: 0, QUERY: 1, TABLES: 2, EXPRESSION: 3 } as const

/** Where in its clauses a query is. */
export const C = {
  NONE: 0,
  SELECT: 1,
  /** A table comes next. */
  EXPECT: 2,
  /** In FROM, behind a table. */
  FROM: 3,
  /** Any expression up to the end. */
  REST: 4,
  /** Behind the target of a DML statement. */
  TARGET: 5,
  SET: 6,
  OUTPUT: 7,
  /** Behind a common table expression: another one, or the statement. */
  CTE: 8,
} as const

/** One open bracket, or the statement itself. */
export interface Frame {
  kind: number
  clause: number
  level: number
  /** Level that a SELECT in it stands in. */
  outer: number
  /** It is a table of FROM: an alias may follow. */
  source: boolean
  /** Token before the bracket when it is a word: a function, IN, EXISTS; 0 for none. */
  fn: number
  /** Commas passed. */
  commas: number
  /** Open CASEs. */
  cases: number
  /** K.INSERT, K.UPDATE, … ; 0 for none. */
  op: number
  /** Number of the target's access, -1 for none. */
  target: number
  targetName: number
  /** Hash of a target that is one part and could be an alias; 0 for none. */
  targetHash: number
  /** The SET whose columns the statement changes: the first of MERGE; 0 for none. */
  set: number
  /** Token that opened it. */
  opened: number
  /** The common table expression that it defines: the name's token; 0 for none. */
  cte: number
  /** How many accesses there were before it. */
  accesses: number
}

/** A new frame. */
export function openFrame(p: Parser, kind: number, clause: number, level: number, fn: number): Frame {
  return {
    kind,
    clause,
    level,
    outer: level,
    source: false,
    fn,
    commas: 0,
    cases: 0,
    op: 0,
    target: -1,
    targetName: -1,
    targetHash: 0,
    set: 0,
    opened: p.at,
    cte: 0,
    accesses: p.accesses.length,
  }
}

/** A new level of names inside another. */
export function openLevel(p: Parser, parent: number): number {
  p.levels.push(parent)
  return p.levels.length - 1
}
