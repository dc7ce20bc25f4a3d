import type { Ref } from "../../../../model/lineage.js"
import { entryOf } from "../entities.js"
import type { Walk } from "../walk.js"
import { at, type CallShape, type Knowledge, type Knowledges } from "./shape.js"

const commandText: Knowledge = (walk, call) => {
  const command = at(call, 0)
  return command === null ? null : { effects: [{ kind: "command", command, directory: directoryOf(walk, call) }] }
}

/** `spawn(file, [words], options)` */
const commandList: Knowledge = (walk, call) => {
  const file = at(call, 0)
  const list = at(call, 1)
  if (file === null) return null
  const more = list !== null && walk.facts.value(list).kind !== "mapping" ? [walk.facts.add({ kind: "spread", of: list })] : []
  const command = more.length === 0 ? file : walk.facts.add({ kind: "list", items: [file, ...more] })
  return { effects: [{ kind: "command", command, directory: directoryOf(walk, call) }] }
}

function directoryOf(walk: Walk, call: CallShape): Ref | null {
  return entryOf(walk, at(call, 2), "cwd") ?? entryOf(walk, at(call, 1), "cwd")
}

/** Runs a file of the sources in a process or thread of its own. */
export const runsFile: Knowledge = (_walk, call) => {
  const file = at(call, 0)
  return file === null ? null : { effects: [{ kind: "run-file", path: file }] }
}

/** `new Piscina({ filename })`, `cluster.setupPrimary({ exec })` */
const runsEntry =
  (...names: readonly string[]): Knowledge =>
  (walk, call) => {
    const path = entryOf(walk, at(call, 0), ...names)
    return path === null ? null : { effects: [{ kind: "run-file", path }] }
  }

const childProcess: Knowledges = {
  exec: commandText,
  execSync: commandText,
  spawn: commandList,
  spawnSync: commandList,
  execFile: commandList,
  execFileSync: commandList,
  fork: runsFile,
}

const pool = runsEntry("filename")
const cluster = runsEntry("exec")

/** Modules that start other programs. From the documentation of Node and of the packages. */
export const programModules: readonly (readonly [RegExp, Knowledges])[] = [
  [
    /^(?:child_process|child-process-promise|node-cmd)(?:\.promises)?$/,
    { ...childProcess, run: commandText, runSync: commandText },
  ],
  [
    /^(?:execa|tinyexec|nano-spawn|@npmcli\/promise-spawn)$/,
    {
      execa: commandList,
      execaSync: commandList,
      execaCommand: commandText,
      execaCommandSync: commandText,
      execaNode: runsFile,
      command: commandText,
      commandSync: commandText,
      node: runsFile,
      sync: commandList,
      exec: commandList,
      x: commandList,
      "": commandList,
    },
  ],
  [/^cross-spawn$/, { spawn: commandList, sync: commandList, "": commandList }],
  [/^(?:shelljs|zx)$/, { exec: commandText, spawn: commandList }],
  [/^worker_threads$/, { Worker: runsFile }],
  [/^piscina$/, { Piscina: pool, "": pool }],
  [/^cluster$/, { setupPrimary: cluster, setupMaster: cluster }],
  [/^workerpool$/, { pool: runsFile }],
]
