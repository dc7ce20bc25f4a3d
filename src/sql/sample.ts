import { hashOf, lastReserved } from "./keywords.js"
import { P, T, type Tokens } from "./tokens.js"

/** The beginning of a text, cut into tokens, for a look at its shape. */
export interface Sample {
  readonly text: string
  readonly tokens: Tokens
  /** The whole text is here. */
  readonly whole: boolean
}

/** A name in a sample. */
export interface Named {
  /** Token behind it. */
  readonly end: number
  readonly parts: number
  /** Has brackets, quotes or a hole: no word of a sentence. */
  readonly marked: boolean
  /** The last part. */
  readonly last: number
}

/** Passes what can stand before a statement: semicolons, open brackets, GO, lines for sqlcmd. */
export function skipTrivia(s: Sample, from: number): number {
  let at = from
  while (at < s.tokens.end) {
    const kind = s.tokens.kinds[at]
    if (kind !== P.SEMICOLON && kind !== P.OPEN && kind !== T.GO && kind !== T.DIRECTIVE) break
    at++
  }
  return at
}

/** Kind of a token; none behind the text. */
export function kindIn(s: Sample, at: number): number {
  return at < s.tokens.end ? (s.tokens.kinds[at] as number) : T.NONE
}

/** Word of a token; 0 for none. */
export function wordIn(s: Sample, at: number): number {
  return at < s.tokens.end ? (s.tokens.words[at] as number) : 0
}

/** A token as it is written. */
export function textIn(s: Sample, at: number): string {
  return s.text.slice(s.tokens.starts[at], s.tokens.ends[at])
}

/** A word written in capitals, as people write SQL and rarely anything else. */
export function isLoud(s: Sample, at: number): boolean {
  const text = textIn(s, at)
  return text.length > 1 && text === text.toUpperCase()
}

/** A word with a capital in front, as a sentence begins. */
export function isTitle(s: Sample, at: number): boolean {
  return /^[A-Z][a-z]+$/.test(textIn(s, at))
}

/** Behind the text, or a statement in it. */
export function isEnd(s: Sample, at: number): boolean {
  const kind = kindIn(s, at)
  return (kind === T.NONE && s.whole) || kind === P.SEMICOLON || kind === T.GO || (kind === P.CLOSE && at > 1)
}

/** Words that no one calls a table, and every sentence uses. */
const wordsOfSentences = new Set(
  `the a an your this that these those its their our my his her each every any some no it is are was were be been being has have had
  do does did will would can could should may might must not failed fails failure error errors completed complete succeeded successful
  successfully finished started took returned because which who whom whose when while where if then and or but for into onto of to
  with without within about please we you they i he she there here cannot`
    .split(/\s+/)
    .map(hashOf),
)

/** Whether a token is such a word. A single letter (`a`, `i`) is one before its noun only: elsewhere it is an alias. */
export function isSentenceWord(s: Sample, at: number): boolean {
  if (kindIn(s, at) !== T.WORD || !wordsOfSentences.has(s.tokens.hashes[at] as number)) return false
  return textIn(s, at).length > 1 || (kindIn(s, at + 1) === T.WORD && wordIn(s, at + 1) === 0)
}

function isPart(s: Sample, at: number, afterDot: boolean): boolean {
  const kind = kindIn(s, at)
  if (kind === T.BRACKET || kind === T.DOUBLE || kind === T.DYNAMIC) return true
  if (kind !== T.WORD) return false
  const word = wordIn(s, at)
  return afterDot ? s.tokens.starts[at] === s.tokens.ends[at - 1] : word === 0 || word > lastReserved
}

/** The name at a token; null if there is none, or only a word that sentences use. */
export function nameIn(s: Sample, from: number): Named | null {
  let at = from
  let parts = 0
  let marked = false
  // What comes before may be in another string.
  while (kindIn(s, at) === P.DOT && at < from + 3) {
    at++
    parts++
  }
  if (!isPart(s, at, at > from)) return null
  if (at === from && isSentenceWord(s, at) && kindIn(s, at + 1) !== P.DOT) return null
  for (;;) {
    parts++
    const kind = kindIn(s, at)
    if (kind !== T.WORD) marked = true
    at++
    let dots = 0
    while (kindIn(s, at + dots) === P.DOT && s.tokens.starts[at + dots] === s.tokens.ends[at + dots - 1] && dots < 3) dots++
    if (dots === 0) break
    // A full stop ends a sentence.
    if (!isPart(s, at + dots, true)) {
      if (kindIn(s, at + dots) !== P.STAR) at += isPartOfWhole(s, at + dots) ? dots : 0
      break
    }
    if (dots > 1) marked = true
    parts += dots - 1
    at += dots
  }
  return { end: at, parts, marked, last: at - 1 }
}

/** `db.dbo.` at the end of a string: the rest comes from elsewhere. */
function isPartOfWhole(s: Sample, at: number): boolean {
  return kindIn(s, at) === T.NONE
}

/** A name that is plainly a table's: three parts, brackets, a hole. */
export function isPlainly(name: Named): boolean {
  return name.marked || name.parts > 2
}

/** A variable such as `@x` or a table such as `#t`. */
export function isVariable(s: Sample, at: number): boolean {
  return kindIn(s, at) === T.VARIABLE || (kindIn(s, at) === T.WORD && textIn(s, at).startsWith("#"))
}
