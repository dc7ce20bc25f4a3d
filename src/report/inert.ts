/**
 * Whatever a terminal, a log or an editor might act on or hide: controls (C0, DEL, C1), marks of direction, zero-width characters, line and
 * paragraph separators, tags, and halves of surrogate pairs.
 */
const active =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|[\ud800-\udfff]/gu

const short: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\0", "\u001b": "\\e" }

/** The text with everything that is not plainly visible written as an escape: one line, safe to print. */
export function visible(text: string): string {
  return text.replace(active, (character) => short[character] ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
}

/** JSON text in which no character can act on a terminal. JSON allows them in strings only, so escaping them changes no value. */
export function inertJson(json: string): string {
  return json.replace(
    /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g,
    (character) => {
      return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`
    },
  )
}
