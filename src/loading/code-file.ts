import type { CodeNode, CodeTree } from "../model/code.js"
import { lineStarts, positionAt } from "../text/text-map.js"

/** The code of one file with what is asked of it: nodes by their index. */
export interface CodeFile {
  readonly file: string
  readonly text: string
  readonly nodes: CodeTree
  readonly node: (at: number) => CodeNode
  readonly childrenOf: (at: number) => readonly number[]
  /** The child in a slot; -1 without one. */
  readonly inSlot: (at: number, slot: string) => number
  /** Nodes of one kind and name. */
  readonly named: (kind: CodeNode["kind"], name: string) => readonly number[]
  /** The nearest node around of one of these kinds; 0 (the file) if there is none. */
  readonly around: (at: number, kinds: readonly CodeNode["kind"][]) => number
  /** `a.b.c` for what is called so; what is no name in it is left out. */
  readonly dotted: (at: number) => string
  /** 1-based. */
  readonly lineOf: (at: number) => number
}

const nowhere: CodeNode = { kind: "other", name: "", parent: -1, slot: "", start: 0, end: 0 }

/** Indexes the code of a file. */
export function codeFile(file: string, text: string, nodes: CodeTree): CodeFile {
  const children: number[][] = nodes.map(() => [])
  const names = new Map<string, number[]>()
  nodes.forEach((each, index) => {
    children[each.parent]?.push(index)
    const key = `${each.kind} ${each.name}`
    const known = names.get(key)
    if (known === undefined) names.set(key, [index])
    else known.push(index)
  })
  const node = (at: number): CodeNode => nodes[at] ?? nowhere
  const childrenOf = (at: number): readonly number[] => children[at] ?? []
  const inSlot = (at: number, slot: string): number => childrenOf(at).find((each) => node(each).slot === slot) ?? -1
  const dotted = (at: number): string => {
    const parts: string[] = []
    for (let next = at; next >= 0 && parts.length < 32; ) {
      const { kind, name } = node(next)
      if (kind === "name" || kind === "member") parts.push(name)
      next = kind === "member" || kind === "index" ? inSlot(next, "object") : kind === "call" ? inSlot(next, "callee") : -1
    }
    return parts.reverse().join(".")
  }
  let starts: readonly number[] | null = null
  return {
    file,
    text,
    nodes,
    node,
    childrenOf,
    inSlot,
    named: (kind, name) => names.get(`${kind} ${name}`) ?? [],
    around: (at, kinds) => {
      let next = node(at).parent
      while (next > 0 && !kinds.includes(node(next).kind)) next = node(next).parent
      return Math.max(0, next)
    },
    dotted,
    lineOf: (at) => {
      starts ??= lineStarts(text)
      return positionAt(starts, node(at).start).line
    },
  }
}
