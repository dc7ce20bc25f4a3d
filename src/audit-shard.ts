import { type Audit, type AuditOptions, auditListed, listForAudit } from "./audit.js"
import { type Joined, type Partial, ShardError } from "./shards/partial.js"
import { replay, runShard } from "./shards/run-shard.js"
import type { Shard } from "./shards/shard.js"
import { version } from "./version.js"

/** What facts are read for: those of other names are other facts. */
function settingsOf({ config }: AuditOptions): string {
  return JSON.stringify({ command: "audit", names: config.names })
}

/** Reads one shard of what an audit would read, and judges nothing. Throws `MissingPathError`. */
export async function auditShard(options: AuditOptions, shard: Shard): Promise<Partial> {
  const orders = [
    { name: "facts", settings: options.config.names },
    { name: "runners", settings: null },
  ]
  return runShard(await listForAudit(options), shard, orders, settingsOf(options), version(), options)
}

/** The audit that one run would have given, from its shards. Throws `ShardError` if they were read for other names. */
export async function auditJoined(joined: Joined, options: AuditOptions): Promise<Audit> {
  if (joined.settings !== settingsOf(options)) {
    throw new ShardError(
      "The shards were read for other names than those of the config and the command line: give the same ones.",
    )
  }
  const { files, problems } = joined
  return auditListed({ files, problems, missing: [] }, options, replay(joined.recorded))
}
