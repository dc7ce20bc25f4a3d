import type { CodeFile } from "./code-file.js"
import type { Flow } from "./follow.js"
import type { Project } from "./project.js"

/** Functions that list what is in a folder. */
const listings = /^(?:glob|rglob|iglob|listdir|scandir|walk|iterdir|readdir|readdirSync|globSync|opendir|opendirSync)$/

/** Whether one part of a path fits; `*` stands for anything. */
function fits(pattern: string, part: string): boolean {
  const pieces = pattern.toLowerCase().split(/\*+/)
  const text = part.toLowerCase()
  const first = pieces[0] ?? ""
  const last = pieces.at(-1) ?? ""
  if (pieces.length === 1) return first === text
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false
  let at = first.length
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, at)
    if (found < 0 || found + piece.length > text.length - last.length) return false
    at = found + piece.length
  }
  return true
}

/** Whether a string in a program, expressions in it as `*`, may be the end of the path of `file`. */
export function mayName(literal: string, file: string): boolean {
  const path = literal
    .replaceAll("\\\\", "/")
    .replaceAll("\\", "/")
    .replace(/[?#].*$/, "")
  if (!/\.sql$/i.test(path)) return false
  const wanted = path.split("/").reverse()
  const parts = file.split("/").reverse()
  for (const [index, pattern] of wanted.entries()) {
    if (pattern === "" || pattern === "." || pattern === ".." || pattern === "**" || /^[A-Za-z]:$/.test(pattern)) return true
    const part = parts[index]
    if (part === undefined) return true
    // `".sql"` alone is put behind a name.
    if (!fits(index === 0 && /^\.sql$/i.test(pattern) ? "*.sql" : pattern, part)) return false
  }
  return true
}

/** Where the path of `file` comes into a project; `unread` are files that may name it and cannot be parsed. */
export function sourcesOf(
  file: string,
  project: Project,
): { readonly flows: readonly Flow[]; readonly unread: readonly string[] } {
  const flows: Flow[] = []
  const unread: string[] = []
  const folders = file
    .split("/")
    .slice(-3, -1)
    .map((each) => each.toLowerCase())
  for (const each of project.files) {
    const text = project.textOf(each)
    if (text === null) unread.push(each)
    if (
      text === null ||
      !(/\.sql\b/i.test(text) || (/listdir|scandir|iterdir|glob|walk|readdir/.test(text) && /sql/i.test(text)))
    )
      continue
    const code = project.codeOf(each)
    if (code === null) {
      if (mentions(text, file)) unread.push(each)
      continue
    }
    code.nodes.forEach((node, at) => {
      if (node.kind === "text" && mayName(node.name, file)) flows.push({ code, at, value: "path" })
      else if (node.kind === "call" && lists(code, at, folders)) flows.push({ code, at, value: "path" })
    })
  }
  return { flows, unread }
}

/** Whether a call lists a folder in which the file may lie. A pattern that is a `.sql` name is a source of its own. */
function lists(code: CodeFile, call: number, folders: readonly string[]): boolean {
  const callee = code.inSlot(call, "callee")
  if (!listings.test(code.node(callee).name)) return false
  const { start, end } = code.node(call)
  const written = code.text.slice(start, end)
  const pattern = code
    .childrenOf(call)
    .map((each) => code.node(each))
    .filter((each) => each.kind === "text")
    .at(-1)?.name
  if (pattern !== undefined && /\.[A-Za-z]\w*$/.test(pattern)) return false
  return folders.some((folder) => new RegExp(`(?<![a-z0-9])${folder.replace(/[^\w]/g, ".")}(?![a-z0-9])`, "i").test(written))
}

/** Whether a text names a file. */
export function mentions(text: string, file: string): boolean {
  return text.toLowerCase().includes(file.slice(file.lastIndexOf("/") + 1).toLowerCase())
}
