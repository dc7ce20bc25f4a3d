// Writes the JSON Schemas that come from code. Needs a build.
import { writeFileSync } from "node:fs"

const { configJsonSchema } = await import("../build/config/schema.js")
const file = new URL("../schemas/config.schema.json", import.meta.url)
writeFileSync(file, `${JSON.stringify(configJsonSchema(), null, 2)}\n`)
