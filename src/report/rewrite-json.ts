import type { RewriteResult } from "../model/rewrite.js"
import { findingRecord } from "./finding-record.js"
import { inertJson } from "./inert.js"

/** Everything a rewrite would do or did, edit by edit with its proof, for programs. */
export function reportRewriteJson(result: RewriteResult, written: boolean): string {
  const record = {
    version: 1,
    written,
    files: result.files.map((file) => ({
      file: file.file,
      created: file.before === null,
      edits: file.edits.map((edit) => ({ ...findingRecord(edit.finding), proof: edit.proof })),
      follows: file.follows,
    })),
    refused: result.refused.map(({ finding, reason, failed }) => ({ ...findingRecord(finding), refused: reason, failed })),
    unsafe: result.unsafe.map(findingRecord),
    review: result.review.map(findingRecord),
    problems: result.problems,
  }
  return `${inertJson(JSON.stringify(record, null, 2))}\n`
}
