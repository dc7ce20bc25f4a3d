import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { contentOf, fingerprints, type Identity } from "../../src/classify/fingerprint.js"

const base: Identity = {
  file: "load/members.py",
  rule: "multipart-name",
  name: "MemberRepository",
  scope: "class Loader/run",
  statement: 'cursor.execute("SELECT a FROM MemberRepository.dbo.Member")',
}
const one = (changes: Partial<Identity> = {}): string => fingerprints([{ ...base, ...changes }])[0] ?? ""

describe("fingerprints", () => {
  it.each([
    ["white space", 'cursor.execute(\n    "SELECT a  FROM MemberRepository.dbo.Member"\n)'],
    ["quotes", "cursor.execute('SELECT a FROM MemberRepository.dbo.Member')"],
    ["a trailing comma", 'cursor.execute(\n    "SELECT a FROM MemberRepository.dbo.Member",\n)'],
    ["a split string", 'cursor.execute("SELECT a " "FROM MemberRepository.dbo.Member")'],
    ["a concatenation", 'cursor.execute("SELECT a " + "FROM MemberRepository.dbo.Member");'],
  ])("stay with %s changed", (_, statement) => {
    expect(one({ statement })).toBe(one())
  })

  it.each<[string, Partial<Identity>]>([
    ["rule", { rule: "dynamic-sql" }],
    ["scope", { scope: "class Loader/other" }],
    ["name", { name: "OutcomesIdentification" }],
    ["statement", { statement: 'cursor.execute("SELECT b FROM MemberRepository.dbo.Member")' }],
  ])("differ with another %s", (_, changes) => {
    expect(contentOf(one(changes))).not.toBe(contentOf(one()))
  })

  it("keep their second half in a renamed file", () => {
    expect(one({ file: "load/people.py" })).not.toBe(one())
    expect(contentOf(one({ file: "load/people.py" }))).toBe(contentOf(one()))
  })

  it("tell a second equal use apart, and only within one file", () => {
    const other = { ...base, file: "other.py" }
    const [first, second, third] = fingerprints([base, base, other])
    expect(new Set([first, second, third]).size).toBe(3)
    expect(first).toBe(one())
    expect(third).toBe(fingerprints([other])[0])
  })

  it("are unique in any list", () => {
    const identity = fc.record({
      file: fc.constantFrom("a", "b"),
      rule: fc.constantFrom("r", "s"),
      name: fc.constantFrom("x", "y"),
      scope: fc.string({ maxLength: 2 }),
      statement: fc.string({ maxLength: 3 }),
    })
    fc.assert(fc.property(fc.array(identity), (list) => new Set(fingerprints(list)).size === list.length))
  })
})
