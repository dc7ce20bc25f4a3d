import { describe, expect, it } from "vitest"
import { languageOf } from "../../src/discover/language-of.js"

describe("languageOf", () => {
  it.each([
    ["load/members.py", "", "python"],
    ["a/b.IPYNB", "", "notebook"],
    ["db/dbo.Member.SQL", "", "tsql"],
    ["db/member.prc", "", "tsql"],
    ["db/member.sql.j2", "", "tsql"],
    ["db/member.sql.bak", "", "tsql"],
    ["src/a.mjs", "", "javascript"],
    ["src/a.d.ts", "", "typescript"],
    ["src/a.tsx", "", "typescript"],
    ["App.vue", "", "vue"],
    ["docker-compose.yml", "", "yaml"],
    ["tsconfig.json", "", "jsonc"],
    ["tsconfig.build.json", "", "json"],
    [".env", "", "dotenv"],
    [".env.production", "", "dotenv"],
    ["prod.env", "", "dotenv"],
    ["Web.Release.config", "", "xml"],
    ["app.config.example", "", "xml"],
    ["Dockerfile", "", "dockerfile"],
    ["Dockerfile.prod", "", "dockerfile"],
    ["ci/Jenkinsfile", "", "groovy"],
    ["run.cmd", "", "batch"],
    ["main.tf", "", "terraform"],
    ["data.csv", "", "csv"],
    ["application.properties", "", "properties"],
    ["pyproject.toml", "", "toml"],
    ["bin/load", "#!/usr/bin/env -S python3 -u\n", "python"],
    ["bin/load", "#!/bin/bash\r\nset -e", "shell"],
    ["bin/load", "#!/usr/bin/env node", "javascript"],
    ["jobs/step1", "/* member */ -- load\n  TRUNCATE TABLE dbo.Member", "tsql"],
    ["jobs/step1", "USE [MemberRepository]\nGO\n", "tsql"],
    ["jobs/step1", "select m.Id, m.Name from dbo.Member m", "tsql"],
    ["README", "Use of this repository is free.\n", "text"],
    ["README", "Select what you like from the list", "text"],
    ["notes.txt", "SELECT * FROM dbo.Member", "text"],
    ["LICENSE", "", "text"],
    ["x.unknown", "SELECT * FROM dbo.Member", "tsql"],
    ["load/Members.dtsConfig", "", "xml"],
    ["reports/Members.view", '<?xml version="1.0"?>\n<view>', "xml"],
    ["reports/Members.view", '\n<Report xmlns="urn:members">', "xml"],
    ["reports/Members.view", "<Report>", "text"],
    ["page.html", '<?xml version="1.0"?>', "text"],
  ])("%s %j: %s", (path, head, language) => {
    expect(languageOf(path, head)).toBe(language)
  })

  it("takes no long time on any start", () => {
    for (const head of [
      "/*".repeat(20_000),
      "- ".repeat(20_000),
      `<a ${"x ".repeat(20_000)}`,
      "--\n".repeat(20_000),
      `select ${"a ".repeat(20_000)}`,
      `update ${"x".repeat(40_000)}`,
      "/***".repeat(9000),
    ]) {
      const before = performance.now()
      languageOf("noname", head)
      expect(performance.now() - before).toBeLessThan(200)
    }
  })
})
