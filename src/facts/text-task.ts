import { decode } from "../discover/decode.js"
import type { FileTask } from "../workers/task.js"

/** Tells the texts of files; an empty one, and one that is no text, has nothing to tell. */
export function textTask(): FileTask<string> {
  return (_file, bytes) => {
    const decoded = decode(bytes)
    return "skip" in decoded || decoded.text === "" ? null : decoded.text
  }
}
