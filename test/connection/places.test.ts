import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { parse } from "yaml"
import type { NameSetting } from "../../src/model/config.js"
import { rewriteFiles, testConfig } from "../support/rewriting.js"

interface Case {
  readonly title: string
  readonly file: string
  readonly text: string
  /** `line context action` for each name. */
  readonly found: readonly string[]
  /** Line ends apart. */
  readonly after?: string
}

const cases = parse(readFileSync("fixtures/connection/places.yaml", "utf8")) as readonly Case[]
const server: NameSetting = { name: "ING02", kind: "server", variable: "INGEST_HOST" }

test.each(cases)("$title", async ({ file, text, found, after }) => {
  const names = [...testConfig("/").names, server]
  const { findings, after: texts } = await rewriteFiles({ [file]: text, "run.sh": "sqlcmd -i jobs/load.sql\n" }, { names }, true)
  const mine = findings.filter((each) => each.file === file)
  expect(mine.map(({ line, reference, action }) => `${line} ${reference.context} ${action}`)).toEqual(found)
  expect(texts[file]?.replaceAll("\r", "").trim()).toBe((after ?? text).replaceAll("\r", "").trim())
})
