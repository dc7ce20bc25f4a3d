import { K, lastReserved } from "./keywords.js"
import { isSentenceWord, kindIn, type Sample, wordIn } from "./sample.js"
import { P, T } from "./tokens.js"

/** SQL never has three names in a row with nothing between; sentences hardly go on without. */
const longestRun = 2
const looked = 400

/**
 * Whether the words of a text run on as in a sentence: names in a row with no operator, comma or keyword between. Holes count as names
 * of any length, so they end a run.
 */
export function isProse(s: Sample, first: number): boolean {
  let run = 0
  let sentence = false
  const end = Math.min(s.tokens.end, first + looked)
  for (let at = first; at < end; at++) {
    const kind = kindIn(s, at)
    const word = wordIn(s, at)
    if (kind === P.SEMICOLON || kind === T.GO) {
      run = 0
      sentence = false
      continue
    }
    if (kind === T.WORD && word === 0) {
      const dotted = kindIn(s, at - 1) === P.DOT || kindIn(s, at + 1) === P.DOT
      run = dotted ? 1 : run + 1
      sentence ||= isSentenceWord(s, at) && !dotted && kindIn(s, at - 1) !== K.AS
      if (run > longestRun || (run > 1 && sentence)) return true
    } else if (kind === T.BRACKET || kind === T.DOUBLE) run++
    else if (kind === T.WORD && word > lastReserved) {
      // Words such as FIRST or NAME can be either.
      run = Math.min(run, 1)
    } else {
      run = 0
      sentence = false
    }
    // `FROM the …`
    if (kind === T.WORD && isSentenceWord(s, at) && introducesName(wordIn(s, at - 1)) && wordIn(s, at) === 0 && goesOn(s, at + 1))
      return true
    if (run > longestRun) return true
  }
  return false
}

/** A column may be called `a`; a sentence goes on with its noun. */
function goesOn(s: Sample, at: number): boolean {
  return kindIn(s, at) === T.WORD && wordIn(s, at) !== K.FROM
}

function introducesName(word: number): boolean {
  return (
    word === K.FROM ||
    word === K.JOIN ||
    word === K.INTO ||
    word === K.UPDATE ||
    word === K.TABLE ||
    word === K.USE ||
    word === K.SELECT
  )
}
