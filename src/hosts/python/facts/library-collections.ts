import { madeOfEach } from "../../../facts/collected-values.js"
import type { FactBuilder } from "../../../facts/fact-builder.js"
import type { Ref } from "../../../model/lineage.js"
import { argument, type CallShape, type Knowledge } from "./library-call.js"
import type { Walk } from "./module-walk.js"

const element = ({ facts }: Walk, of: Ref): Ref => facts.add({ kind: "element", of, what: "items" })
const positional = (call: CallShape): readonly Ref[] =>
  call.arguments.flatMap((given) => (given.name === null ? [given.value] : []))

/** The list of what iterating over a collection yields. */
export function everyElement(facts: FactBuilder, of: Ref, what: "pairs" | "keys" | "values"): Ref {
  const element = facts.add({ kind: "element", of, what })
  return madeOfEach(facts, element, [element])
}

/** `x * len(y)` of a text or a list of one item, which makes as many of it as `y` has elements. Null where it is something else. */
export function repeated(facts: FactBuilder, what: Ref, over: Ref): Ref | null {
  const value = facts.value(what)
  const element = facts.add({ kind: "element", of: over, what: "items" })
  if (value.kind === "text") return facts.operation("join", facts.text("", []), madeOfEach(facts, what, [element]))
  const [only] = value.kind === "list" && value.items.length === 1 ? value.items : []
  return only === undefined ? null : madeOfEach(facts, only, [element])
}

/** One list of all that these hold. */
export function spreadAll({ facts }: Walk, lists: readonly Ref[]): Ref {
  return facts.add({ kind: "list", items: lists.map((of) => facts.add({ kind: "spread", of })) })
}

/** `itertools.chain(a, b)`. */
export const chained: Knowledge = (walk, call) => ({ result: spreadAll(walk, positional(call)), pure: true })

/** `itertools.product(a, b)`: whatever the first can be with whatever the second can be. */
export const combined: Knowledge = (walk, call) => {
  const over = positional(call).map((of) => element(walk, of))
  return { result: madeOfEach(walk.facts, walk.facts.add({ kind: "list", items: over }), over), pure: true }
}

/** `enumerate(a)` where no loop takes it apart. */
export const counted: Knowledge = (walk, call) => {
  const [over] = positional(call)
  if (over === undefined) return null
  return { result: everyElement(walk.facts, over, "pairs"), pure: true }
}

/** Yields its second argument. */
export const second: Knowledge = (_walk, _call, at) => {
  const value = at(1)
  return value === null ? null : { result: value, pure: true }
}

/** `dict(a=…, **more)`. */
export const keywordMapping: Knowledge = (walk, call) => ({
  result: walk.facts.add({
    kind: "mapping",
    entries: call.arguments.map((given) => ({
      key: given.name === null ? null : walk.facts.text(given.name, []),
      value: given.value,
    })),
  }),
  pure: true,
})

/** The default of a data class's or model's field, given or made by a function. */
export const field: Knowledge = (walk, call, at) => {
  const given = at(99, "default") ?? (/Field$/.test(call.method) ? at(0) : null)
  if (given !== null) return { result: given, pure: true }
  const factory = at(99, "default_factory") ?? at(99, "factory") ?? (call.method === "Factory" ? at(0) : null)
  if (factory === null) return { result: walk.facts.unknown(call.method), pure: true }
  const { scope, start, end } = call
  const ref = walk.facts.call({
    scope,
    callee: factory,
    text: "default_factory",
    arguments: [],
    effects: [],
    result: null,
    start,
    end,
  })
  return { result: ref, pure: true }
}

/** `namedtuple("Row", "table key")`: a class with these fields. */
export const namedTuple: Knowledge = (walk, call, at) => {
  const { facts } = walk
  const names = at(1, "field_names")
  const read = names === null ? null : facts.value(names)
  const words = (text: string): readonly string[] => text.split(/[\s,]+/).filter((word) => word !== "")
  const fields =
    read?.kind === "text"
      ? words(read.text)
      : read?.kind === "list"
        ? read.items.flatMap((item) => {
            const name = facts.value(item)
            return name.kind === "text" ? [name.text] : []
          })
        : []
  if (fields.length === 0) return null
  const { start, end } = call
  const scope = facts.open({ kind: "class", name: `<tuple ${start}>`, parent: call.scope, start, end, at: start })
  scope.bases.push(facts.add({ kind: "export", specifier: "typing", name: "NamedTuple" }))
  const defaults = argument(call.arguments, 99, "defaults")
  const values = defaults === null ? null : facts.value(defaults)
  const given = values?.kind === "list" ? values.items : []
  fields.forEach((name, index) => {
    const value = given[index - fields.length + given.length] ?? null
    scope.parameters.push({ name, default: value, kind: "plain" })
    facts.bind(scope.index, name, facts.add({ kind: "parameter", scope: scope.index, name }))
  })
  return { result: facts.add({ kind: "scope", scope: scope.index }), pure: true }
}
