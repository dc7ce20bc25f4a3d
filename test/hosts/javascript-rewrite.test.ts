import { readdirSync, readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { hostFor, name, rewriteAll, variable } from "./javascript-support.js"

const folder = "fixtures/hosts/javascript"
const cases = readdirSync(folder).filter((file) => file.includes(".before."))

await hostFor("a.js").load()

describe.each(cases)("%s", (file) => {
  const text = readFileSync(`${folder}/${file}`, "utf8")
  const host = hostFor(file)
  const { text: after, refused } = rewriteAll(text, file.replace(".before", ""))

  test("every occurrence is spelled with the variable, or there is a reason why not", async () => {
    await expect(after).toMatchFileSnapshot(`../../${folder}/${file.replace(".before", ".after")}`)
    await expect(`${refused.join("\n")}\n`).toMatchFileSnapshot(`../../${folder}/${file.replace(/\.before.*/, ".refused.txt")}`)
  })

  test("the values stay what they are at the default, and follow the variable", () => {
    const values = (of: string, value: string) => host.values(of, new Map([[variable, value]]), file)
    expect(values(after, name)).toEqual(values(text, name))
    const other = "Member]`${Copy"
    const differing = values(after, other)?.filter((value, index) => value !== values(text, name)?.[index])
    expect(differing?.length).toBeGreaterThan(0)
    for (const value of differing ?? []) expect(value).toContain(other)
  })

  test("it parses as well as before, and a second time nothing changes", () => {
    expect(host.read(after, file).problems.length).toBeLessThanOrEqual(host.read(text, file).problems.length)
    const left = rewriteAll(after, file)
    expect(left.text.replace(/\r\n/g, "\n")).toBe(after.replace(/\r\n/g, "\n"))
  })
})
