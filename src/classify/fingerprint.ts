import { createHash } from "node:crypto"

/** What a finding's identity is made of. Neither lines nor dates are part of it. */
export interface Identity {
  /** POSIX, relative to the root. */
  readonly file: string
  readonly rule: string
  readonly name: string
  /** Enclosing scope and statement, as the reference has them. */
  readonly scope: string
  readonly statement: string
}

function digest(text: string, length: number): string {
  return createHash("sha256").update(text).digest("hex").slice(0, length)
}

/**
 * A statement without what formatters and people change freely: white space, the kind of quotes, escapes before them, parentheses, the
 * joints of concatenated strings, commas before a closing bracket.
 */
export function normaliseStatement(statement: string): string {
  return statement
    .replace(/[\s"'`\\+();]/g, "")
    .replace(/,(?=[\]}])/g, "")
    .replace(/,+$/, "")
}

/**
 * Fingerprints of all findings, in their order, which must be that of the files' texts: `<path>-<content>`, 8 and 16 hexadecimal digits.
 * Equal statements in one scope of a file are told apart by their ordinal, so a second use of a name is another finding, while shifting,
 * re-indenting, moving a function and changing quotes keep every fingerprint. The path stands apart so that a renamed file can be
 * recognised by the rest.
 */
export function fingerprints(identities: readonly Identity[]): readonly string[] {
  const paths = new Map<string, string>()
  const ordinals = new Map<string, number>()
  return identities.map((identity) => {
    let path = paths.get(identity.file)
    if (path === undefined) {
      path = digest(identity.file, 8)
      paths.set(identity.file, path)
    }
    const content = [
      identity.rule,
      identity.name,
      normaliseStatement(identity.scope),
      normaliseStatement(identity.statement),
    ].join("\0")
    const key = `${identity.file}\0${content}`
    const ordinal = (ordinals.get(key) ?? 0) + 1
    ordinals.set(key, ordinal)
    return `${path}-${digest(`${content}\0${ordinal}`, 16)}`
  })
}

/** The part of a fingerprint that a renamed file keeps. */
export function contentOf(fingerprint: string): string {
  return fingerprint.slice(fingerprint.indexOf("-") + 1)
}
