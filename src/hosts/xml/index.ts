import type { Host } from "../../model/host.js"
import { isChangelogSql } from "../settings/changelog.js"
import { type Entry, entryOf, settingsHost } from "../settings/settings-host.js"
import { placeOf } from "../shared/regions.js"
import { textBuilder } from "../shared/text-builder.js"
import { scanXml, type XmlText } from "./scan-xml.js"

/** Elements and attributes whose value a program shows or documents, not uses. */
const prose = /^(?:description|summary|remarks|comment|remark|title|para|param|returns)$/i

function entry(each: XmlText): Entry {
  const { span, built, path } = each
  const element = path.at(-1) ?? null
  const outer = path.slice(0, -1)
  const xml = { escape: each.kind === "cdata" ? "none" : "xml" } as const
  if (each.kind === "declaration") return entryOf("text", span, built, placeOf("value"))
  if (each.kind === "element-name" || each.kind === "attribute-name")
    return entryOf("key", span, built, placeOf("key", { path }), xml)
  // `<SqlCmdVariable Include="V"><DefaultValue>X</DefaultValue>`: the default of a variable already.
  const inVariable = path.includes("SqlCmdVariable") && /^(?:DefaultValue|Value)$/.test(element ?? "")
  const role = inVariable ? "fallback" : "value"
  if (each.kind === "attribute") {
    // `<add key="V" value="X"/>`: the key names the value.
    // What a project includes is a path; only a variable is named so.
    const naming = element === "SqlCmdVariable" ? /^Include$/ : /^(?:key|name)$/
    // In a package of Integration Services only properties are looked up; the parts are called as their author likes.
    const isPart = /^DTS:/.test(path[0] ?? "") && element !== "property"
    const isLabel = !isPart && each.built.text === each.label && naming.test(each.name ?? "")
    if (isLabel) return entryOf("key", span, built, placeOf("key", { path }), xml)
    const target = /^(?:value|connectionString)$/i.test(each.name ?? "") && each.label !== null ? each.label : each.name
    return entryOf("value", span, built, placeOf(role, { target, path }), xml)
  }
  // The runner of the changelog expands `${V}` in it.
  if (isChangelogSql(path))
    return entryOf("code", span, built, placeOf("value", { target: element, path: outer }), { ...xml, language: "tsql" })
  const kind = element !== null && prose.test(element) ? "text" : "value"
  return entryOf(kind, span, built, placeOf(role, { target: each.label ?? element, path: outer }), xml)
}

/** A file that is called XML and holds no element: most are lines of `key = value`, and a name there still is a value. */
function plainLines(text: string): readonly Entry[] {
  const copied = (start: number, end: number) => {
    const builder = textBuilder(text)
    builder.copy(start, end)
    return { span: { start, end }, built: builder.done() }
  }
  return [...text.matchAll(/^[ \t]*(?:(?:"([^"\n]{1,200})"|([\w.-]{1,200}))[ \t]*[=:][ \t]*)?([^\s][^\r\n]*)/gm)].map((match) => {
    const end = match.index + match[0].length
    const { span, built } = copied(end - (match[3] as string).length, end)
    const target = match[1] ?? match[2] ?? null
    return entryOf(target === null ? "text" : "value", span, built, placeOf("value", { target }))
  })
}

/** XML of every kind: settings, projects, packages, changelogs. Names in it are found and not rewritten, but for the SQL of changelogs. */
export const xml: Host = settingsHost(
  "xml",
  (text) => {
    const { texts, comments, problems } = scanXml(text)
    const isXml = texts.some((each) => each.kind === "element-name")
    return { entries: isXml ? texts.map(entry) : plainLines(text), comments: isXml ? comments : [], problems }
  },
  "Nothing expands variables in this file: transform it when it is deployed (XDT, a #{…}# token), or let the program fall back to it only if the variable is unset.",
)
