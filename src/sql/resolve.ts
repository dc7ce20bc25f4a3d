import { hashOf } from "./keywords.js"
import { isCertainSchema } from "./names.js"
import { endOf, hashAt, markString, type OpenAccess, type Parser, partText, R, type Source, startOf } from "./state.js"
import { P } from "./tokens.js"

/** Levels that a look-up goes up: beyond that, a name counts as unknown. */
const reach = 64

function key(level: number, hash: number): number {
  return Math.imul(level + 1, 0x9e3779b1) ^ hash
}
const byObject = 0x5bd1e995

/** Makes a source known under its alias, or its own name. An aliased one can be found by its object as well (see {@link findTarget}). */
export function addSource(p: Parser, source: Source, object: number): void {
  p.sources.set(key(source.level, source.hash), source)
  if (object !== 0) {
    const other = key(source.level, object ^ byObject)
    p.sources.set(other, p.sources.has(other) ? { ...source, access: -1 } : source)
  }
}

/** The source that a qualifier names at a level. */
export function findSource(p: Parser, level: number, hash: number): Source | null {
  let at = level
  for (let step = 0; at >= 0 && step < reach; step++) {
    const found = p.sources.get(key(at, hash))
    if (found !== undefined) return found
    at = p.levels[at] as number
  }
  return null
}

/** What the target of UPDATE or DELETE names in the FROM of its own statement: by alias, else by the object's name. */
export function findTarget(p: Parser, level: number, hash: number, single: boolean): Source | null {
  if (single) {
    const found = p.sources.get(key(level, hash))
    if (found !== undefined) return found
  }
  return p.sources.get(key(level, hash ^ byObject)) ?? null
}

/** With more sources in a statement they are not compared one by one: many targets in it would make that slow. */
const mostCompared = 200

/** The one source of a level whose name is written as the target's is, among several that end alike; null where that is not one. */
export function findByName(p: Parser, level: number, target: OpenAccess): Source | null {
  if (p.sources.size > mostCompared) return null
  const wanted = fullName(target)
  let found: Source | null = null
  for (const source of p.sources.values()) {
    const access = source.level === level ? p.accesses[source.access] : undefined
    if (access === undefined || access === target || fullName(access) !== wanted) continue
    if (found !== null && found.access !== source.access) return null
    found = source
  }
  return found
}

function fullName({ name: { server, database, schema, object } }: OpenAccess): string {
  return [server, database, schema, object].join("\0").toLowerCase()
}

const methods = new Set(
  `value query exist modify nodes tostring getancestor getdescendant getlevel getroot getreparentedvalue isdescendantof parse read write
  lat long z m starea stasbinary stastext stbuffer stcentroid stcontains stdistance stenvelope stequals stgeometryn stgeometrytype
  stintersection stintersects stisvalid stlength stnumgeometries stnumpoints stpointn stsrid stunion stwithin stx sty stdifference
  stsymdifference sttouches stoverlaps stdimension stendpoint ststartpoint makevalid reduce astextzm asgml bufferwithtolerance
  envelopeangle envelopecenter filter instanceof numrings ringn numpoints stcurvetolines stconvexhull`
    .split(/\s+/)
    .map(hashOf),
)

/** Whether a name behind a dot is a method of a data type: `x.nodes('/a')`. */
export function isMethod(p: Parser, token: number): boolean {
  return methods.has(hashAt(p, token))
}

/** Resolves what had to wait for the end of the statement, and forgets what the statement knew. */
export function resolveStatement(p: Parser): void {
  for (const open of p.open) resolveName(p, open.name, open.level, open.call)
  if (p.readsDatabases) for (const token of p.guards) markString(p, token, "database-guard")
  if (p.open.length > 0) p.open.length = 0
  if (p.guards.length > 0) p.guards.length = 0
  if (p.sources.size > 0) p.sources = new Map()
  if (p.ctes.size > 0) p.ctes = new Map()
  while (p.levels.length > 0) p.levels.pop()
  p.readsDatabases = false
  if (!p.keepsNames) p.nameEnd = 0
}

const pseudo = new Set(["inserted", "deleted"].map(hashOf))

function resolveName(p: Parser, name: number, level: number, call: boolean): void {
  const { names } = p
  const at = name * 5
  const first = names[at] as number
  const last = names[at + 1] as number
  let dots = 0
  let second = -1
  let empty = false
  for (let token = first; token <= last; token++) {
    if (p.kinds[token] === P.DOT) {
      dots++
      if (p.kinds[token + 1] === P.DOT) empty = true
    } else if (dots === 1 && second < 0) second = token
  }
  const leading = p.kinds[first] === P.DOT
  const source = leading || empty ? null : findSource(p, level, hashAt(p, first))
  if (source !== null && (dots < 3 || call)) {
    names[at + 2] = source.aliased || dots > 1 ? R.ALIAS : R.TABLE
    return
  }
  if (call) {
    if (isMethod(p, last)) names[at + 2] = dots === 1 ? R.ALIAS : R.COLUMN
    else {
      names[at + 2] = R.OBJECT
      if (dots === 1 && !isCertainSchema(p, first)) names[at + 3] = 1
      addCall(p, first, last, names[at + 4] as number)
    }
    return
  }
  if (dots === 1) {
    if (pseudo.has(hashAt(p, first))) names[at + 2] = R.ALIAS
    else names[at + 3] = 1
  } else if (dots === 2) {
    if (empty || (second > 0 && isCertainSchema(p, second))) names[at + 2] = R.OBJECT
    else if (second < 0 || p.sources.size === 0 || findSource(p, level, hashAt(p, second)) === null) names[at + 3] = 1
  }
}

function addCall(p: Parser, first: number, last: number, statement: number): void {
  const parts: (string | null)[] = []
  let text: string | null = ""
  for (let token = first; token <= last; token++) {
    if (p.kinds[token] === P.DOT) {
      parts.push(text)
      text = ""
    } else text = partText(p, token)
  }
  parts.push(text)
  const n = parts.length
  p.accesses.push({
    start: startOf(p, first),
    end: endOf(p, last),
    name: {
      server: parts[n - 4] ?? null,
      database: parts[n - 3] ?? null,
      schema: parts[n - 2] ?? null,
      object: parts[n - 1] ?? "",
    },
    kind: "function",
    role: "execute",
    operation: "execute",
    statement,
    confidence: p.confidence,
    text: "",
  })
}
