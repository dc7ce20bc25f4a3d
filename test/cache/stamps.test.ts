import { mkdirSync, statSync, symlinkSync, unlinkSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { openPack } from "../../src/cache/pack.js"
import { openStamps } from "../../src/cache/stamps.js"
import { type Workspace, workspace } from "../support/workspace.js"

let place: Workspace
let cache: string

beforeEach(() => {
  place = workspace({ "load.py": "member = 1\n", "other.py": "outcome = 2\n" })
  cache = join(place.directory, ".cache")
  mkdirSync(cache)
})
afterEach(() => place.remove())

/** Lets the clock of the file system go on: what is made at once may have one time. */
async function later(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 50))
}

/** One run over files: the keys that were known of them. Each gets a key, if it has none. */
function run(files: readonly string[], tag = "1", between: () => void = () => undefined): readonly (string | null)[] {
  const pack = openPack(cache)
  const stamps = openStamps(pack, cache, place.directory, tag)
  between()
  const known = files.map((file) => stamps.keyOf(file))
  files.forEach((file, index) => {
    if (known[index] === null) stamps.note(file, `key of ${file}`)
  })
  stamps.keep()
  pack.save()
  return known
}

const both = ["load.py", "other.py"]

test("what nobody touched has the key that it had", async () => {
  await later()
  expect(run(both)).toEqual([null, null])
  expect(run(both)).toEqual(["key of load.py", "key of other.py"])
})

test("other bytes of the same length and with the same time of change are looked at", async () => {
  await later()
  run(both)
  const path = join(place.directory, "load.py")
  const { atime, mtime } = statSync(path)
  writeFileSync(path, "member = 2\n")
  utimesSync(path, atime, mtime)
  expect(run(both)).toEqual([null, "key of other.py"])
})

test("what changes while a run looks at it is looked at by the next", async () => {
  await later()
  run(both, "1", () => writeFileSync(join(place.directory, "load.py"), "member = 3\n"))
  expect(run(both)).toEqual([null, "key of other.py"])
  await later()
  run(both)
  expect(run(both)).toEqual(["key of load.py", "key of other.py"])
})

test("a link that leads elsewhere, or to what changed, is looked at", async () => {
  const link = join(place.directory, "link.py")
  symlinkSync("load.py", link)
  await later()
  run(["link.py"])
  expect(run(["link.py"])).toEqual(["key of link.py"])
  unlinkSync(link)
  symlinkSync("other.py", link)
  expect(run(["link.py"])).toEqual([null])
  await later()
  run(["link.py"])
  writeFileSync(join(place.directory, "other.py"), "outcome = 3\n")
  expect(run(["link.py"])).toEqual([null])
})

test("keys of another kind are not used, nor are those of what is no file", async () => {
  await later()
  expect(run([...both, "absent.py", ".cache"])).toEqual([null, null, null, null])
  expect(run(both, "2")).toEqual([null, null])
  expect(run(["absent.py", ".cache"])).toEqual([null, null])
})
