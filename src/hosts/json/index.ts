import type { Host } from "../../model/host.js"
import { isChangelogSql } from "../settings/changelog.js"
import { type Entry, entryOf, settingsHost } from "../settings/settings-host.js"
import { placeOf } from "../shared/regions.js"
import { scanJson } from "./scan-json.js"

const reason =
  "JSON cannot compute: let the program that reads this setting fall back to it only if the variable is unset, or give each set a file of its own."

function jsonHost(language: string, allowsComments: boolean): Host {
  return settingsHost(
    language,
    (text) => {
      const { strings, comments, problems } = scanJson(text, allowsComments)
      const entries = strings.map((each): Entry => {
        const inside = { start: each.span.start, end: each.span.end }
        if (each.isKey) return entryOf("key", inside, each.built, placeOf("key", { path: each.path }), { escape: "json" })
        const place = placeOf("value", { target: each.path.at(-1) ?? null, path: each.path.slice(0, -1) })
        if (isChangelogSql(each.path)) return entryOf("code", inside, each.built, place, { escape: "json", language: "tsql" })
        return entryOf("value", inside, each.built, place, { escape: "json" })
      })
      return { entries, comments, problems }
    },
    reason,
  )
}

/** JSON as it is exchanged: comments are a problem, and read all the same. */
export const json: Host = jsonHost("json", false)

/** JSON with comments. */
export const jsonc: Host = jsonHost("jsonc", true)
