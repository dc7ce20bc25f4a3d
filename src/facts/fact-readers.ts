import type { Host } from "../model/host.js"
import type { FactReader } from "../model/lineage.js"

/** Readers of facts by language. Each is loaded when the first file of its language is read. */
export const factReaders: Readonly<Record<string, () => Promise<FactReader>>> = {
  python: async () => (await import("../hosts/python/facts/fact-reader.js")).factReader,
  notebook: async () =>
    (await import("./notebook-reader.js")).notebookReader((await import("../hosts/python/facts/fact-reader.js")).factReader),
  javascript: async () => (await import("../hosts/javascript/facts/fact-reader.js")).factReaders.javascript,
  typescript: async () => (await import("../hosts/javascript/facts/fact-reader.js")).factReaders.typescript,
  prisma: async () => (await import("../hosts/prisma/fact-reader.js")).factReader,
  vue: async () => componentReader((await import("../hosts/components/component-host.js")).vueHost),
  svelte: async () => componentReader((await import("../hosts/components/component-host.js")).svelteHost),
  tsql: async () => (await import("./sql-reader.js")).factReader,
  ...Object.fromEntries(
    ["json", "jsonc", "yaml", "ini", "properties", "dotenv", "toml"].map((language) => [
      language,
      async () => (await import("./data-reader.js")).dataReaders[language] as FactReader,
    ]),
  ),
  ...Object.fromEntries(
    ["shell", "batch", "powershell"].map((language) => [
      language,
      async () => (await import("./script-reader.js")).scriptReader(language),
    ]),
  ),
}

async function componentReader(host: Host): Promise<FactReader> {
  return (await import("./component-reader.js")).componentReader(host)
}
