import type { FileFacts, Operation, Ref, ScopeIndex, Value } from "../model/lineage.js"
import { databaseOfConnectionText } from "./connection-text.js"
import { contentOf } from "./contents.js"
import { type Core, one } from "./core.js"
import type { Alternative, Row } from "./evaluator.js"
import { joinTexts, plainText } from "./known-text.js"
import { type Given, operate } from "./operations.js"
import { root } from "./paths.js"
import { asText, type CallFrame, knownString, type Picks, type Result, type Slot, unknownResult } from "./result.js"

/** A list made of more collections than this is one list: each of its items may be of any of them. */
const fewCollections = 4

/** What one value of a file yields in a frame. May be nothing. */
export type Compute = (frame: CallFrame, value: Value, ref: Ref, picks: Picks | null) => readonly Alternative[]

/** Makes the room that knows what each kind of value yields. */
export function makeCompute(core: Core): Compute {
  const capture = (frame: CallFrame, ref: Ref, picks: Picks | null): Slot => {
    if (isFixed(frame.facts, ref, 0)) return { frame, ref, picks: null }
    core.choices.capture()
    return { frame, ref, picks }
  }

  const compute = (frame: CallFrame, value: Value, ref: Ref, picks: Picks | null): readonly Alternative[] => {
    switch (value.kind) {
      case "unknown":
        return one(unknownResult(value.expression), picks)
      case "concat":
        return core.together(frame, value.parts, picks).map((row) => ({
          value: concatenate(row.values, frame.facts.language),
          picks: row.picks,
        }))
      case "choice": {
        const key = `${frame.id}.${ref}`
        const chosen = core.choices.picked(picks, key)
        return value.options.flatMap((option, index) =>
          chosen === null
            ? core.evaluate(frame, option, core.choices.pick(picks, key, index))
            : chosen === index
              ? core.evaluate(frame, option, picks)
              : [],
        )
      }
      case "or":
        return forEach(core.evaluate(frame, value.left, picks), (left) => {
          const holds = isThere(left.value, value.empty)
          const right = holds === true ? [] : core.evaluate(frame, value.right, left.picks)
          return holds === false ? right : [left, ...right]
        })
      case "list":
        return collectionsOf(frame, value.items, picks).map((chosen) => ({
          value: { kind: "list", items: value.items.map((item) => capture(frame, item, chosen)) },
          picks: chosen,
        }))
      case "spread":
      case "each":
        return core.evaluate(frame, value.of, picks)
      case "mapping":
        return one(
          {
            kind: "mapping",
            entries: value.entries.map((entry) => ({
              key: entry.key === null ? null : capture(frame, entry.key, picks),
              value: capture(frame, entry.value, picks),
            })),
          },
          picks,
        )
      case "element":
        return forEach(core.evaluate(frame, value.of, picks), (of) =>
          core.collections.elements(of, value.what, `${frame.id}.${ref}`),
        )
      case "item":
        return forEach(rowsWithItem(core.together(frame, [value.of, value.key], picks)), ({ row, found }) => {
          // Of a key that is not known, what is taken may be there or not.
          const isOpen = value.fallback !== null && knownString(row.values[1] as Result) === null
          if (found !== null) return isOpen ? [...found, ...core.evaluate(frame, value.fallback, row.picks)] : found
          if (value.fallback !== null) return core.evaluate(frame, value.fallback, row.picks)
          return one(unknownResult(spelledItem(frame, value)), row.picks)
        })
      case "setting":
        return forEach(core.together(frame, [value.of, value.section, value.key], picks), (row) => {
          const [of, name, key] = row.values as [Result, Result, Result]
          const sections = core.collections.itemAt(of, name, row.picks)
          if (sections === null)
            return one(
              of.kind === "mapping" ? key : unknownResult(spelledItem(frame, { ...value, kind: "item", key: value.section })),
              row.picks,
            )
          return sections.flatMap((section) => {
            if (section.value.kind !== "mapping") return [section]
            const found = core.collections.itemAt(section.value, key, section.picks)
            if (found !== null) return found
            return value.fallback === null
              ? one(unknownResult(knownString(key) ?? "setting"), section.picks)
              : core.evaluate(frame, value.fallback, section.picks)
          })
        })
      case "member":
        return forEach(core.evaluate(frame, value.of, picks), (of) => {
          const found = core.members.member(of.value, value.name)
          if (found.length > 0) return found.map((each) => ({ value: each, picks: of.picks }))
          const shown =
            of.value.kind === "unknown" && of.value.expression !== "" ? `${of.value.expression}.${value.name}` : value.name
          // The schema of a metadata object that has none is none; what a text or a module of the sources lacks may be a member of another.
          return one(unknownResult(shown, isWhole(of.value)), of.picks)
        })
      case "name": {
        const bound = core.frames.bindingIn(frame.facts, value.scope, value.name)
        if (bound === null) return one(unknownResult(value.name), picks)
        const owner = value.scope === 0 ? core.frames.fileFrame(frame.facts) : core.frames.frameOf(frame, value.scope)
        if (owner === null)
          return core.evaluate(core.frames.makeFrame(frame.facts, value.scope, new Map(), frame.self, null), bound, picks)
        const own = core.evaluate(owner, bound, picks)
        const given = value.scope === 0 ? core.members.contributions(frame.facts, value.name) : []
        return given.length === 0 ? own : [...own, ...given.map((each) => ({ value: each, picks }))]
      }
      case "parameter": {
        const owner = core.frames.frameOf(frame, value.scope)
        const given = owner?.parameters.get(value.name)
        if (given !== undefined) return one(given, picks)
        const parameter = frame.facts.scopes[value.scope]?.parameters.find((each) => each.name === value.name)
        if (parameter?.default === undefined || parameter.default === null) return one(unknownResult(value.name), picks)
        return core.evaluate(owner ?? frame, parameter.default, picks)
      }
      case "receiver":
        return receiver(frame, value.scope, value.super, picks)
      case "scope": {
        const scope = frame.facts.scopes[value.scope]
        if (scope === undefined) return []
        const outer = frame.scope === 0 || scope.parent === 0 ? null : frame
        return one(
          {
            kind: scope.kind === "class" ? "class" : "function",
            facts: frame.facts,
            scope: value.scope,
            outer,
            self: null,
          } as Result,
          picks,
        )
      }
      case "call":
        return core.calls.callResult(frame, value.call, picks)
      case "module":
        return one(core.members.moduleResult(value.specifier, frame.facts.file), picks)
      case "dynamic-module":
        return core.evaluate(frame, value.specifier, picks).map((each) => {
          const name = knownString(each.value)
          return {
            value: name === null ? unknownResult("module") : core.members.moduleResult(name, frame.facts.file),
            picks: each.picks,
          }
        })
      case "export":
        return core.members.exportResult(value.specifier, value.name, frame.facts.file).map((each) => ({ value: each, picks }))
      case "here": {
        const path = `${root}/${frame.facts.file}`
        return one({ kind: "text", text: plainText(value.directory ? path.slice(0, path.lastIndexOf("/")) : path) }, picks)
      }
      case "operation":
        return core
          .fold([value.of, ...value.arguments.map((argument) => argument.value)], picks, (item, inner) => {
            const node = frame.facts.values[item]
            return core.evaluate(frame, node?.kind === "spread" ? node.of : item, inner)
          })
          .flatMap((row) => {
            const given = value.arguments.flatMap((argument, index) =>
              givenTo(value.operation, argument.name, row.values[index + 1] as Result),
            )
            return operate(value.operation, row.values[0] as Result, given, {
              language: frame.facts.language,
              file: frame.facts.file,
              finder: core.program.finder,
              items: (of) => {
                if (of.kind === "mapping")
                  return core.collections.entriesOf(of).map(({ key }) => [{ kind: "text", text: plainText(key) }])
                if (of.kind !== "list") return null
                return core.collections.itemsOf(of).map((item) => core.settleWith(item, row.picks).map((each) => each.value))
              },
            }).map((result) => ({ value: result, picks: row.picks }))
          })
      case "content":
        return forEach(core.evaluate(frame, value.of, picks), (of) =>
          contentOf(core.program, of.value, value.as, frame.facts.file, (facts, data) =>
            core.evaluate(core.frames.fileFrame(facts), data).map((each) => each.value),
          ).map((result) => ({
            value: result,
            picks: of.picks,
          })),
        )
      case "environment":
        return value.fallback === null
          ? one(unknownResult(value.variable, true), picks)
          : core.evaluate(frame, value.fallback, picks)
      case "connection": {
        const refs = [value.text, value.database].filter((each) => each !== null)
        return core.together(frame, refs, picks).map((row) => {
          const database = value.database === null ? null : knownString(row.values.at(-1) ?? null)
          const text = value.text === null ? null : (row.values[0] ?? null)
          return { value: { kind: "connection", database: database ?? databaseIn(text) }, picks: row.picks }
        })
      }
      case "within": {
        const running = core.callers.framesRunning(frame.facts, value.scope)
        return (running.length > 0 ? running : [frame]).flatMap((each) => core.evaluate(each, value.value, picks))
      }
      case "subclasses":
        return core.evaluate(frame, value.of, picks).map((of) => ({
          value:
            of.value.kind === "class"
              ? { kind: "list", items: core.callers.inheritors(of.value, "direct") }
              : unknownResult("__subclasses__"),
          picks: of.picks,
        }))
      case "enumerator":
        return core.evaluate(frame, value.value, picks).map((each) => ({
          value: { kind: "enumerator", name: value.name, value: each.value, text: value.text },
          picks: each.picks,
        }))
      case "table": {
        const refs = [value.name, value.schema, value.database].filter((each) => each !== null)
        return core.together(frame, refs, picks).map((row) => {
          let at = 1
          const schema = value.schema === null ? null : (row.values[at++] ?? null)
          const database = value.database === null ? null : (row.values[at] ?? null)
          return { value: { kind: "table", name: row.values[0] as Result, schema, database }, picks: row.picks }
        })
      }
      default:
        return []
    }
  }

  /** The collections that a list can be made of, where they are few and can be told apart: each makes a list of its own. */
  const collectionsOf = (frame: CallFrame, items: readonly Ref[], picks: Picks | null): readonly (Picks | null)[] => {
    const [first] = items
    const made = first === undefined || items.length > 1 ? undefined : frame.facts.values[first]
    const over = made?.kind === "each" ? frame.facts.values[made.over[0] as Ref] : undefined
    if (over?.kind !== "element") return [picks]
    const chosen = core.evaluate(frame, over.of, picks).map((each) => each.picks)
    return chosen.length <= fewCollections && new Set(chosen).size === chosen.length ? chosen : [picks]
  }

  /** Where one of several collections holds what is asked for, it is no other: looking there would fail. */
  const rowsWithItem = (
    rows: readonly Row[],
  ): readonly { readonly row: Row; readonly found: readonly Alternative[] | null }[] => {
    const all = rows.map((row) => ({
      row,
      found: core.collections.itemAt(row.values[0] as Result, row.values[1] as Result, row.picks),
    }))
    const isCollection = ({ values: [of] }: Row): boolean => of?.kind === "list" || of?.kind === "mapping"
    return all.some(({ found }) => found !== null) ? all.filter((each) => each.found !== null || !isCollection(each.row)) : all
  }

  /** An argument of an operation. What is filled into a text by name may be given as a mapping. */
  const givenTo = (operation: Operation, name: string | null, value: Result): readonly Given[] => {
    const fills = /^(?:format|percent|template|jinja)$/.test(operation)
    if (value.kind !== "mapping" || !fills) return [{ name, value }]
    const named = core.collections.entriesOf(value).map((entry) => {
      const found = core.settle(entry.value)
      if (found.length > 1) core.choices.drop()
      return { name: entry.key, value: found[0]?.value ?? unknownResult(entry.key) }
    })
    return [{ name, value }, ...named]
  }

  const receiver = (frame: CallFrame, scope: ScopeIndex, isSuper: boolean, picks: Picks | null): readonly Alternative[] => {
    const owner = core.frames.ownerOf(frame.facts, scope)
    let self: Result | null = null
    for (let at: CallFrame | null = frame; at !== null && self === null; at = at.outer) self = at.self
    if (owner === null) return one(self ?? unknownResult("self"), picks)
    const type: Result & { kind: "class" } = { kind: "class", facts: frame.facts, scope: owner, outer: null }
    const object: Result = self ?? { kind: "instance", of: type, frames: [] }
    if (!isSuper) return one(object, picks)
    const found: Alternative[] = []
    for (const base of frame.facts.scopes[owner]?.bases ?? []) {
      for (const { value } of core.evaluate(core.frames.fileFrame(frame.facts), base)) {
        if (value.kind === "class") found.push({ value: object.kind === "instance" ? { ...object, of: value } : value, picks })
      }
    }
    return found
  }

  const databaseIn = (value: Result | null): string | null => {
    if (value === null) return null
    if (value.kind === "connection") return value.database
    return value.kind === "text" ? databaseOfConnectionText(value.text) : null
  }

  return compute
}

