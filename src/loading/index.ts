import { type Followed, follow } from "./follow.js"
import type { Library } from "./library.js"
import { javascriptLibrary } from "./library-javascript.js"
import { pythonLibrary } from "./library-python.js"
import type { Project } from "./project.js"
import { sourcesOf } from "./sources.js"

export { makeProject, type Project } from "./project.js"
export { mentions } from "./sources.js"

const libraries: Readonly<Record<"python" | "javascript", Library>> = { python: pythonLibrary, javascript: javascriptLibrary }

/**
 * Every place where a program reads a `.sql` file, found from the strings that may name it and from the folders that it lists; or why they
 * cannot all be known. At least one place.
 */
export function loadsOf(file: string, language: "python" | "javascript", project: Project): Followed {
  const { flows, unread } = sourcesOf(file, project)
  const [bad] = unread
  if (bad !== undefined) return { kind: "lost", file: bad, line: 1, why: "it names the file and cannot be parsed" }
  const followed = follow(flows, project, libraries[language])
  if (followed.kind === "loads" && followed.loads.length === 0) {
    const [first] = flows
    const place = first === undefined ? { file, line: 1 } : { file: first.code.file, line: first.code.lineOf(first.at) }
    return { kind: "lost", ...place, why: "no code that opens it is found (code in notebooks is not followed)" }
  }
  return followed
}
