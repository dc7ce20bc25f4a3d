import { existsSync } from "node:fs"
import { createRequire } from "node:module"
import { fileURLToPath } from "node:url"
import { packageFile } from "./package-file.js"

/** The package `yaml`. */
export type Yaml = typeof import("yaml")

let yaml: Yaml | null = null

/** The parser that knows all of YAML, loaded at the first call. The build puts it together in one file, which loads several times faster than its many. */
export function loadYaml(): Yaml {
  yaml ??= createRequire(import.meta.url)(yamlFile()) as Yaml
  return yaml
}

function yamlFile(): string {
  const built = fileURLToPath(packageFile("dist/yaml.cjs"))
  return existsSync(built) ? built : "yaml"
}
