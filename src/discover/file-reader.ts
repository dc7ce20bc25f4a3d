import { closeSync, constants, openSync, readSync } from "node:fs"
import { join } from "node:path"
import { largestText } from "./decode.js"

/** Opening a pipe must not wait for its other end. */
const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

const smallest = 2 ** 18
/** One byte more than is read as a text tells that a file is too large. */
const most = largestText + 1
/** A buffer that grew beyond this for one file is not kept. */
const kept = 2 ** 24

/**
 * Reads files below `cwd`, or beside it, one after another into a buffer that is used again: the bytes are valid until the next call, and at most one more than
 * `largestText`. Throws as `readFileSync` does.
 */
export function fileReader(cwd: string): (path: string) => Uint8Array {
  const start = join(cwd, "/")
  let buffer = Buffer.allocUnsafeSlow(smallest)
  return (path) => {
    if (buffer.length > kept) buffer = Buffer.allocUnsafeSlow(smallest)
    const file = openSync(path.startsWith("..") ? join(cwd, path) : start + path, flags)
    try {
      let length = 0
      for (;;) {
        if (length === most) return buffer
        if (length === buffer.length) {
          const larger = Buffer.allocUnsafeSlow(Math.min(buffer.length * 4, most))
          buffer.copy(larger)
          buffer = larger
        }
        const count = readSync(file, buffer, length, buffer.length - length, null)
        length += count
        // A regular file gives all that is asked for but at its end.
        if (count === 0 || length < buffer.length) return buffer.subarray(0, length)
      }
    } finally {
      closeSync(file)
    }
  }
}
