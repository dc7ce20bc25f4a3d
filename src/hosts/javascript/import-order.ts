import type { PlacedImport } from "../../model/host.js"
import { countWhile } from "../../text/search.js"
import { child, children, type Node, textOf } from "./syntax.js"

/** Modules that may have to run first, so that what they take from a file is in the environment when the variables are read. */
const prepares =
  /(?:^|[./_-])(?:env|environment|dotenv|config|configuration|settings|bootstrap|init|setup|db|database|connections?|pool|server|app)(?=[./_-]|$)/i

/**
 * The relative imports at the end of a file's imports, one below the other without a blank line or a comment between: among them a new one
 * has a place where they are sorted. Statements that import nothing by name stay where they are, and so does all before them.
 */
export function lastImports(source: string, body: readonly Node[]): readonly PlacedImport[] {
  const found: PlacedImport[] = []
  for (let index = body.findLastIndex((each) => each.type === "ImportDeclaration"); index >= 0; index--) {
    const node = body[index] as Node
    const module = textOf(child(node, "source") ?? node, "value")
    if (node.type !== "ImportDeclaration" || !/^\.{1,2}(?:\/|$)/.test(module) || children(node, "specifiers").length === 0) break
    const at = source.lastIndexOf("\n", node.start - 1) + 1
    if (at !== node.start) break
    found.unshift({ at, module })
    const before = body[index - 1]
    if (before === undefined || !/^[ \t]*\r?\n$/.test(source.slice(before.end, at))) break
  }
  return found
}

/**
 * Where an import of a module goes among sorted ones; `last` where nothing shows that they are sorted, or where it might run before what
 * prepares the environment.
 */
export function placeAmong(imports: readonly PlacedImport[], module: string, last: number): number {
  const key = (path: string): string => path.toLowerCase()
  const sorted = imports.every(
    (each, index) => index === 0 || key((imports[index - 1] as PlacedImport).module) <= key(each.module),
  )
  if (!sorted) return last
  const before = countWhile(imports, (each) => key(each.module) <= key(module))
  const behind = imports.slice(before)
  return imports.length < 2 || behind.some((each) => prepares.test(each.module)) ? last : (behind[0]?.at ?? last)
}
