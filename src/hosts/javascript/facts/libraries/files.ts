import type { Ref } from "../../../../model/lineage.js"
import { entryOf } from "../entities.js"
import type { Walk } from "../walk.js"
import { at, type CallShape, firstAsIs, type Knowledge, type Knowledges, onFirst } from "./shape.js"

const content =
  (as: "text" | "lines" | "data"): Knowledge =>
  (walk, call) => {
    const of = at(call, 0)
    return of === null ? null : { result: walk.facts.add({ kind: "content", of, as }) }
  }

const lock = (name: Ref, exclusive: boolean) => ({ kind: "lock", lock: exclusive ? "file" : "path", name }) as const

/** `writeFile(path, text, { flag: "wx" })`, `createWriteStream(path, { flags: "wx" })` */
const writes: Knowledge = (walk, call) => {
  const name = at(call, 0)
  if (name === null) return null
  const flag = entryOf(walk, at(call, 2), "flag") ?? entryOf(walk, at(call, 1), "flags", "flag")
  return { effects: [lock(name, flag !== null && letters(walk, call, flag).includes("x"))], result: name }
}

/** `openSync(path, "wx")`, `open(path, O_CREAT | O_EXCL)` */
const opens: Knowledge = (walk, call) => {
  const name = at(call, 0)
  if (name === null) return null
  const mode = letters(walk, call, at(call, 1))
  const exclusive = mode.includes("x")
  return { effects: exclusive || /[wa+]/.test(mode) ? [lock(name, exclusive)] : [], result: name }
}

/** A mode as its letters; what is put together from constants as the letters that mean the same. */
function letters(walk: Walk, call: CallShape, mode: Ref | null): string {
  const value = mode === null ? null : walk.facts.value(mode)
  if (value === null) return "r"
  if (value.kind === "text") return value.text
  return (/O_EXCL/.test(call.text) ? "x" : "") + (/O_(?:WRONLY|RDWR|CREAT|APPEND)/.test(call.text) ? "w" : "")
}

/** A directory or link that is made to keep others out: it fails if it is there. */
const makes =
  (index: number): Knowledge =>
  (walk, call) => {
    const name = at(call, index)
    if (name === null || entryOf(walk, at(call, 1), "recursive") !== null) return null
    return /lock|lck|mutex|\bpid\b/i.test(call.text) ? { effects: [lock(name, true)] } : null
  }

const locks: Knowledge = (_walk, call) => {
  const name = at(call, 0)
  return name === null ? null : { effects: [lock(name, true)] }
}

/** `flockSync(descriptor, "ex")`: what opens a file yields its name. */
const fs: Knowledges = {
  readFile: content("text"),
  readFileSync: content("text"),
  readJson: content("data"),
  readJsonSync: content("data"),
  readJSON: content("data"),
  readJSONSync: content("data"),
  createReadStream: content("text"),
  readdir: onFirst("path-list"),
  readdirSync: onFirst("path-list"),
  realpath: firstAsIs,
  realpathSync: firstAsIs,
  writeFile: writes,
  writeFileSync: writes,
  appendFile: writes,
  appendFileSync: writes,
  createWriteStream: writes,
  outputFile: writes,
  outputFileSync: writes,
  open: opens,
  openSync: opens,
  mkdir: makes(0),
  mkdirSync: makes(0),
  link: makes(1),
  linkSync: makes(1),
  symlink: makes(1),
  symlinkSync: makes(1),
}

const path: Knowledges = {
  join: onFirst("path-join"),
  resolve: onFirst("path-join"),
  dirname: onFirst("path-parent"),
  basename: onFirst("path-name"),
  normalize: firstAsIs,
}

const glob = onFirst("path-glob")

/** Modules that read, write and lock files. From the documentation of Node and of the packages. */
export const fileModules: readonly (readonly [RegExp, Knowledges])[] = [
  [/^(?:fs|fs-extra|graceful-fs)(?:\.promises|\/promises)?$/, fs],
  [/^path(?:\.posix|\.win32|\/posix|\/win32)?$/, path],
  [/^(?:proper-lockfile|lockfile|lockfile-lfc)$/, { lock: locks, lockSync: locks }],
  [/^fs-ext$/, { ...fs, flock: locks, flockSync: locks }],
  [/^os-lock$/, { lock: locks }],
  [/^url$/, { fileURLToPath: firstAsIs, pathToFileURL: firstAsIs }],
  [/^(?:glob|fast-glob|globby|tinyglobby)$/, { sync: glob, globSync: glob, glob, globby: glob, globbySync: glob, "": glob }],
]
