import type { Runner } from "../model/config.js"
import { flywayName } from "./facts-tools.js"

/** `V2.1__x.sql` gives `2.1`; null for what has no version. */
function versionOf(file: string): string | null {
  const name = file.slice(file.lastIndexOf("/") + 1)
  return /^[VUB]?(\d[\d._]*?)(?:__|[-_ ]|\.sql$)/i.exec(name)?.[1] ?? null
}

/** Compares versions part by part, as numbers. */
function isLater(version: string, than: string): boolean {
  const parts = (text: string): readonly number[] =>
    text
      .split(/[._]+/)
      .filter((part) => part !== "")
      .map(Number)
  const one = parts(version)
  const other = parts(than)
  for (let index = 0; index < Math.max(one.length, other.length); index++) {
    const difference = (one[index] ?? 0) - (other[index] ?? 0)
    if (difference !== 0) return difference > 0
  }
  return false
}

/** Whether Liquibase runs all change sets of a changelog again when they change: of a formatted script, of XML, or of YAML and JSON. */
function runsOnChange(text: string): boolean {
  const tagged = text.match(/^\s*--\s*changeset\s[^\r\n]*|<changeSet\s[^>]*>/gim) ?? []
  const headers = tagged.length > 0 ? tagged : text.split(/\bchangeSet["']?\s*:/).slice(1)
  return headers.length > 0 && headers.every((header) => /\brunOnChange["']?\s*[:=]\s*"?true/i.test(header))
}

/**
 * Why a migration must not be edited without a decision: its tool has recorded a checksum of the text as it stands. With the tool's own
 * remedy. Null where nothing is recorded, or nothing that a placeholder changes: DbUp keeps names only, grate hashes the expanded text,
 * Flyway's repeatable scripts too. `appliedUpTo` is a version or a file name that the config gives: what comes later is free.
 */
export function appliedMigration(file: string, text: string, runner: Runner, appliedUpTo: string | null): string | null {
  if (appliedUpTo !== null && isBehind(file, appliedUpTo)) return null
  const name = file.slice(file.lastIndexOf("/") + 1)
  if (runner === "flyway" && /^[VUB]\d/.test(name) && flywayName.test(name)) {
    return "Flyway has recorded a checksum of this script's text if it is applied already: `flyway validate` then fails until `flyway repair`. Say `appliedUpTo` in the config, or let a new migration create the object again."
  }
  if (runner === "liquibase" && !runsOnChange(text)) {
    return "Liquibase has recorded a checksum of this change's text if it is applied already: an update then fails unless the change set has `runOnChange` or a `validCheckSum` for the new text (`liquibase clear-checksums` forgets them all). Say `appliedUpTo` in the config, or let a new change set create the object again."
  }
  return null
}

/** Whether a file comes after the last one that is applied: by version, else by name in the order of the alphabet. */
function isBehind(file: string, appliedUpTo: string): boolean {
  const version = versionOf(file)
  const last = versionOf(appliedUpTo) ?? (/^\d[\d._]*$/.test(appliedUpTo) ? appliedUpTo : null)
  if (version !== null && last !== null) return isLater(version, last)
  const name = file.slice(file.lastIndexOf("/") + 1)
  return name > appliedUpTo.slice(appliedUpTo.lastIndexOf("/") + 1)
}