/** What each yields, one after the other. Mostly there is one: then its list is taken, which holds no room for more. */
function forEach<T>(items: readonly T[], yields: (item: T) => readonly Alternative[]): readonly Alternative[] {
  const [only] = items
  return only !== undefined && items.length === 1 ? yields(only) : items.flatMap(yields)
}

/** Whether a value is something; with `empty`, something that counts as true. Null: nobody knows. */
function isThere(value: Result, empty: boolean): boolean | null {
  switch (value.kind) {
    case "unknown":
      return null
    case "constant":
      return value.value !== null && (!empty || Boolean(value.value))
    case "text": {
      if (!empty || value.text.some((piece) => !piece.hole && piece.text !== "")) return true
      return value.text.some((piece) => piece.hole) ? null : false
    }
    // What is empty here may be filled elsewhere.
    case "list":
      return !empty || value.items.length > 0 ? true : null
    case "mapping":
      return !empty || value.entries.length > 0 ? true : null
    default:
      return true
  }
}

/** Whether all members of a value are known: one that is not found does not exist. */
function isWhole(value: Result): boolean {
  return /^(?:mapping|text|function)$/.test(value.kind) || (value.kind === "module" && value.facts !== null)
}

/** Whether a value is the same whatever was chosen: made of literals alone. */
function isFixed(facts: FileFacts, ref: Ref, level: number): boolean {
  const value = facts.values[ref]
  if (value === undefined || level > 4) return false
  if (value.kind === "text" || value.kind === "constant" || value.kind === "unknown") return true
  if (value.kind === "list" || value.kind === "concat") {
    const refs = value.kind === "list" ? value.items : value.parts
    return refs.every((each) => isFixed(facts, each, level + 1))
  }
  return (
    value.kind === "mapping" &&
    value.entries.every(
      (each) => each.key !== null && isFixed(facts, each.key, level + 1) && isFixed(facts, each.value, level + 1),
    )
  )
}

function spelledItem(frame: CallFrame, value: Value & { kind: "item" }): string {
  const of = frame.facts.values[value.of]
  const key = frame.facts.values[value.key]
  const name =
    of?.kind === "name" || of?.kind === "parameter" || of?.kind === "member"
      ? of.name
      : of?.kind === "unknown"
        ? of.expression
        : "item"
  return `${name}[${key?.kind === "text" ? JSON.stringify(key.text) : key?.kind === "constant" ? String(key.value) : ""}]`
}

function concatenate(values: readonly Result[], language: string): Result {
  const paths = values.length === 1 ? values[0] : undefined
  if (paths !== undefined) return paths
  if (values.every((value) => value.kind === "list"))
    return { kind: "list", items: values.flatMap((value) => (value.kind === "list" ? value.items : [])) }
  return { kind: "text", text: joinTexts(values.map((value) => asText(value, language))) }
}
