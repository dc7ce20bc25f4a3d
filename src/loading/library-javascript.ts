import { carry, type Given, harmless, type Library, lost, type Outcome } from "./library.js"

const pathFunctions =
  /^(?:join|resolve|normalize|relative|basename|dirname|parse|fileURLToPath|pathToFileURL|URL|String|readdirSync|readdir|globSync|glob|entries|keys|values|from|freeze|all|assign)$/
const questions =
  /^(?:existsSync|statSync|stat|lstatSync|access|accessSync|mkdirSync|extname|isArray|log|info|warn|error|debug|trace|stringify)$|(?:Error|Exception)$/
const pathMethods =
  /^(?:toString|replace|replaceAll|trim|toLowerCase|concat|slice|reverse|toReversed|sort|toSorted|at|pop|shift|split|entries|keys|values|get|flat|join)$/
const pathQuestions = /^(?:startsWith|endsWith|includes|indexOf|match|test|localeCompare|has)$/
const callbacks: Readonly<Record<string, Outcome>> = {
  map: { kind: "each", as: "path" },
  flatMap: { kind: "each", as: "path" },
  filter: { kind: "each", as: "path" },
  find: { kind: "each", as: "path" },
  forEach: { kind: "each", as: null },
  some: { kind: "each", as: null },
  every: { kind: "each", as: null },
}
const numbers = /^(?:base64|base64url|hex|binary|latin1)$/

/** What Node, Deno and Bun do with a path on its way to the text of the file. */
export const javascriptLibrary: Library = (given) => {
  const { name, slot, value } = given
  if (slot === "object") return methodOf(given)
  if (value === "path") return functionOf(given)
  if (value === "bytes" && (name === "String" || name === "decode")) return carry("text")
  return /^(?:log|info|warn|error|debug)$/.test(name) ? harmless : null
}

function methodOf(given: Given): Outcome | null {
  const { name, value } = given
  if (value === "path") {
    if (Object.hasOwn(callbacks, name)) return callbacks[name] ?? null
    if (pathMethods.test(name)) return carry("path")
    return pathQuestions.test(name) ? harmless : null
  }
  if (value === "file" && name === "text") return carry("promise")
  if (value === "bytes" && name === "toString") {
    const encoding = encodingIn(given, "0")
    return encoding === "unknown" ? lost("how its bytes are decoded is not known") : carry("text")
  }
  return null
}

function functionOf(given: Given): Outcome | null {
  const { callee, name, slot, code, call } = given
  if (slot === "0") {
    switch (name) {
      case "readFileSync":
      case "readFile": {
        const last = code.childrenOf(call).at(-1) ?? -1
        if (code.node(last).kind === "function") return lost("it is read with a callback")
        const encoding = encodingIn(given, "1")
        if (encoding === "unknown") return lost("how its bytes are decoded is not known")
        const sync = name === "readFileSync"
        return carry(encoding === "none" ? (sync ? "bytes" : "byte-promise") : sync ? "text" : "promise")
      }
      case "readTextFile":
        return carry("promise")
      case "readTextFileSync":
        return carry("text")
      case "file":
        return callee === "Bun.file" ? carry("file") : null
      case "createReadStream":
        return lost("it is read as a stream")
      case "require":
        return lost("it is loaded as a module")
    }
  }
  if (/^(?:push|unshift|add|set)$/.test(name) && callee.includes(".")) return { kind: "into" }
  if (pathFunctions.test(name)) return carry("path")
  return questions.test(name) ? harmless : null
}

/** The encoding in a position: a literal, or the property `encoding` of an object literal. */
function encodingIn({ code, call }: Given, slot: string): "none" | "known" | "unknown" {
  const at = code.inSlot(call, slot)
  if (at < 0) return "none"
  const { kind, name } = code.node(at)
  if (kind === "text") return numbers.test(name.toLowerCase()) ? "unknown" : "known"
  if (kind !== "list") return "unknown"
  const parts = code.childrenOf(at)
  const key = parts.findIndex((each) => code.node(each).slot === "key" && code.node(each).name === "encoding")
  if (key < 0) return parts.every((each) => code.node(each).slot !== "key") ? "unknown" : "none"
  const value = code.node(parts[key + 1] ?? -1)
  return value.kind === "text" && !numbers.test(value.name.toLowerCase()) ? "known" : "unknown"
}
