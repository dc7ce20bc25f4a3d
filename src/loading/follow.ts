import type { Load } from "../model/code.js"
import type { CodeFile } from "./code-file.js"
import type { Kind, Library, Outcome } from "./library.js"
import { loadAt } from "./load-at.js"
import type { Project } from "./project.js"

/** A node whose value is on its way. */
export interface Flow {
  readonly code: CodeFile
  readonly at: number
  readonly value: Kind
}

/** Where values go in the end. */
export type Followed =
  | { readonly kind: "loads"; readonly loads: readonly Load[] }
  | { readonly kind: "lost"; readonly file: string; readonly line: number; readonly why: string }

/** Steps beyond which nothing is followed any more. */
const mostSteps = 20_000

class Lost {
  readonly flow: Flow
  readonly why: string
  constructor(flow: Flow, why: string) {
    this.flow = flow
    this.why = why
  }
}

/**
 * Follows values through a project to the places where files are read with them. Names are resolved by their spelling alone, so that more
 * is followed than can happen, and what is not understood ends the search: what is given back is every place, or none.
 */
export function follow(sources: readonly Flow[], project: Project, library: Library): Followed {
  const loads = new Map<string, Load>()
  const seen = new Set<string>()
  const queue: Flow[] = []
  let steps = 0
  const push = (code: CodeFile, at: number, value: Kind): undefined => {
    const key = `${code.file} ${at} ${value}`
    if (at < 0 || seen.has(key)) return
    seen.add(key)
    queue.push({ code, at, value })
  }
  const codeOf = (file: string, flow: Flow): CodeFile => {
    const code = project.codeOf(file)
    if (code === null) throw new Lost(flow, `it may go on in ${file}, which cannot be parsed`)
    return code
  }

  /** Every use of a name within a node. */
  const uses = (code: CodeFile, name: string, within: number, value: Kind): undefined => {
    const { start, end } = code.node(within)
    for (const at of code.named("name", name)) {
      const node = code.node(at)
      if (node.slot !== "target" && node.slot !== "key" && node.start >= start && node.end <= end) push(code, at, value)
    }
  }
  const attribute = (flow: Flow, name: string, value: Kind): undefined => {
    for (const file of project.mentioning(name)) {
      const code = codeOf(file, flow)
      for (const at of code.named("member", name)) if (code.node(at).slot !== "target") push(code, at, value)
    }
  }
  /** A name of a module, wherever it is imported, taken apart or reached through the module. */
  const exported = (flow: Flow, name: string, value: Kind): undefined => {
    const key = `${flow.code.file} ${name} ${value} exported`
    if (seen.has(key)) return
    seen.add(key)
    for (const file of project.mentioning(name)) {
      if (file === flow.code.file) continue
      // A file that cannot be parsed counts only if it can mean this very name.
      const reached = new RegExp(
        `\\bimport\\b[^\\n]*\\b${escaped(name)}\\b|\\.${escaped(name)}\\b|[{(,]\\s*${escaped(name)}\\s*[,)}]`,
      )
      if (project.codeOf(file) === null && !reached.test(project.textOf(file) ?? "")) continue
      const code = codeOf(file, flow)
      code.nodes.forEach((node, at) => {
        if (node.kind === "imported" && node.slot === name) uses(code, node.name, 0, value)
        else if (node.kind === "imported" && node.slot === "*" && /^\*?$/.test(node.name)) uses(code, name, 0, value)
        else if (node.kind === "name" && node.name === name && node.slot === "item" && code.node(node.parent).slot === "target") {
          uses(code, name, 0, value)
        } else if (node.kind === "member" && node.name === name && node.slot !== "target") push(code, at, value)
      })
      for (const [, alias] of (project.textOf(flow.code.file) ?? "").matchAll(
        new RegExp(`\\b${escaped(name)}\\s+as\\s+(\\w+)`, "g"),
      )) {
        if (alias !== undefined && alias !== name) exported(flow, alias, value)
      }
    }
  }
  const bind = (flow: Flow, target: number, value: Kind): undefined => {
    const { code } = flow
    const node = code.node(target)
    if (node.kind === "member") attribute(flow, node.name, value)
    else if (node.kind === "list") for (const each of code.childrenOf(target)) bind(flow, each, value)
    else if (node.kind === "assign") bind(flow, code.inSlot(target, "target"), value)
    else if (node.kind === "index") into(flow, code.inSlot(target, "object"), value)
    else if (node.kind === "name" && node.slot !== "key") {
      const scope = code.around(target, ["function", "class"])
      const shared = new RegExp(`\\b(?:global|nonlocal)\\s[^\\n]*\\b${escaped(node.name)}\\b`).test(code.text)
      uses(code, node.name, shared ? 0 : scope, value)
      if (code.node(scope).kind === "class") attribute(flow, node.name, value)
      if (scope === 0 || shared) exported(flow, node.name, value)
    }
  }
  /** What holds the value from now on. */
  const into = (flow: Flow, object: number, value: Kind): undefined => {
    const { kind } = flow.code.node(object)
    if (kind === "name" || kind === "member") bind(flow, object, value)
    else if (kind === "index" || kind === "call")
      into(flow, flow.code.inSlot(object, kind === "call" ? "callee" : "object"), value)
    else throw new Lost(flow, "it is put into something that cannot be followed")
  }
  const parameter = (code: CodeFile, fn: number, slot: string, flow: Flow, value: Kind): boolean => {
    const all = code.childrenOf(fn).filter((each) => code.node(each).kind === "param")
    const exact = all.filter((each) => {
      const { slot: own, name } = code.node(each)
      return slot === "spread" || own === slot || (slot.startsWith("=") && slot.slice(1) === name)
    })
    const found = exact.length > 0 ? exact : all.filter((each) => code.node(each).slot === "rest")
    for (const each of found) {
      uses(code, code.node(each).name, fn, value)
      for (const inner of code.childrenOf(each)) if (code.node(inner).slot === "target") bind({ ...flow, code }, inner, value)
    }
    return found.length > 0
  }
  /** Hands a value to every function that a call may mean; false if there is none. */
  const handOver = (flow: Flow, call: number, slot: string): boolean => {
    const { code, value } = flow
    const callee = code.node(code.inSlot(call, "callee"))
    if (callee.kind !== "name" && callee.kind !== "member") return false
    const imported = callee.kind === "name" ? code.named("imported", callee.name)[0] : undefined
    const slots = imported === undefined ? callee.name : code.node(imported).slot
    const name = slots === "*" || slots === "default" ? callee.name : slots
    let found = false
    for (const file of project.mentioning(name)) {
      const other = codeOf(file, flow)
      for (const fn of other.named("function", name)) found = parameter(other, fn, slot, flow, value) || found
    }
    return found
  }
  const called = (flow: Flow, fn: number): undefined => {
    const { code, value } = flow
    const { name, slot, parent } = code.node(fn)
    if (code.node(parent).kind === "call" && slot !== "callee") {
      const callee = code.dotted(code.inSlot(parent, "callee")).split(".").at(-1) ?? ""
      if (/^(?:map|flatMap)$/.test(callee)) return push(code, parent, value)
      if (slot.startsWith("=") || /^(?:filter|find|some|every|forEach|sort)$/.test(callee)) return
      throw new Lost(flow, `it is given back to ${callee}`)
    }
    if (name === "") throw new Lost(flow, "it is given back by a function without a name")
    for (const file of project.mentioning(name)) {
      const other = codeOf(file, flow)
      for (const kind of ["name", "member"] as const) {
        for (const at of other.named(kind, name)) {
          const node = other.node(at)
          if (node.slot === "callee") push(other, node.parent, value)
          else if (kind === "member" && node.slot !== "target") push(other, at, value)
          else if (kind === "name" && node.slot !== "target" && node.slot !== "key" && code.node(fn).parent !== node.parent)
            throw new Lost({ code: other, at, value }, `the function ${name} is handed on`)
        }
      }
      other.nodes.forEach((node) => {
        if (node.kind !== "imported" || node.slot !== name || node.name === name) return
        for (const at of other.named("name", node.name))
          if (other.node(at).slot === "callee") push(other, other.node(at).parent, value)
      })
    }
  }
  const given = (flow: Flow, call: number, slot: string): undefined => {
    const { code, value } = flow
    const callee = code.dotted(code.inSlot(call, "callee"))
    const name = callee.split(".").at(-1) ?? ""
    const outcome: Outcome | null = library({ code, call, callee, name, slot, value })
    const handed = slot !== "object" && handOver(flow, call, slot)
    if (outcome === null) {
      if (handed) return
      throw new Lost(
        flow,
        slot === "object"
          ? `nothing is known of its ${name}`
          : `it is given to ${callee || "a function"}, which is not in these sources`,
      )
    }
    switch (outcome.kind) {
      case "carry":
        return push(code, call, outcome.as)
      case "into":
        return into(flow, code.inSlot(code.inSlot(call, "callee"), "object"), value)
      case "each": {
        const fn = code.inSlot(call, "0")
        if (code.node(fn).kind !== "function") throw new Lost(flow, `nothing is known of what ${name} calls`)
        parameter(code, fn, "0", flow, value)
        if (outcome.as !== null) push(code, call, outcome.as)
        return
      }
      case "lost":
        throw new Lost(flow, outcome.why)
    }
  }
  const step = (flow: Flow): undefined => {
    const { code, at, value } = flow
    if (value === "text" || value === "promise") {
      const load = loadAt(flow)
      loads.set(`${load.file} ${load.at}`, load)
      return
    }
    const { parent, slot } = code.node(at)
    const around = code.node(parent)
    const on = (): undefined => push(code, parent, value)
    switch (around.kind) {
      case "choice":
        return slot === "test" ? undefined : on()
      case "test":
      case "statement":
        return
      case "block":
        if (slot !== "test") throw new Lost(flow, "it stands in a statement that is not understood")
        return
      case "list":
        return on()
      case "text":
        if (value !== "path") throw new Lost(flow, "it is put into a text")
        return on()
      case "binary":
        if (value !== "path") throw new Lost(flow, `it is an operand of ${around.name}`)
        return on()
      case "index":
        return slot === "object" ? on() : undefined
      case "await":
        return push(code, parent, value === "byte-promise" ? "bytes" : value)
      case "assign":
        if (slot !== "value") throw new Lost(flow, "something is assigned into what holds it")
        bind(flow, code.inSlot(parent, "target"), value)
        return around.slot === "body" || around.slot === "" ? undefined : on()
      case "for":
        if (slot === "body" || slot === "test") return
        if (value !== "path") throw new Lost(flow, "it is read line by line")
        return bind(flow, code.inSlot(parent, "target"), value)
      case "param": {
        const fn = around.parent
        return uses(code, around.name, fn, value)
      }
      case "return":
        return called(flow, code.around(parent, ["function"]))
      case "member": {
        const { parent: outer, slot: as } = around
        if (code.node(outer).kind === "call" && as === "callee") return given(flow, outer, "object")
        if (
          value === "path" &&
          /^(?:suffix|suffixes|length|size|closed|name|parent|parents|stem|parts|path|href|pathname)$/.test(around.name)
        )
          return on()
        if (/^(?:name|closed|mode|encoding)$/.test(around.name)) return
        throw new Lost(flow, `nothing is known of its ${around.name}`)
      }
      case "call":
        if (slot === "callee") throw new Lost(flow, "it is called")
        return given(flow, parent, slot)
      case "import":
        throw new Lost(flow, "it is imported as a module")
      default:
        throw new Lost(flow, "it stands in an expression that is not understood")
    }
  }
  try {
    for (const each of sources) push(each.code, each.at, each.value)
    for (let flow = queue.pop(); flow !== undefined; flow = queue.pop()) {
      if (++steps > mostSteps) throw new Lost(flow, "it goes to too many places")
      step(flow)
    }
  } catch (error) {
    if (!(error instanceof Lost)) throw error
    const { code, at } = error.flow
    return { kind: "lost", file: code.file, line: code.lineOf(at), why: error.why }
  }
  return { kind: "loads", loads: [...loads.values()].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.at - b.at)) }
}

function escaped(name: string): string {
  return name.replace(/[$.*+?^{}()|[\]\\]/g, "\\$&")
}
