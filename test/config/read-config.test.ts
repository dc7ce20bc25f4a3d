import { readdirSync, readFileSync } from "node:fs"
import { Ajv } from "ajv"
import { describe, expect, it } from "vitest"
import { parse } from "yaml"
import { ConfigError } from "../../src/config/config-error.js"
import { readConfig } from "../../src/config/read-config.js"
import { configJsonSchema } from "../../src/config/schema.js"

const bad = new URL("../../fixtures/config/bad/", import.meta.url)

function failure(file: string, text: string): ConfigError {
  try {
    readConfig(file, text)
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
  throw new Error("the config was accepted")
}

describe("readConfig", () => {
  it.each(readdirSync(bad).filter((name) => name.endsWith(".yaml")))("says what is wrong in %s, and where", (name) => {
    const text = readFileSync(new URL(name, bad), "utf8")
    const expected = [...text.matchAll(/^# (\d+:\d+: .*)$/gm)].map((match) => `${name}:${match[1]}`)
    expect(failure(name, text).message.split("\n")).toEqual(expected)
  })

  it("reads JSON indented by tabs, with places", () => {
    const error = failure("c.json", readFileSync(new URL("syntax.json", bad), "utf8"))
    expect(error).toMatchObject({
      file: "c.json",
      line: 3,
      column: 2,
      message: "c.json:3:2: unknown key ignor: did you mean ignore?",
    })
    expect(readConfig("c.json", '{\n\t"databases": {\n\t\t"Member": "A"\n\t}\n}')).toEqual({ databases: { Member: "A" } })
  })

  it("takes sections that hold nothing as not written", () => {
    expect(readConfig("c.yaml", "databases:\n  # none\nsets:\n  A:\n")).toEqual({ sets: { A: {} } })
    expect(readConfig("c.yaml", "")).toEqual({})
  })

  it("survives hostile texts", () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${"bcdefghij"
      .split("")
      .map((key, index) => `${key}: &${key} [${`*${"abcdefghij"[index]},`.repeat(9)}]`)
      .join("\n")}`
    for (const text of [
      bomb,
      "- a",
      "text",
      "? [a]: b",
      "__proto__: { x: 1 }",
      "databases: { __proto__: A }",
      "sets: { A: 1 }",
      "sets: 1",
      "[".repeat(100_000),
    ]) {
      let error: unknown = null
      try {
        readConfig("c.yaml", text)
      } catch (thrown) {
        error = thrown
      }
      expect(error === null || error instanceof ConfigError).toBe(true)
    }
  })
})

describe("the published schema", () => {
  const published: unknown = JSON.parse(readFileSync(new URL("../../schemas/config.schema.json", import.meta.url), "utf8"))

  it("is the one that configs are read by (npm run schemas)", () => {
    expect(published).toEqual(configJsonSchema())
  })

  it("judges configs as the reader does, as far as a schema can", () => {
    const validate = new Ajv({ strict: false, unicodeRegExp: true }).compile(published as object)
    expect(validate(parse(readFileSync(new URL("../../fixtures/config/full.yaml", import.meta.url), "utf8")))).toBe(true)
    for (const name of ["unknown-key", "far-key", "runner", "names", "types"]) {
      expect(validate(parse(readFileSync(new URL(`${name}.yaml`, bad), "utf8")))).toBe(false)
    }
  })
})
