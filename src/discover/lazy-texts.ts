import { readFileSync } from "node:fs"
import { join } from "node:path"
import type { Texts } from "../model/source.js"
import { decode } from "./decode.js"

/** Texts that are kept at hand, so that memory does not grow with the tree. */
const most = 200

/** The texts of files below `cwd`, each read when it is asked for. One that cannot be read any more is empty. */
export function lazyTexts(cwd: string, files: Iterable<string>): Texts {
  const recent = new Map<string, string>()
  let set: ReadonlySet<string> | null = null
  // Most runs ask for none.
  const names = (): ReadonlySet<string> => {
    set ??= new Set(files)
    return set
  }
  return {
    has: (file) => names().has(file),
    keys: () => names().keys(),
    get: (file) => {
      if (!names().has(file)) return undefined
      const text = recent.get(file) ?? readText(join(cwd, file))
      recent.delete(file)
      recent.set(file, text)
      const [oldest] = recent.keys()
      if (recent.size > most && oldest !== undefined) recent.delete(oldest)
      return text
    },
  }
}

function readText(path: string): string {
  try {
    const decoded = decode(readFileSync(path))
    return "skip" in decoded ? "" : decoded.text
  } catch {
    return ""
  }
}
