import type { FileFacts, Ref } from "../model/lineage.js"
import { identityMap } from "../text/text-map.js"
import { fullText, type KnownText } from "./known-text.js"
import type { Program } from "./program.js"
import { type Result, unknownResult } from "./result.js"

/** Remembers from which file a text was read: its data is that file's. */
export function fileOfText(text: KnownText, program: Program): string | null {
  const [piece] = text
  if (text.length !== 1 || piece === undefined || piece.origin === null || piece.origin.from !== 0) return null
  // A file that was read whole begins where it begins. Looking into the file is dear.
  return piece.text.length > 0 && piece.origin.map[0]?.from === 0 && program.textOf(piece.origin.file) === piece.text
    ? piece.origin.file
    : null
}

/** What a file holds, as a program reads it. `of` is its path, an opened file, or a text that was read before. */
export function contentOf(
  program: Program,
  of: Result,
  as: "text" | "lines" | "data",
  from: string,
  dataOf: (facts: FileFacts, data: Ref) => readonly Result[],
): readonly Result[] {
  if (of.kind === "mapping" || (of.kind === "list" && as !== "text")) return [of]
  if (of.kind !== "text") return [unknownResult("content")]
  const before = fileOfText(of.text, program)
  const path = before ?? pathOf(of.text)
  const file = before ?? (path === null ? null : program.finder.find(path, from))
  // Lines of a text that is no path: the text stands for any part of it.
  if (file === null) return as === "lines" ? [{ kind: "list", items: [of] }] : [unknownResult(path ?? "content")]
  if (as === "data") {
    const facts = program.files.get(file)
    return facts === undefined || facts.data === null ? [unknownResult(file)] : dataOf(facts, facts.data)
  }
  const text = program.textOf(file) ?? ""
  const whole: Result = {
    kind: "text",
    text: [{ text, hole: false, origin: { file, map: identityMap(text.length, 0), from: 0 } }],
  }
  return as === "lines" ? [{ kind: "list", items: [whole] }] : [whole]
}

/** A text that can be a path. */
export function pathOf(text: KnownText): string | null {
  const full = fullText(text)
  return full === null || full.length > 1000 || /[\r\n]/.test(full) ? null : full
}
