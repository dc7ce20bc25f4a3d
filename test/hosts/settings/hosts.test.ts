import { describe, expect, test } from "vitest"
import { hosts } from "../../../src/hosts/registry.js"
import { expectCase, readCases } from "./host-cases.js"

const languages = [
  "shell",
  "yaml",
  "json",
  "jsonc",
  "ini",
  "properties",
  "dotenv",
  "toml",
  "xml",
  "powershell",
  "batch",
  "groovy",
  "dockerfile",
  "terraform",
  "markdown",
  "csv",
  "java",
  "csharp",
  "makefile",
  "r",
  "go",
  "rust",
  "ruby",
  "php",
  "php-script",
  "perl",
  "kotlin",
  "visualbasic",
  "asp",
  "text",
] as const

describe.each(languages)("%s", (language) => {
  test.each(readCases(language))("$title", async (each) => {
    const host = await (hosts[language] as NonNullable<(typeof hosts)[string]>)()
    await host.load()
    expect.hasAssertions()
    expectCase(host, each)
  })
})
