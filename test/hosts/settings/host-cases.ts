import { existsSync, readdirSync, readFileSync } from "node:fs"
import { expect } from "vitest"
import { parse } from "yaml"
import { hosts } from "../../../src/hosts/registry.js"
import type { Host } from "../../../src/model/host.js"
import type { Region } from "../../../src/model/region.js"
import type { Edit, Span } from "../../../src/model/text.js"
import { applyEdits, toInner } from "../../../src/text/text-map.js"

/** A text in one language, what its names stand in, and what it becomes when every name that can be is replaced. */
export interface HostCase {
  readonly title: string
  readonly file?: string
  readonly text: string
  /** For each name in order: `kind role callee argument target path marks`, what is null or empty left out, then `=> replacement` or `=> none`. */
  readonly places: readonly string[]
  /** Null where nothing is replaced. */
  readonly after: string | null
  readonly problems?: readonly string[]
}

const variables: Readonly<Record<string, string>> = {
  memberrepository: "MEMBER_REPOSITORY_DB",
  outcomesidentification: "OUTCOMES_IDENTIFICATION_DB",
}

/** The languages with a file of cases. */
export const languages = readdirSync("fixtures/hosts")
  .map((file) => file.replace(/\.yaml$/, ""))
  .filter((language) => Object.hasOwn(hosts, language) && existsSync(`fixtures/hosts/${language}.yaml`))
  .sort()

/** The host of a language that has one. */
export async function loaded(language: string): Promise<Host> {
  const host = await hosts[language]?.()
  if (host === undefined) throw new Error(`${language} has no host`)
  await host.load()
  return host
}

export function readCases(language: string): readonly HostCase[] {
  return parse(readFileSync(`fixtures/hosts/${language}.yaml`, "utf8")) as readonly HostCase[]
}

function namesIn(text: string): readonly (Span & { readonly variable: string })[] {
  return [...text.matchAll(/MemberRepository|OutcomesIdentification/gi)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    variable: variables[match[0].toLowerCase()] as string,
  }))
}

/** The innermost region around a span. */
function regionAround(regions: readonly Region[], span: Span): Region | null {
  return regions.filter((each) => each.span.start <= span.start && each.span.end >= span.end).at(-1) ?? null
}

function placeLine(region: Region): string {
  const { role, callee, argument, target, path, marks } = region.place
  const named = [
    callee === null ? "" : `callee:${callee}`,
    argument === null ? "" : `argument:${argument}`,
    target === null ? "" : `target:${target}`,
    path.length === 0 ? "" : `path:${path.join("/")}`,
    marks.length === 0 ? "" : `marks:${marks.join(",")}`,
    region.language === "text" ? "" : `language:${region.language}`,
  ]
  return [region.kind, role, ...named].filter((each) => each !== "").join(" ")
}

/** What a host makes of a text: a line for each name, and all its edits. */
export function readPlaces(host: Host, text: string, file: string): { readonly lines: string[]; readonly edits: Edit[] } {
  const reading = host.read(text, file)
  const lines: string[] = []
  const edits: Edit[] = []
  for (const name of namesIn(text)) {
    const region = regionAround(reading.regions, name)
    if (region === null) {
      lines.push("code")
      continue
    }
    const within = toInner(region.map, name)
    const line = placeLine(region)
    if (region.kind === "comment" || region.kind === "code" || region.place.role === "fallback") {
      lines.push(line)
      continue
    }
    const site =
      within === null
        ? ({ kind: "none", reason: "" } as const)
        : host.site(text, region, { span: { start: name.start, end: name.end }, within, variable: name.variable })
    if (site.kind === "expression") edits.push(...site.edits)
    lines.push(`${line} => ${site.kind === "expression" ? site.replacement : site.kind}`)
  }
  return { lines, edits }
}

/** Holds for every reading: sorted regions, maps that lead to the same text, holes inside. */
export function expectSoundRegions(host: Host, text: string, file: string): void {
  const { regions, problems } = host.read(text, file)
  for (const problem of problems) {
    expect(problem.at).toBeGreaterThanOrEqual(0)
    expect(problem.at).toBeLessThanOrEqual(text.length)
  }
  let start = 0
  for (const region of regions) {
    expect(region.span.start).toBeGreaterThanOrEqual(start)
    expect(region.span.end).toBeLessThanOrEqual(text.length)
    start = region.span.start
    let at = 0
    for (const segment of region.map) {
      expect(segment.at).toBeGreaterThanOrEqual(at)
      at = segment.at + segment.length
      expect(segment.from).toBeGreaterThanOrEqual(region.span.start)
      expect(segment.from + segment.width).toBeLessThanOrEqual(region.span.end)
      if (segment.length === segment.width && segment.length > 1) {
        expect(region.text.slice(segment.at, at)).toBe(text.slice(segment.from, segment.from + segment.width))
      }
    }
    expect(at).toBeLessThanOrEqual(region.text.length)
    for (const hole of region.holes) expect(hole.end).toBeLessThanOrEqual(region.text.length)
  }
}

/** Checks one case: places, result, the proof at the default and at another set, and that a second run finds nothing. */
export function expectCase(host: Host, each: HostCase): void {
  const file = each.file ?? "file"
  expectSoundRegions(host, each.text, file)
  const { lines, edits } = readPlaces(host, each.text, file)
  expect(lines).toEqual(each.places)
  if (each.problems !== undefined) {
    expect(host.read(each.text, file).problems.map((problem) => problem.message)).toEqual(each.problems)
  }
  expect(edits.length === 0 ? null : applyEdits(each.text, edits)).toBe(each.after)
  if (each.after === null) return
  const before = host.values(each.text, new Map(), file)
  expect(before).not.toBeNull()
  expect(host.values(each.after, new Map(), file)).toEqual(before)
  const sentinel = new Map([
    ["MEMBER_REPOSITORY_DB", "Sentinel_M"],
    ["OUTCOMES_IDENTIFICATION_DB", "Sentinel_O"],
  ])
  const other = host.values(each.after, sentinel, file)
  const restored = other?.map((value) =>
    value.replaceAll("Sentinel_M", "MemberRepository").replaceAll("Sentinel_O", "OutcomesIdentification"),
  )
  expect(restored?.map((value) => value.toLowerCase())).toEqual(before?.map((value) => value.toLowerCase()))
  expect(JSON.stringify(other)).toContain("Sentinel_")
  expect(readPlaces(host, each.after, file).edits).toEqual([])
}
