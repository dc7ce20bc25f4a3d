import type { CodeTree } from "../model/code.js"
import { type CodeFile, codeFile } from "./code-file.js"

/** The program files of one repository in one language. */
export interface Project {
  readonly files: readonly string[]
  readonly textOf: (file: string) => string | null
  /** Null where the file cannot be parsed. */
  readonly codeOf: (file: string) => CodeFile | null
  /** Files whose text holds a word. */
  readonly mentioning: (word: string) => readonly string[]
}

/** Puts a project together; texts and trees are looked up once, when they are asked for. */
export function makeProject(
  files: readonly string[],
  textOf: (file: string) => string | null,
  parse: (text: string, file: string) => CodeTree | null,
): Project {
  const texts = new Map<string, string | null>()
  const trees = new Map<string, CodeFile | null>()
  const words = new Map<string, readonly string[]>()
  const text = (file: string): string | null => {
    const known = texts.get(file)
    if (known !== undefined) return known
    const read = textOf(file)
    texts.set(file, read)
    return read
  }
  return {
    files,
    textOf: text,
    codeOf: (file) => {
      const known = trees.get(file)
      if (known !== undefined) return known
      const source = text(file)
      const tree = source === null ? null : parse(source, file)
      const code = tree === null || source === null ? null : codeFile(file, source, tree)
      trees.set(file, code)
      return code
    },
    mentioning: (word) => {
      const known = words.get(word)
      if (known !== undefined) return known
      const whole = new RegExp(`(?<![\\w$])${word.replace(/[^\w]/g, "\\$&")}(?![\\w$"'])`)
      const found = files.filter((file) => {
        const source = text(file)
        return source?.includes(word) === true && whole.test(source)
      })
      words.set(word, found)
      return found
    },
  }
}
