import type { Hole } from "../model/text.js"
import { giveParameter } from "./fold.js"
import { hashOf } from "./keywords.js"
import { lex } from "./lexer.js"
import type { Parser } from "./state.js"
import { readBatch } from "./statements.js"
import { T } from "./tokens.js"

/** A text that was read, before anything is written out; `batches` are pairs of offsets. */
export interface Parsed {
  readonly parser: Parser
  readonly batches: readonly { readonly start: number; readonly end: number }[]
}

/** Cuts a text into tokens and makes the state that reads them. */
export function startParser(text: string, holes: readonly Hole[], quotedIdentifier: boolean): Parser {
  const tokens = lex(text, { holes, quotedIdentifier })
  return {
    text,
    tokens,
    kinds: tokens.kinds,
    words: tokens.words,
    at: 1,
    stop: tokens.end,
    batch: 0,
    statement: -1,
    confidence: "certain",
    statements: [],
    accesses: [],
    names: [],
    uses: tokens.uses,
    problems: [...tokens.problems],
    unfinished: [],
    blocks: [],
    branches: [],
    lastBranch: 0,
    executions: [],
    routines: [],
    calls: [],
    cuts: new Set(),
    supplied: false,
    choices: 0,
    effort: 16 * text.length + 65_536,
    variables: new Map(),
    defined: new Map(),
    guards: [],
    readsDatabases: false,
    sources: new Map(),
    ctes: new Map(),
    open: [],
    levels: [],
    parts: [],
    nameFirst: 0,
    nameLast: 0,
  }
}

/**
 * Reads a text batch by batch. Variables live as long as their batch. `parameters` are given to the text from outside; `supplied`: with
 * values that are known there.
 */
export function parse(
  text: string,
  holes: readonly Hole[],
  quotedIdentifier: boolean,
  parameters: readonly string[],
  supplied: boolean,
): Parsed {
  const parser = startParser(text, holes, quotedIdentifier)
  parser.supplied = supplied
  const batches: { start: number; end: number }[] = []
  const { kinds, tokens } = parser
  let from = 1
  let start = 0
  while (from <= tokens.end) {
    let stop = from
    while (stop < tokens.end && kinds[stop] !== T.GO) stop++
    const end = stop < tokens.end ? (tokens.starts[stop] as number) : text.length
    if (stop > from) {
      parser.at = from
      parser.stop = stop
      parser.batch = batches.length
      batches.push({ start, end })
      for (const name of parameters) giveParameter(parser, hashOf(name), name)
      readBatch(parser)
      parser.variables.clear()
    }
    start = stop < tokens.end ? (tokens.ends[stop] as number) : text.length
    from = stop + 1
  }
  return { parser, batches }
}
