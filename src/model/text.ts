/** Half-open range of UTF-16 code units. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** A place for people: both 1-based, the column in UTF-16 code units. */
export interface Position {
  readonly line: number
  readonly column: number
}

/**
 * One run of a {@link TextMap}: `length` units of the text at `at` come from `width` units of the outer text at `from`.
 * Equal lengths map unit by unit; different ones (an escape, a doubled quote) map only as a whole.
 */
export interface Segment {
  readonly at: number
  readonly length: number
  readonly from: number
  readonly width: number
}

/** How a text leads back to the outer text it was read from: segments sorted by `at`, not overlapping. Gaps have no origin. */
export type TextMap = readonly Segment[]

/** An interpolated expression inside a region's text, where it stands as it is spelled in the source (`{db}`, `${db}`, `$(DB)`). */
export interface Hole extends Span {
  /** The expression without its delimiters: `db` for `{db}`. */
  readonly expression: string
}

/** Replaces one span of a text. */
export interface Edit extends Span {
  readonly text: string
}
