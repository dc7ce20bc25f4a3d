import { describe, expect, test } from "vitest"
import { expectCase, languages, loaded, readCases } from "./host-cases.js"

describe.each(languages)("%s", (language) => {
  test.each(readCases(language))("$title", async (each) => {
    expect.hasAssertions()
    expectCase(await loaded(language), each)
  })
})
