import { factReaders } from "../hosts/javascript/facts/fact-reader.js"
import type { Host } from "../model/host.js"
import type { FactReader } from "../model/lineage.js"

/**
 * A reader of components (Vue, Svelte): their scripts are one module. Everything around them is read as blanks, so that offsets stay those
 * of the file.
 */
export function componentReader(host: Host): FactReader {
  const { javascript, typescript } = factReaders
  return {
    language: host.language,
    load: async () => {
      await host.load()
      await javascript.load()
    },
    read: (text, file) => {
      const scripts = host.read(text, file).regions.filter((region) => region.kind === "code")
      let code = ""
      for (const { span } of scripts) code += blank(text.slice(code.length, span.start)) + text.slice(span.start, span.end)
      const reader = scripts.some((region) => region.language === "typescript") ? typescript : javascript
      return reader.read(code + blank(text.slice(code.length)), file)
    },
  }
}

function blank(text: string): string {
  return text.replace(/[^\r\n]/g, " ")
}
