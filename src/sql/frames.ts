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

/** A new frame. Give it back with {@link dropFrame}. */
export function openFrame(p: Parser, kind: number, clause: number, level: number, fn: number): Frame {
  const frame = p.spareFrames.pop() ?? newFrame()
  frame.kind = kind
  frame.clause = clause
  frame.level = level
  frame.outer = level
  frame.source = false
  frame.fn = fn
  frame.commas = 0
  frame.cases = 0
  frame.op = 0
  frame.target = -1
  frame.targetName = -1
  frame.targetHash = 0
  frame.set = 0
  frame.opened = p.at
  frame.cte = 0
  frame.accesses = p.accesses.length
  return frame
}

/** A frame of nothing. */
export function newFrame(): Frame {
  return {
    kind: 0,
    clause: 0,
    level: 0,
    outer: 0,
    source: false,
    fn: 0,
    commas: 0,
    cases: 0,
    op: 0,
    target: 0,
    targetName: 0,
    targetHash: 0,
    set: 0,
    opened: 0,
    cte: 0,
    accesses: 0,
  }
}

/** Takes a frame back that nothing will look at again. */
export function dropFrame(p: Parser, frame: Frame): void {
  p.spareFrames.push(frame)
}

/** A new level of names inside another. */
export function openLevel(p: Parser, parent: number): number {
  p.levels.push(parent)
  return p.levels.length - 1
}
