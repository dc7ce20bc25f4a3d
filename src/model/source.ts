/** How a file's bytes were read as text. */
export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252"

/** One decoded text file. Encoding it again with `encoding` and `bom` gives the very bytes it was read from. */
export interface Source {
  /** POSIX, relative to the working directory. */
  readonly file: string
  readonly text: string
  readonly encoding: Encoding
  readonly bom: boolean
  /** The host language, from the name, the shebang or the content: `python`, `tsql`, `yaml`, `text`, … */
  readonly language: string
}

/** Something that could not be read or decided. Line and column are 1-based; null where the whole file is meant. */
export interface Problem {
  readonly file: string
  readonly line: number | null
  readonly column: number | null
  readonly message: string
}

/** A listed file that was not read as text, and why. */
export interface Skipped {
  readonly file: string
  readonly reason: string
}

/** The texts of files, by their names. */
export type Texts = Pick<ReadonlyMap<string, string>, "get" | "has" | "keys">
