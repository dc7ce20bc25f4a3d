import type { FileFacts } from "../model/lineage.js"
import type { Core } from "./core.js"
import type { Evaluator } from "./evaluator.js"
import { plainText } from "./known-text.js"
import { type Result, type Slot, unknownResult } from "./result.js"

/** What modules export, and what classes and objects have. */
export interface Members {
  readonly moduleResult: (specifier: string, from: string) => Result
  /** What a module exports under a name: at least one value. */
  readonly exportResult: (specifier: string, name: string, from: string) => readonly Result[]
  /** What other modules give to a variable of a module. */
  readonly contributions: (facts: FileFacts, name: string) => readonly Result[]
  readonly member: Evaluator["member"]
  readonly getters: Evaluator["getters"]
  readonly classMember: (of: ClassOrInstance, name: string) => readonly Result[]
  /** A class and its bases, as far as they have fields that a generated initialiser sets, bases first. */
  readonly fieldTypes: (of: ClassResult, level?: number) => readonly ClassResult[]
  /** The members of an enumeration; none of another class. */
  readonly enumerators: (of: ClassResult) => readonly { readonly key: Result; readonly value: Slot }[]
}

type ClassResult = Result & { readonly kind: "class" }
type ClassOrInstance = Result & { readonly kind: "instance" | "class" }

/** Modules that hand on each other's exports, and classes that inherit from each other, are followed so far: deeper ones go in a circle. */
const deepest = 20

