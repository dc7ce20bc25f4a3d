import { factBuilder } from "../../facts/fact-builder.js"
import type { FactReader, FileFacts, Ref } from "../../model/lineage.js"
import { identityMap } from "../../text/text-map.js"

const block = /^[ \t]*(model|view|datasource)[ \t]+(\w+)[ \t]*\{([^}]*)\}/gm
const field = /^[ \t]*(\w+)[ \t]+(\w+)/gm

/**
 * The tables of a Prisma schema as data: by the client's name of each model (`member`), and by `member.visits` that of a relation's
 * model. From Prisma's schema reference: `@@map` names the table, `@@schema` its schema, the client's property begins in lower case.
 */
function schemaFacts(text: string, file: string): FileFacts {
  const facts = factBuilder()
  facts.open({ kind: "module", name: "", parent: -1, start: 0, end: text.length, at: 0 })
  const at = (start: number, end: number): Ref => facts.text(text.slice(start, end), identityMap(end - start, start))
  const quoted = (body: string, from: number, pattern: RegExp): Ref | null => {
    const found = pattern.exec(body)
    if (found?.[1] === undefined) return null
    const start = from + found.index + found[0].indexOf('"') + 1
    return at(start, start + found[1].length)
  }
  const blocks = [...text.matchAll(block)].map((match) => {
    const [whole, kind = "", name = "", body = ""] = match
    const from = match.index + whole.indexOf("{") + 1
    return {
      kind,
      name,
      body: body.replace(/\/\/[^\n]*/g, (comment) => " ".repeat(comment.length)),
      from,
      nameAt: match.index + whole.indexOf(name, whole.indexOf(kind) + kind.length),
    }
  })
  const source = blocks.find((each) => each.kind === "datasource")
  const url = source === undefined ? null : quoted(source.body, source.from, /^[ \t]*url[ \t]*=[ \t]*"([^"\n]*)"/m)
  const connection = url === null ? null : facts.add({ kind: "connection", text: url, database: null })
  const models = new Map<string, { readonly table: Ref; readonly body: string }>()
  for (const { kind, name, body, from, nameAt } of blocks) {
    if (kind === "datasource") continue
    const table = facts.add({
      kind: "table",
      name: quoted(body, from, /@@map\(\s*(?:name\s*:\s*)?"([^"\n]*)"/) ?? at(nameAt, nameAt + name.length),
      schema: quoted(body, from, /@@schema\(\s*(?:map\s*:\s*)?"([^"\n]*)"/),
      database: connection,
    })
    models.set(name, { table, body })
  }
  const entries: { readonly key: Ref; readonly value: Ref }[] = []
  for (const [name, { table, body }] of models) {
    const property = name.charAt(0).toLowerCase() + name.slice(1)
    entries.push({ key: facts.text(property, []), value: table })
    for (const [, relation = "", type = ""] of body.matchAll(field)) {
      const target = models.get(type)
      if (target !== undefined) entries.push({ key: facts.text(`${property}.${relation}`, []), value: target.table })
    }
  }
  return facts.done({ file, language: "prisma", data: facts.add({ kind: "mapping", entries }) })
}

/** Reads which tables the models of a `schema.prisma` stand for. */
export const factReader: FactReader = { language: "prisma", load: async () => undefined, read: schemaFacts }
