/** What classes of Unicode hold of ASCII. */
const inAscii: Readonly<Record<string, string>> = {
  L: "A-Za-z",
  Lu: "A-Z",
  Ll: "a-z",
  N: "0-9",
  M: "",
  ID_Start: "A-Za-z",
  ID_Continue: "0-9A-Z_a-z",
}

const ascii = /^[\0-\x7f]*$/

/**
 * A pattern with some of the classes above (`\p{…}`, within brackets) for a text, made when it is first needed: V8 takes a millisecond and more to build them,
 * even where it only reads a literal with them. A text of ASCII alone, as nearly all are, gets a pattern that says the same of it without.
 */
export function ofLetters(source: string): (text: string) => RegExp {
  const wide = patternOf(source, "u")
  const narrow = patternOf(
    source.replace(/\\p\{(\w+)\}/g, (whole, name: string) => inAscii[name] ?? whole),
    "u",
  )
  return (text) => (ascii.test(text) ? narrow() : wide())
}

/** A pattern that is made when it is first needed. */
export function patternOf(source: string, flags: string): () => RegExp {
  let made: RegExp | null = null
  return () => {
    made ??= new RegExp(source, flags)
    return made
  }
}
