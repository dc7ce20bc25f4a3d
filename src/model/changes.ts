/** Lines of a file, 1-based, both ends included. Lines end at `\n` alone, as git counts them. */
export interface LineRange {
  readonly from: number
  readonly to: number
}

/** A file that differs from the base. */
export interface ChangedFile {
  /** Relative to the top of the work tree, POSIX. */
  readonly path: string
  /** Its path at the base, another one if it was renamed; null for a new file. */
  readonly before: string | null
  /** Object of its old content; null for a new file. */
  readonly oldBlob: string | null
  /** Object of its new content where that is not the file in the work tree. */
  readonly newBlob: string | null
  /** Lines that were added, in order; null where git shows no lines (a binary file, UTF-16 among them): compare the texts. */
  readonly added: readonly LineRange[] | null
  /** The lines after which something was removed; 0 is the top. */
  readonly removedAfter: readonly number[]
}

/** What differs from a base. */
export interface Changes {
  /** Top of the work tree, absolute, POSIX. */
  readonly top: string
  /** The commit that was compared with; null before the first commit. */
  readonly base: string | null
  readonly files: readonly ChangedFile[]
  /** Files that are gone, with their old content. */
  readonly deleted: readonly { readonly path: string; readonly blob: string }[]
  /** Submodules that point to another commit: their files are theirs to check. */
  readonly submodules: readonly string[]
}
