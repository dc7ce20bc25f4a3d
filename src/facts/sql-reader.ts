import type { FactReader } from "../model/lineage.js"
import { factBuilder } from "./fact-builder.js"
import { sqlFacts } from "./sql-facts.js"

/** Reads the facts of `.sql` files. */
export const factReader: FactReader = {
  language: "tsql",
  load: async () => undefined,
  read: (text, file) => factBuilder().done({ file, language: "tsql", sql: sqlFacts(text, []) }),
}
