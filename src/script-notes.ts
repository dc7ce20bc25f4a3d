/**
 * What threads note for one another while they read files for names: whether somebody will ask who runs scripts, and which files were looked
 * at for that. So nearly every file is read once, and nobody looks for it in vain.
 */
export type ScriptNotes = Uint8Array

/** Notes on a number of files. `asked`: it is known from the start that somebody will ask. */
export function newScriptNotes(files: number, asked: boolean): ScriptNotes {
  const notes = new Uint8Array(new SharedArrayBuffer(files + 1))
  if (asked) ask(notes)
  return notes
}

/** Notes that somebody will ask. */
export function ask(notes: ScriptNotes): void {
  Atomics.store(notes, 0, 1)
}

/** Whether somebody will ask, as far as is known. */
export function isAsked(notes: ScriptNotes): boolean {
  return Atomics.load(notes, 0) === 1
}

/** Notes that the file of an index was looked at. */
export function noteHeard(notes: ScriptNotes, index: number): void {
  notes[index + 1] = 1
}

/** Whether the file of an index was looked at. */
export function isHeard(notes: ScriptNotes, index: number): boolean {
  return notes[index + 1] === 1
}
