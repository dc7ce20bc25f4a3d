import { isAscii } from "node:buffer"

/**
 * Whatever a terminal, a log or an editor might act on or hide: controls (C0, DEL, C1), marks of direction, zero-width characters, line and
 * paragraph separators, tags, and halves of surrogate pairs.
 */
const active =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|[\ud800-\udfff]/gu

const short: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\0", "\u001b": "\\e" }

/** What build servers take for commands to themselves: GitHub's and Azure's anywhere in a line, GitHub's `::` at its start. */
const commands = /##(?=\[|vso\[|teamcity\[)|^(\s*):(?=:)/g

/**
 * The text with everything that is not plainly visible written as an escape, and no command to a build server in it: one line, safe to
 * print.
 */
export function visible(text: string): string {
  return text
    .replace(active, (character) => short[character] ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
    .replace(commands, (match, space: string | undefined) => (match.startsWith("##") ? "#\\u{23}" : `${space ?? ""}\\u{3a}`))
}

/**
 * JSON text in which nothing can act on a terminal or a build server. JSON allows these characters in strings only, so escaping them
 * changes no value.
 */
export function inertJson(json: string): string {
  return json
    .replaceAll("##", "#\\u0023")
    .replace(/[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g, (character) => {
      return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`
    })
}

/** The same as a line in UTF-8: faster where all of it is plain ASCII with nothing to escape, as most large results are. */
export function inertJsonLine(json: string): Uint8Array {
  const bytes = Buffer.allocUnsafe(json.length + 1)
  const isPlain = bytes.write(json, "utf8") === json.length && isAscii(bytes.subarray(0, json.length))
  if (!isPlain || bytes.includes("##") || bytes.includes(0x7f)) return Buffer.from(`${inertJson(json)}\n`, "utf8")
  bytes[json.length] = 0x0a
  return bytes
}

/** The text with halves of surrogate pairs replaced: it has an encoding in UTF-8. */
export function wellFormed(text: string): string {
  return text.replace(/[\ud800-\udfff]/gu, "\ufffd")
}