/** Makes the room for members. */
export function makeMembers(core: Core): Members {
  const tooDeep = (): readonly never[] => {
    core.choices.drop()
    return []
  }

  const exported = (facts: FileFacts, name: string, level = 0): readonly Result[] => {
    if (level > deepest) return tooDeep()
    const own = facts.exports.filter((each) => each.name === name)
    const found: Result[] = []
    for (const each of own)
      found.push(...core.evaluate(core.frames.fileFrame(facts), each.value).map((alternative) => alternative.value))
    if (found.length > 0) return found
    const bound = core.frames.bindingIn(facts, 0, name)
    if (bound !== null) {
      const own = core.evaluate(core.frames.fileFrame(facts), bound).map((alternative) => alternative.value)
      return [...own, ...contributions(facts, name)]
    }
    for (const each of facts.exports.filter((star) => star.name === "*")) {
      for (const { value } of core.evaluate(core.frames.fileFrame(facts), each.value)) {
        if (value.kind === "module") found.push(...(value.facts === null ? [] : exported(value.facts, name, level + 1)))
        else found.push(...member(value, name))
      }
    }
    if (found.length > 0) return found
    // A settings file that is imported is its data.
    if (facts.data !== null) {
      for (const { value } of core.evaluate(core.frames.fileFrame(facts), facts.data)) {
        if (name === "default" || name === "=") found.push(value)
        else if (value.kind === "mapping")
          for (const entry of core.collections.entriesOf(value))
            if (entry.key === name) found.push(...core.settle(entry.value).map((each) => each.value))
      }
    }
    return found
  }

  const contributions: Members["contributions"] = (facts, name) =>
    core.program.slice.contributionsTo(name).flatMap((each) => {
      const given = each.facts.contributions.find(({ value, name: target }) => value === each.ref && target === name)
      if (given === undefined || core.program.moduleFile(given.specifier, each.facts.file) !== facts.file) return []
      return core.evaluate(core.frames.fileFrame(each.facts), each.ref).map((alternative) => alternative.value)
    })

  const moduleResult = (specifier: string, from: string): Result => {
    const file = core.program.moduleFile(specifier, from)
    if (file !== null) core.program.slice.meet(file)
    return { kind: "module", facts: file === null ? null : (core.program.files.get(file) ?? null), specifier }
  }

  const ambient = new Map<string, Result>()

  /** The connection that code without one works on: known if everything that makes one names the same database. */
  const ambientConnection = (name: string): Result => {
    const known = ambient.get(name)
    if (known !== undefined) return known
    // Asked for while it is worked out: a connection made with what is read through it.
    ambient.set(name, { kind: "connection", database: null })
    const databases = new Set<string | null>()
    for (const facts of core.program.exporting(name)) {
      for (const each of facts.exports) {
        if (each.name !== name) continue
        for (const { value } of core.evaluate(core.frames.fileFrame(facts), each.value))
          databases.add(value.kind === "connection" ? value.database : null)
      }
    }
    const [database = null, ...others] = databases
    const found: Result = { kind: "connection", database: others.length === 0 ? database : null }
    ambient.set(name, found)
    return found
  }

  const exportResult = (specifier: string, name: string, from: string): readonly Result[] => {
    if (specifier.startsWith("connection:")) return [ambientConnection(specifier)]
    const file = core.program.moduleFile(specifier, from)
    const facts = file === null ? undefined : core.program.files.get(file)
    if (facts !== undefined) {
      const found = exported(facts, name)
      // A function that is exported in the module's place may have members that are exports as well.
      const more = name === "=" && found.some((value) => value.kind === "function" || value.kind === "class")
      if (more) return [...found, { kind: "module", facts, specifier }]
      if (found.length > 0) return found
    }
    // What `require` gives, and the default of a CommonJS module, is the module if it exports no one value in its place.
    if (name === "=" || (name === "default" && facts?.language !== "python")) return [moduleResult(specifier, from)]
    const inner = core.program.moduleFile(`${specifier}${specifier.endsWith(".") ? "" : "."}${name}`, from)
    const submodule = inner === null ? undefined : core.program.files.get(inner)
    if (submodule !== undefined && submodule.language === "python")
      return [{ kind: "module", facts: submodule, specifier: `${specifier}.${name}` }]
    return [unknownResult(name, true)]
  }

  const member: Evaluator["member"] = (of, name) => {
    switch (of.kind) {
      case "module":
        return of.facts === null
          ? []
          : exportResult(ownSpecifier(of.facts), name, of.facts.file).filter((value) => value.kind !== "unknown")
      case "enumerator":
        return name === "value" ? [of.value] : name === "name" ? [{ kind: "text", text: plainText(of.name) }] : []
      case "instance":
      case "class":
        if (of.kind === "class" && name === "__members__") return [{ kind: "mapping", entries: enumerators(of) }]
        return ownOrTable(of, classMember(of, name, 0))
      case "mapping":
        return core.collections
          .entriesOf(of)
          .filter((entry) => entry.key === name)
          .flatMap((entry) => core.settle(entry.value).map((each) => each.value))
      case "connection":
      case "table":
        return [of]
      default:
        return []
    }
  }

  /** A specifier by which a file finds itself. */
  const ownSpecifier = (facts: FileFacts): string => {
    const name = facts.file.slice(facts.file.lastIndexOf("/") + 1)
    if (facts.language !== "python") return `./${name}`
    return name === "__init__.py" ? "." : `.${name.replace(/\.py$/, "")}`
  }

  const fieldTypes: Members["fieldTypes"] = (of, level = 0) => {
    const scope = of.facts.scopes[of.scope]
    if (scope === undefined || level > deepest) return []
    const bases = [...scope.bases]
      .reverse()
      .flatMap((base) =>
        core
          .evaluate(core.frames.makeFrame(of.facts, 0, new Map(), null, null), base)
          .flatMap(({ value }) => (value.kind === "class" ? fieldTypes(value, level + 1) : [])),
      )
    return scope.parameters.length === 0 ? bases : [...bases, of]
  }

  const enumerators: Members["enumerators"] = (of) => {
    const frame = core.frames.makeFrame(of.facts, of.scope, new Map(), null, of.outer)
    return (of.facts.scopes[of.scope]?.bindings ?? []).flatMap(({ name, value }) =>
      of.facts.values[value]?.kind === "enumerator"
        ? [{ key: { kind: "text" as const, text: plainText(name) }, value: { frame, ref: value, picks: null } }]
        : [],
    )
  }

  /** A model's class is its table to whatever a library makes of it. */
  const ownOrTable = (of: ClassOrInstance, own: readonly Result[]): readonly Result[] => {
    const table = own.length === 0 && of.kind === "class" ? (of.facts.scopes[of.scope]?.table ?? null) : null
    if (table === null || of.kind !== "class") return own
    return core.evaluate(core.frames.fileFrame(of.facts, of.scope), table).map((each) => each.value)
  }

  const getters: Members["getters"] = (of, name) =>
    of.kind === "instance"
      ? classMember(of, name, 0, false).filter(
          (value) => value.kind === "function" && value.facts.scopes[value.scope]?.property === true,
        )
      : []

  const classMember = (of: ClassOrInstance, name: string, level = 0, read = true): readonly Result[] => {
    if (level > deepest) return tooDeep()
    const type = of.kind === "class" ? of : of.of
    const scope = type.facts.scopes[type.scope]
    if (scope === undefined) return []
    const bound = core.frames.bindingIn(type.facts, type.scope, name)
    const inits = of.kind === "instance" ? of.frames : []
    if (bound !== null) {
      const fields = inits.find((init) => init.facts === type.facts && init.scope === type.scope)?.parameters
      const frame = core.frames.makeFrame(type.facts, type.scope, fields ?? new Map(), of, type.outer, inits)
      const found: Result[] = []
      for (const { value } of core.evaluate(frame, bound)) {
        if (value.kind !== "function" || value.facts !== type.facts) found.push(value)
        else if (read && type.facts.scopes[value.scope]?.property === true)
          found.push(
            ...core.calls
              .returned(core.frames.makeFrame(value.facts, value.scope, new Map(), of, value.outer))
              .map((each) => each.value),
          )
        else if (type.facts.scopes[value.scope]?.kind === "method") found.push({ ...value, outer: type.outer, self: of })
        else found.push(value)
      }
      if (found.length > 0) return found
    }
    for (const base of scope.bases) {
      for (const { value } of core.evaluate(core.frames.makeFrame(type.facts, 0, new Map(), null, null), base)) {
        if (value.kind !== "class") continue
        const inherited: ClassOrInstance = of.kind === "class" ? value : { ...of, of: value }
        const found = classMember(inherited, name, level + 1, read)
        // A method of a base still runs on the object itself.
        if (found.length > 0)
          return found.map((each) => (each.kind === "function" && each.self !== null ? { ...each, self: of } : each))
      }
    }
    return []
  }

  return { moduleResult, exportResult, contributions, member, getters, classMember, enumerators, fieldTypes }
}
