import { describe, expect, it } from "vitest"
import { type Candidate, isOwn } from "../../src/config/candidates.js"
import { readConfig } from "../../src/config/read-config.js"
import { renderConfig } from "../../src/config/render-config.js"
import { tally } from "../../src/config/tally.js"

const database = (name: string, use: Candidate["use"] = "three-part name"): Candidate => ({ name, kind: "database", use })

describe("renderConfig", () => {
  const found = tally(
    new Map<string, readonly Candidate[]>([
      [
        "b.py",
        [
          database("MemberRepository"),
          database("MEMBERREPOSITORY", "USE"),
          { name: "ING02", kind: "server", use: "connection string" },
        ],
      ],
      [
        "a\nb.sql",
        [
          database("MemberRepository"),
          database("ETLStaging2"),
          database("Claims DB"),
          database("member.repository"),
          database("null"),
        ],
      ],
    ]),
  )

  it("makes variables that can be read, of names in any spelling", () => {
    const names = ["1OJ7R9S", "CLAIMSDB", "ETLStaging2", "Claims DB"]
    const variables = names.map((name) => {
      const config = renderConfig(tally(new Map([["a.sql", [database(name)]]])))
      return /: ([A-Z]\w*)/.exec(config)?.[1]
    })
    expect(variables).toEqual(["N_1OJ7R9S_DB", "CLAIMSDB_DB", "ETL_STAGING2_DB", "CLAIMS_DB"])
  })

  it("counts the uses of a name in any case", () => {
    expect(found[0]).toEqual({
      name: "MemberRepository",
      kind: "database",
      uses: new Map([
        ["three-part name", 2],
        ["USE", 1],
      ]),
      files: 2,
      first: "a\nb.sql",
    })
  })

  it("writes a config that can be read, with the counts as comments", () => {
    const text = renderConfig(found)
    expect(readConfig("c.yaml", text)).toEqual({
      databases: {
        MemberRepository: "MEMBER_REPOSITORY_DB",
        "Claims DB": "CLAIMS_DB",
        ETLStaging2: "ETL_STAGING2_DB",
        null: "NULL_DB",
      },
      sets: { A: {} },
    })
    expect(text).toContain("  MemberRepository: MEMBER_REPOSITORY_DB # three-part name 2, USE 1; in 2 files, first a?b.sql\n")
    expect(text).toContain("#   ING02: ING02_HOST # connection string 1; in b.py\n")
    expect(text).toContain("# member.repository (1 uses, first a?b.sql) cannot be configured")
  })

  it("takes copies of a database for the second set", () => {
    const copies = tally(
      new Map([["a", [database("Member"), database("Member"), database("Member_B"), database("Outcome"), database("Members")]]]),
    )
    const text = renderConfig(copies)
    expect(Object.keys(readConfig("c.yaml", text).databases ?? {})).toEqual(["Member", "Outcome"])
    expect(text).toContain("  # Member_B: MEMBER_B_DB # three-part name 1; in a; a copy of Member?\n")
    expect(text).toContain("  # B: { Member: Member_B }\n")
  })

  it("gives names that look alike variables of their own", () => {
    const alike = tally(new Map([["a", [database("MemberDB"), database("Member_DB"), database("member db")]]]))
    expect(Object.values(readConfig("c.yaml", renderConfig(alike)).databases ?? {}).sort()).toEqual([
      "MEMBER_DB",
      "MEMBER_DB_2",
      "MEMBER_DB_3",
    ])
  })
})

describe("isOwn", () => {
  it.each([
    ["MemberRepository", true],
    ["master", false],
    ["TempDB", false],
    ["dbo", false],
    ["#staging", false],
    ["$(DB)", false],
    ["{db}", false],
    ["%s", false],
    ["", false],
  ])("%j: %s", (name, own) => {
    expect(isOwn(name)).toBe(own)
  })
})
