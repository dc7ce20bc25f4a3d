import { expect, test } from "vitest"
import { svelteHost, vueHost } from "../../src/hosts/components/component-host.js"
import { prismaHost } from "../../src/hosts/prisma/prisma-host.js"

const component = `<!-- rows of MemberRepository -->
<script setup lang="ts" generic="T extends Array<string>">
const database = 'MemberRepository'
</script>
<template><p>{{ database }} MemberRepository</p></template>
<script>export default {}</SCRIPT>
<style>.a { color: red }</style>`

test("the scripts of a component are code, the rest is text", () => {
  const { regions } = vueHost.read(component, "a.vue")
  expect(regions.map((each) => [each.kind, each.language, each.text.trim().slice(0, 30)])).toEqual([
    ["comment", "text", "<!-- rows of MemberRepository "],
    ["text", "text", '<script setup lang="ts" generi'],
    ["code", "typescript", "const database = 'MemberReposi"],
    ["text", "text", "</script>\n<template><p>{{ data"],
    ["code", "javascript", "export default {}"],
    ["text", "text", "</SCRIPT>\n<style>.a { color: r"],
  ])
  expect(regions.map((each) => each.text).join("")).toBe(component)
})

test("a change outside of the scripts changes the values, one inside does not", () => {
  const values = svelteHost.values(component, new Map(), "a.svelte")
  expect(svelteHost.values(component.replace("'MemberRepository'", "x"), new Map(), "a.svelte")).toEqual(values)
  expect(svelteHost.values(component.replace("{{ database }}", "x"), new Map(), "a.svelte")).not.toEqual(values)
})

test.each(["<script", "<script>", "<script a='", "<!--", "<script></script", "<".repeat(100_000), '<script "'.repeat(20_000)])(
  "a broken component is read without an exception",
  (text) => {
    const { regions } = vueHost.read(text, "a.vue")
    expect(regions.map((each) => each.text).join("")).toBe(text)
  },
)

test("a Prisma schema's strings have their places", () => {
  const schema = `// reads MemberRepository
datasource db {
  provider = "sqlserver"
  url      = "sqlserver://db:1433;database=MemberRepository"
  schemas  = ["dbo", "master\\"data"]
}
model Member {
  id Int @id(map: "PK_Member") /// the key
  @@map("Member")
  @@schema("dbo")
}`
  const { regions } = prismaHost.read(schema, "schema.prisma")
  expect(
    regions.map(({ kind, text, place }) => [kind, text, place.role, place.callee, place.target, place.path.join()].join(" | ")),
  ).toEqual([
    "comment |  reads MemberRepository | value |  |  | ",
    "value | sqlserver | value |  | provider | datasource db",
    "value | sqlserver://db:1433;database=MemberRepository | value |  | url | datasource db",
    "value | dbo | value |  | schemas | datasource db",
    'value | master"data | value |  | schemas | datasource db',
    "value | PK_Member | argument | @id | map | model Member",
    "comment |  the key | value |  |  | model Member",
    "value | Member | argument | @@map |  | model Member",
    "value | dbo | argument | @@schema |  | model Member",
  ])
})
