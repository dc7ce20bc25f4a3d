/** Room for the tokens of one text, a column for each thing that is known of them. What is in it at first is not specified. */
export interface Columns {
  /** Tokens that there is room for. */
  readonly room: number
  readonly kinds: Uint8Array
  readonly starts: Int32Array
  readonly ends: Int32Array
  readonly words: Uint16Array
  readonly hashes: Int32Array
  readonly uses: Uint8Array
  /** The names that the reader records: see `names` of the parser. */
  names: Int32Array
}

/** Columns that nothing uses, the widest last. A script can have thousands of small texts in it: making columns costs more than reading them. */
const spare: Columns[] = []
const mostSpare = 16
let spareRoom = 0
/** What all of them together may have room for: 16 bytes a token, 32 MB a thread. */
const mostRoom = 1 << 21

/** Room for tokens at least. */
const fewest = 1024

/** Room for names at first: those of one statement, most often. */
const fewNames = 1280

function makeColumns(room: number): Columns {
  return {
    room,
    kinds: new Uint8Array(room),
    starts: new Int32Array(room),
    ends: new Int32Array(room),
    words: new Uint16Array(room),
    hashes: new Int32Array(room),
    uses: new Uint8Array(room),
    names: new Int32Array(fewNames),
  }
}

// Two at first: what V8 knows of the fields of such objects is certain from the second on, and what was compiled with it before is thrown away.
for (let made = 0; made < 2; made++) giveColumns(makeColumns(fewest))

/** Columns with room for so many tokens or more. Give them back with {@link giveColumns}; those that are not are merely lost. */
export function takeColumns(room: number): Columns {
  for (let index = 0; index < spare.length; index++) {
    const found = spare[index] as Columns
    if (found.room < room) continue
    spare.splice(index, 1)
    spareRoom -= found.room
    return found
  }
  return makeColumns(Math.max(room, fewest))
}

/** Columns with twice the room and the same content, `uses` apart. The old ones can be taken by others at once. */
export function widenColumns(old: Columns): Columns {
  const wide = makeColumns(old.room * 2)
  wide.kinds.set(old.kinds)
  wide.starts.set(old.starts)
  wide.ends.set(old.ends)
  wide.words.set(old.words)
  wide.hashes.set(old.hashes)
  giveColumns(old)
  return wide
}

/** Takes columns back that nothing will look at again. */
export function giveColumns(columns: Columns): void {
  if (columns.room > mostRoom - spareRoom) return
  if (spare.length === mostSpare) spareRoom -= (spare.shift() as Columns).room
  let index = spare.length
  while (index > 0 && (spare[index - 1] as Columns).room > columns.room) index--
  spare.splice(index, 0, columns)
  spareRoom += columns.room
}
