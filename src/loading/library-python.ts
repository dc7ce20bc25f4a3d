import { carry, type Given, harmless, type Kind, type Library, literalIn, lost, type Outcome } from "./library.js"

const pathMethods = new Set(
  "joinpath resolve absolute expanduser with_suffix with_name with_stem relative_to as_posix strip lstrip rstrip replace lower format glob rglob iterdir items keys values copy pop get split rsplit partition rpartition removeprefix removesuffix".split(
    " ",
  ),
)
const pathQuestions = new Set(
  "exists is_file is_dir stat endswith startswith match mkdir touch index count sort lower upper isdir as_uri is_absolute write_text write_bytes unlink".split(
    " ",
  ),
)
/** Functions whose result is the path, or a list or folder with it, by the dotted end of their name. */
const pathFunctions =
  /(?:^|\.)(?:os\.path\.(?:join|abspath|normpath|realpath|expanduser|expandvars|basename|dirname|splitext|split|relpath)|path\.join|Path|PurePath|PosixPath|WindowsPath|PurePosixPath|str|fspath|sorted|list|tuple|set|reversed|enumerate|iter|next|zip|dict|min|max|files|glob|iglob|listdir|scandir|walk|resource_filename|as_file|resources\.path)$/
const questions =
  /(?:^|\.)(?:print|len|isinstance|bool|hash|repr|type|any|all|exists|isfile|isdir|getsize|getmtime|debug|info|warning|warn|error|exception|critical|echo|secho)$|(?:Error|Exception|Warning|Exit)$/

/** What Python's own library does with a path on its way to the text of the file. */
export const pythonLibrary: Library = (given) => {
  const { name, slot, value } = given
  if (slot === "object") return methodOf(given)
  if (value === "path") return functionOf(given)
  if (name === "print" || name === "len" || name === "isinstance" || name === "closing") {
    return name === "closing" ? carry(value) : harmless
  }
  if (value === "bytes" && name === "str" && given.code.childrenOf(given.call).length > 2) return carry("text")
  if (value === "byte-handle" && name === "TextIOWrapper") return carry("handle")
  return null
}

function methodOf(given: Given): Outcome | null {
  const { name, value, code, call } = given
  const bare = code.childrenOf(call).length === 1
  switch (value) {
    case "path":
      if (name === "read_text") return carry("text")
      if (name === "read_bytes") return carry("bytes")
      if (name === "open") return opened(given, "0")
      if (pathMethods.has(name)) return carry("path")
      return pathQuestions.has(name) ? harmless : null
    case "handle":
    case "byte-handle":
      if (name === "read") {
        const read: Kind = value === "handle" ? "text" : "bytes"
        return bare ? carry(read) : lost("it is read in parts")
      }
      if (/^(?:close|seek|flush|tell|fileno)$/.test(name)) return harmless
      return /^readlines?$/.test(name) ? lost("it is read line by line") : null
    case "bytes":
      return name === "decode" ? carry("text") : null
    default:
      return null
  }
}

function functionOf(given: Given): Outcome | null {
  const { callee, name, slot } = given
  if (slot === "0" || slot === "=file") {
    if (callee === "open" || callee === "io.open") return opened(given, "1")
    if (callee === "codecs.open") return opened(given, "1", "handle")
  }
  if (slot === "1" || slot === "=resource") {
    if (name === "get_data" || name === "read_binary" || name === "resource_string") return carry("bytes")
    if (name === "read_text") return carry("text")
    if (name === "open_text") return carry("handle")
    if (name === "open_binary" || name === "resource_stream") return carry("byte-handle")
  }
  if (/^(?:append|add|insert|extend|setdefault|update|put|appendleft)$/.test(name) && callee.includes("."))
    return { kind: "into" }
  if (pathFunctions.test(callee)) return carry("path")
  if (questions.test(callee)) return harmless
  if (/^(?:strftime|joinpath|format|join|replace)$/.test(name)) return carry("path")
  return null
}

/** What opening gives, by the mode in this position or by keyword. */
function opened(given: Given, position: string, always: Kind | null = null): Outcome {
  const mode = literalIn(given, position, "=mode") ?? (literalIn(given, position, "=mode") === null ? "r" : undefined)
  if (mode === undefined) return lost("how it is opened is not known")
  if (/[wax]/.test(mode)) return harmless
  return carry(always ?? (mode.includes("b") ? "byte-handle" : "handle"))
}
