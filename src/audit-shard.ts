import { type Audit, type AuditOptions, auditListed, listForAudit } from "./audit.js"
import type { FactsSettings } from "./facts-task.js"
import { newScriptNotes } from "./script-notes.js"
import { type Joined, type Partial, ShardError } from "./shards/partial.js"
import { replay, runSettings, runShard } from "./shards/run-shard.js"
import type { Shard } from "./shards/shard.js"

/** Reads one shard of what an audit would read, and judges nothing. Throws `MissingPathError`. */
export async function auditShard(options: AuditOptions, shard: Shard): Promise<Partial> {
  const listing = await listForAudit(options)
  // Who runs scripts may be asked for by a name in any other shard.
  const notes = newScriptNotes(listing.files.length, true)
  const settings: FactsSettings = { names: options.config.names, notes }
  return runShard(listing, shard, [{ name: "facts", settings }], runSettings("audit", options.config.names, options), options)
}

/** The audit that one run would have given, from its shards. Throws `ShardError` if they were read for other names. */
export async function auditJoined(joined: Joined, options: AuditOptions): Promise<Audit> {
  if (joined.settings.read !== runSettings("audit", options.config.names, options).read) {
    throw new ShardError(
      "The shards were read for other names than those of the config and the command line: give the same ones.",
    )
  }
  const { files, problems } = joined
  return auditListed({ files, problems, missing: [] }, options, replay(joined.recorded))
}
