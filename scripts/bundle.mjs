// Puts the compiled modules of build/ together in dist/: a few files load several times faster than hundreds. What is imported when it is
// needed stays a file of its own. The modules alone remain in build/, for scripts, tests and measurements.
import { readdirSync, rmSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import { rolldown } from "rolldown"
import { root } from "./prepare.mjs"

const built = (path) => join(root, "build", path)
const target = join(root, "dist")
for (const entry of readdirSync(target, { withFileTypes: true, recursive: true })) {
  if (/\.c?js$/.test(entry.name)) rmSync(join(entry.parentPath, entry.name))
}

/** What nearly every run loads, and what the first file with a name adds to that, with all that these import: a file each, not dozens. */
const needed = {
  audit: ["cli/audit", "cli/check", "config/load-config", "facts-task", "workers/tasks"],
  facts: [
    "facts",
    "readers",
    "sql/index",
    "connection/index",
    "runner-task",
    "runners/runner-facts",
    "report/text",
    "hosts/registry",
  ],
}
const group = (name, modules) => ({
  name,
  test: (id) => modules.some((module) => id === built(`${module}.js`)),
  priority: name === "audit" ? 2 : 1,
})

/** V8 reads a file of ASCII alone faster than any other. Beyond it stand strings, patterns and comments, where an escape means the same. */
const inAscii = {
  name: "in-ascii",
  generateBundle: (_, files) => {
    for (const file of Object.values(files)) {
      if (file.type !== "chunk") continue
      file.code = file.code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    }
  },
}

const isPackage = (name) => !/^[./]/.test(name) && !/^[A-Za-z]:[\\/]/.test(name)

const bundle = await rolldown({
  input: {
    main: built("cli/main.js"),
    index: built("index.js"),
    thread: built("workers/thread.js"),
    "walk-thread": built("walk-thread.js"),
  },
  platform: "node",
  // A module may be needed at once by one command and on demand by another.
  checks: { ineffectiveDynamicImport: false },
  // Packages stay what they are: installed beside this one. But one of many files takes longer to load than an audit takes.
  external: (name) => isPackage(name) && !/^zod(?:$|\/)/.test(name),
  plugins: [inAscii],
})
// All in one folder: the code finds the thread's file beside itself, wherever it went.
await bundle.write({
  dir: target,
  format: "esm",
  entryFileNames: "[name].js",
  chunkFileNames: "[name].js",
  codeSplitting: { groups: [group("facts", needed.facts), group("audit", needed.audit)] },
})
await bundle.close()

// What only some runs need is loaded where they do, at once: by `require`.
const yaml = await rolldown({ input: createRequire(import.meta.url).resolve("yaml"), platform: "node" })
await yaml.write({ file: join(target, "yaml.cjs"), format: "cjs" })
await yaml.close()
