import type { Region } from "./model/region.js"
import type { SqlReading } from "./model/sql.js"
import type { Readers } from "./references/readers.js"

let loaded: Promise<Readers> | null = null

/** The readers of SQL and connection strings in other languages. Loaded once, when the first file with a name is read. */
export function embeddedReaders(): Promise<Readers> {
  loaded ??= load()
  return loaded
}

async function load(): Promise<Readers> {
  const [{ readSql, sniffSql }, { readConnectionString }] = await Promise.all([
    import("./sql/index.js"),
    import("./connection/index.js"),
  ])
  const readings = new WeakMap<Region, SqlReading>()
  const sniffed = new WeakMap<Region, boolean>()
  return {
    connection: readConnectionString,
    sql: {
      holdsSql: (region) => {
        const known = sniffed.get(region)
        if (known !== undefined) return known
        const holds = sniffSql(region.text, region.holes) !== "no"
        sniffed.set(region, holds)
        return holds
      },
      read: (region) => {
        const known = readings.get(region)
        if (known !== undefined) return known
        const reading = readSql(region.text, { holes: region.holes })
        readings.set(region, reading)
        return reading
      },
      readText: (text) => readSql(text),
    },
  }
}
