import type { CodeTree } from "../../model/code.js"
import type { Host, HostReading, Reading } from "../../model/host.js"
import type { Mark } from "../../model/region.js"
import { javascriptCode } from "./code.js"
import { javascriptDefinitions } from "./definitions.js"
import { importSite } from "./import-site.js"
import { lightRegions } from "./light.js"
import { isTestFile, looksMinified, saysGenerated } from "./minified.js"
import { sideBySide } from "./nest.js"
import { loadParser, parseText } from "./parse.js"
import { collectRegions } from "./regions.js"
import { siteOf } from "./site.js"
import { programValues } from "./values.js"

function hostOf(language: "javascript" | "typescript"): Host {
  return {
    language,
    load: loadParser,
    read: (text, file, asked) => read(text, file, language, asked ?? null),
    site: siteOf,
    values: (text, environment) => {
      const parsed = parseText(text, "", language)
      if (parsed.program === null) return null
      try {
        return programValues(parsed.program, environment)
      } catch {
        // Nested more deeply than the stack reaches.
        return null
      }
    },
    definitions: { ...javascriptDefinitions, code: (text, file) => codeOf(text, file, language) },
  }
}

function codeOf(text: string, file: string, language: string): CodeTree | null {
  const parsed = parseText(text, file, language)
  return parsed.program === null || parsed.problems.length > 0 ? null : javascriptCode(parsed.program)
}

/** Reads JavaScript, with JSX or Flow's types. */
export const javascriptHost: Host = hostOf("javascript")

/** Reads TypeScript, with JSX where the file's name says so. */
export const typescriptHost: Host = hostOf("typescript")

function read(text: string, file: string, language: string, asked: Reading | null): HostReading {
  const marks: Mark[] = []
  if (isTestFile(file)) marks.push("test")
  if (saysGenerated(text) || looksMinified(text)) marks.push("generated")
  const parsed = parseText(text, file, language)
  if (parsed.program === null) return { regions: sideBySide(lightRegions(text, marks)), imports: null, problems: parsed.problems }
  try {
    const regions = sideBySide(collectRegions(text, parsed, marks, asked?.spans ?? null))
    const imports = asked?.imports === false ? null : importSite(text, parsed.program, file)
    return { regions, imports, problems: parsed.problems }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    const problem = { at: 0, message: "nested too deeply to be walked: only its words were read" }
    return { regions: sideBySide(lightRegions(text, marks)), imports: null, problems: [...parsed.problems, problem] }
  }
}
