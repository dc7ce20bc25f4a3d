import type { Hole } from "../model/text.js"
import { giveParameter } from "./fold.js"
import { type Frame, newFrame } from "./frames.js"
import { hashOf } from "./keywords.js"
import { lex } from "./lexer.js"
import { whole } from "./scan-start.js"
import type { Block, OpenName, Parser } from "./state.js"
import { readBatch } from "./statements.js"
import { T } from "./tokens.js"

/** A text that was read, before anything is written out; `batches` are pairs of offsets. */
export interface Parsed {
  readonly parser: Parser
  readonly batches: readonly { readonly start: number; readonly end: number }[]
}

/** How a text is read. */
export interface ParseOptions {
  readonly quotedIdentifier: boolean
  /** All names are wanted, not only those of the statement that is read. */
  readonly keepsNames: boolean
  readonly supplied: boolean
}

/**
 * What is empty when no text is being read. One is read after the other, those within it when it is read itself, and most are so short
 * that making these anew would take longer than reading them.
 */
const scratch = {
  blocks: [] as Block[],
  branches: [] as number[],
  guards: [] as number[],
  open: [] as OpenName[],
  levels: [] as number[],
  spareFrames: [] as Frame[],
  frames: [] as Frame[],
  parts: [] as number[],
}
const nothing = newFrame()

function emptied<T>(items: T[]): T[] {
  if (items.length > 0) items.length = 0
  return items
}

/** Cuts a text into tokens and makes the state that reads them. */
export function startParser(text: string, holes: readonly Hole[], quotedIdentifier: boolean, keepsNames: boolean): Parser {
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
    names: tokens.columns.names,
    nameEnd: 0,
    keepsNames,
    uses: tokens.uses,
    problems: [...tokens.problems],
    unfinished: [],
    blocks: emptied(scratch.blocks),
    branches: emptied(scratch.branches),
    lastBranch: 0,
    executions: [],
    routines: [],
    calls: [],
    cuts: new Set(),
    supplied: false,
    choices: 0,
    effort: 16 * text.length + 65_536,
    handing: 16 * text.length + 65_536,
    variables: new Map(),
    defined: new Map(),
    guards: emptied(scratch.guards),
    readsDatabases: false,
    sources: new Map(),
    ctes: new Map(),
    open: emptied(scratch.open),
    levels: emptied(scratch.levels),
    spareFrames: scratch.spareFrames,
    frames: emptied(scratch.frames),
    frame: nothing,
    start: whole,
    assignment: null,
    parts: emptied(scratch.parts),
    nameFirst: 0,
    nameLast: 0,
  }
}

/**
 * Reads a text batch by batch. Variables live as long as their batch. `parameters` are given to the text from outside; `supplied`: with
 * values that are known there.
 */
export function parse(text: string, holes: readonly Hole[], options: ParseOptions, parameters: readonly string[]): Parsed {
  const parser = startParser(text, holes, options.quotedIdentifier, options.keepsNames)
  parser.supplied = options.supplied
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
      parser.variables = new Map()
    }
    start = stop < tokens.end ? (tokens.ends[stop] as number) : text.length
    from = stop + 1
  }
  return { parser, batches }
}
