import type { Host, Reading } from "../model/host.js"

/**
 * The host of each language, loaded when a file of that language is read. T-SQL is not among them (the engine in `sql/` reads it).
 * Several languages may share a host.
 */
export const hosts: Readonly<Record<string, () => Promise<Host>>> = {
  python: async () => (await import("./python/host.js")).pythonHost,
  notebook: async () => (await import("./notebook/notebook-host.js")).notebookHost,
  javascript: async () => (await import("./javascript/javascript-host.js")).javascriptHost,
  typescript: async () => (await import("./javascript/javascript-host.js")).typescriptHost,
  shell: async () => (await import("./shell/index.js")).shell,
  yaml: async () => (await import("./yaml/index.js")).yaml,
  json: async () => (await import("./json/index.js")).json,
  jsonc: async () => (await import("./json/index.js")).jsonc,
  ini: async () => (await import("./ini/index.js")).ini,
  properties: async () => (await import("./ini/index.js")).properties,
  dotenv: async () => (await import("./ini/index.js")).dotenv,
  toml: async () => (await import("./toml/index.js")).toml,
  xml: async () => (await import("./xml/index.js")).xml,
  powershell: async () => (await import("./powershell/index.js")).powershell,
  batch: async () => (await import("./batch/index.js")).batch,
  groovy: async () => (await import("./groovy/index.js")).groovy,
  makefile: async () => (await import("./makefile/index.js")).makefile,
  dockerfile: async () => (await import("./dockerfile/index.js")).dockerfile,
  terraform: async () => (await import("./terraform/index.js")).terraform,
  markdown: async () => (await import("./markdown/index.js")).markdown,
  csv: async () => (await import("./csv/index.js")).csv,
  java: async () => (await import("./java/index.js")).java,
  csharp: async () => (await import("./csharp/index.js")).csharp,
  vue: async () => (await import("./components/component-host.js")).vueHost,
  svelte: async () => (await import("./components/component-host.js")).svelteHost,
  php: async () => (await import("./templates/index.js")).templateHost("php"),
  asp: async () => (await import("./templates/index.js")).templateHost("asp"),
  aspx: async () => (await import("./templates/index.js")).templateHost("aspx"),
  text: async () => (await import("./text/index.js")).text,
  prisma: async () => (await import("./prisma/prisma-host.js")).prismaHost,
  r: async () => (await import("./code/index.js")).codeHost("r"),
  go: async () => (await import("./code/index.js")).codeHost("go"),
  rust: async () => (await import("./code/index.js")).codeHost("rust"),
  ruby: async () => (await import("./code/index.js")).codeHost("ruby"),
  "php-script": async () => (await import("./code/index.js")).codeHost("php-script"),
  perl: async () => (await import("./code/index.js")).codeHost("perl"),
  kotlin: async () => (await import("./code/index.js")).codeHost("kotlin"),
  scala: async () => (await import("./code/index.js")).codeHost("scala"),
  swift: async () => (await import("./code/index.js")).codeHost("swift"),
  visualbasic: async () => (await import("./code/index.js")).codeHost("visualbasic"),
  fsharp: async () => (await import("./code/index.js")).codeHost("fsharp"),
  cpp: async () => (await import("./code/index.js")).codeHost("cpp"),
  lua: async () => (await import("./code/index.js")).codeHost("lua"),
  julia: async () => (await import("./code/index.js")).codeHost("julia"),
  delphi: async () => (await import("./code/index.js")).codeHost("delphi"),
}

const loaded = new Map<string, Promise<Host>>()

/** The host of a language, ready to read: anything, or just what `reading` says. Null for a language without one. */
export function hostFor(language: string, reading: Reading | null = null): Promise<Host> | null {
  const load = Object.hasOwn(hosts, language) ? hosts[language] : undefined
  if (load === undefined) return null
  if (reading !== null)
    return load().then(async (ready) => {
      await ready.load(reading)
      return ready
    })
  let host = loaded.get(language)
  if (host === undefined) {
    host = load().then(async (ready) => {
      await ready.load()
      return ready
    })
    loaded.set(language, host)
  }
  return host
}
