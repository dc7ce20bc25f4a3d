// Puts the compiled modules of build/ together in dist/: a few files load several times faster than hundreds. What is imported when it is
// needed stays a file of its own. The modules alone remain in build/, for scripts, tests and measurements.
import { readdirSync, rmSync } from "node:fs"
import { join } from "node:path"
import { rolldown } from "rolldown"
import { root } from "./prepare.mjs"

const built = (path) => join(root, "build", path)
const target = join(root, "dist")
for (const entry of readdirSync(target, { withFileTypes: true, recursive: true })) {
  if (entry.name.endsWith(".js")) rmSync(join(entry.parentPath, entry.name))
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
  // Packages stay what they are: installed beside this one.
  external: (name) => !/^[./]/.test(name) && !/^[A-Za-z]:[\\/]/.test(name),
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
