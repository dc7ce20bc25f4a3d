/** Classes of units that a token can begin with; 0 for punctuation and quotes. */
export const SPACE = 1
/** See {@link SPACE}. */
export const LETTER = 2
/** See {@link SPACE}. */
export const DIGIT = 3

/** The class of each ASCII unit. */
export const classes = new Uint8Array(128)
for (let unit = 0; unit <= 32; unit++) classes[unit] = SPACE
for (let unit = 48; unit < 58; unit++) classes[unit] = DIGIT
for (let unit = 65; unit < 91; unit++) classes[unit] = classes[unit + 32] = LETTER
classes[95] = classes[35] = LETTER

/** What each ASCII unit that can only be part of a word counts as in its hash; 0 for all others. */
export const folds = new Uint8Array(128)
for (let unit = 0; unit < 128; unit++) {
  if ((classes[unit] as number) >= LETTER || unit === 64) folds[unit] = unit >= 65 && unit <= 90 ? unit | 32 : unit
}

/** White space beyond ASCII, and what editors leave in files that shows as none. */
export function isWide(unit: number): boolean {
  return (
    unit === 0xa0 ||
    unit === 0x85 ||
    unit === 0x1680 ||
    (unit >= 0x2000 && unit <= 0x200f) ||
    unit === 0x2028 ||
    unit === 0x2029 ||
    unit === 0x202f ||
    unit === 0x205f ||
    unit === 0x3000 ||
    unit === 0xfeff ||
    unit === 0xfffe
  )
}

/** Whether a unit can be part of a name without quotes. */
export function isWordUnit(unit: number): boolean {
  if (unit < 128) {
    const kind = classes[unit] as number
    return kind >= LETTER || unit === 36 || unit === 64
  }
  return !isWide(unit)
}

/** Units are little-endian in a buffer, typed arrays as the machine has them. */
const swapped = new Uint8Array(Uint16Array.of(1).buffer)[0] === 0
/** Longer texts get an array of their own. */
const longestShared = 1 << 20
const shared = new Uint16Array(longestShared + 8)

/**
 * The units of a text as an array, four zeros behind them: asking a string for a unit costs several times as much, above all when it was put
 * together or cut out of another. Good until the next call.
 */
export function unitsOf(text: string): Uint16Array {
  const { length } = text
  const units = length <= longestShared ? shared : new Uint16Array(length + 8)
  const bytes = Buffer.from(units.buffer, 0, 2 * length)
  bytes.write(text, "utf16le")
  if (swapped) bytes.swap16()
  units.fill(0, length, length + 4)
  return units
}
