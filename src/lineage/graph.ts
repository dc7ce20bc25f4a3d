/** What a step of a path is. */
export type HopKind = "entry" | "import" | "call" | "file" | "procedure" | "view" | "synonym" | "trigger" | "statement"

/** One step from a process towards a table, and where it stands. */
export interface Hop {
  readonly what: HopKind
  readonly name: string
  readonly file: string
  readonly offset: number
}

/** Something that runs: a function with certain arguments, a SQL text, a procedure's body. `from` are the ways that lead to it, the shortest first. */
export interface GraphNode {
  readonly key: string
  readonly from: { readonly node: GraphNode | null; readonly hop: Hop }[]
  readonly run: (node: GraphNode) => void
}

/** A graph that is walked breadth first, so that the first way found to anything is the shortest. */
export interface Graph {
  /** Reaches something by a hop; it is run once, whatever leads to it. */
  readonly reach: (key: string, node: GraphNode | null, hop: Hop, run: (node: GraphNode) => void) => void
  readonly walk: () => void
  readonly size: () => number
}

/** Most things that one process is followed into: beyond, `size` tells that it was not followed further. */
export const mostNodes = 4000

/** Most ways that are remembered to one thing. */
const mostWays = 200

/** Makes an empty graph. */
export function makeGraph(): Graph {
  const nodes = new Map<string, GraphNode>()
  const queue: GraphNode[] = []
  let reached = 0
  return {
    reach: (key, node, hop, run) => {
      const known = nodes.get(key)
      if (known !== undefined) {
        if (known.from.length < mostWays && known !== node) known.from.push({ node, hop })
        return
      }
      reached++
      if (reached > mostNodes) return
      const made: GraphNode = { key, from: [{ node, hop }], run }
      nodes.set(key, made)
      queue.push(made)
    },
    walk: () => {
      for (let index = 0; index < queue.length; index++) {
        const node = queue[index] as GraphNode
        node.run(node)
      }
    },
    size: () => reached,
  }
}

/** Longest way that is told. */
const longestWay = 10_000

/** How many steps the shortest way to a node has. */
export function stepsTo(node: GraphNode): number {
  let steps = 0
  for (let at: GraphNode | null = node; at !== null && steps <= longestWay; at = at.from[0]?.node ?? null) steps++
  return steps
}

/** The shortest way to a node. */
export function shortestPath(node: GraphNode): readonly Hop[] {
  const hops: Hop[] = []
  for (let at: GraphNode | null = node; at !== null; at = at.from[0]?.node ?? null) {
    const way = at.from[0]
    if (way === undefined || hops.length > longestWay) break
    hops.push(way.hop)
  }
  return hops.reverse()
}

/** Every way to a node that goes through nothing twice, the shortest first; at most `most`. */
export function allPaths(node: GraphNode, most: number): readonly (readonly Hop[])[] {
  const found: (readonly Hop[])[] = []
  const seen = new Set<string>()
  let effort = 50_000
  const climb = (at: GraphNode, below: readonly Hop[], visited: ReadonlySet<GraphNode>): void => {
    for (const way of at.from) {
      if (found.length >= most || effort-- <= 0) return
      const hops = [way.hop, ...below]
      if (way.node === null) {
        const key = hops.map((hop) => `${hop.file}:${hop.offset}`).join("|")
        if (!seen.has(key)) found.push(hops)
        seen.add(key)
      } else if (!visited.has(way.node) && hops.length < 400) climb(way.node, hops, new Set([...visited, way.node]))
    }
  }
  climb(node, [], new Set([node]))
  return found.sort((a, b) => a.length - b.length)
}
