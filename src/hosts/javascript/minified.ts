/** Texts shorter than this are never called minified: a one-line script is no bundle. */
const shortest = 5_000
/** Lines of hand-written code are hardly ever longer on average. */
const averageLine = 400
/** So much of the text is looked at. */
const looked = 200_000

/**
 * Whether a JavaScript text was squeezed by a tool: very long lines with hardly a blank among the punctuation. Long lines of data alone
 * (an array of sentences, an embedded image) do not make it so.
 */
export function looksMinified(text: string): boolean {
  if (text.length < shortest) return false
  const head = text.length > looked ? text.slice(0, looked) : text
  const most = head.length / averageLine
  let lines = 1
  for (let at = head.indexOf("\n"); at >= 0 && lines <= most; at = head.indexOf("\n", at + 1)) lines++
  // Nearly all code is told by its first lines.
  if (lines > most) return false
  let blanks = 0
  let marks = 0
  for (let index = 0; index < head.length; index++) {
    const unit = head.charCodeAt(index)
    if (unit === 32 || unit === 9) blanks++
    else if (unit === 59 || unit === 44 || unit === 123 || unit === 125 || unit === 40 || unit === 41 || unit === 61) marks++
  }
  return marks / head.length > 0.08 && blanks / head.length < 0.08
}

/** What generators write at the head of their files. */
const generatedHead =
  /@generated\b|\bauto-?generated\b|\bautomatically generated\b|\bdo not (?:edit|modify)\b|\bgenerated (?:by|from|file|code|using|with)\b|\/\*! For license information please see/i

/** Whether the comments at the head of a text say that a tool wrote it. */
export function saysGenerated(text: string): boolean {
  const head = /^(?:\s|\/\/[^\n]{0,400}(?:\n|$)|\/\*[\s\S]{0,2000}?\*\/|#![^\n]{0,200}(?:\n|$))*/.exec(text.slice(0, 3000))
  return head !== null && generatedHead.test(head[0])
}

/** Whether a file's name says that it is a test. */
export function isTestFile(file: string): boolean {
  return /(?:^|\/)(?:__tests__|__mocks__|tests?|specs?|e2e|cypress)\/|\.(?:test|spec|e2e-spec|e2e|cy)\.[mc]?[jt]sx?$/i.test(file)
}
