import type { Effect } from "../../../model/lineage.js"
import { builderMethods, builderModules } from "./libraries/builders.js"
import { driverMethods, driverModules } from "./libraries/drivers.js"
import { fileModules } from "./libraries/files.js"
import { globals, languageMethods, languageModules, maps } from "./libraries/language.js"
import { modelMethods } from "./libraries/models.js"
import { programModules } from "./libraries/programs.js"
import type { CallShape, Knowledges, Known, LibraryCall } from "./libraries/shape.js"
import { literalText } from "./libraries/shape.js"
import type { Walk } from "./walk.js"

const nothing: LibraryCall = { effects: [], result: null, mutates: null }

const modules = [...fileModules, ...programModules, ...driverModules, ...builderModules, ...languageModules]

const methods: Knowledges = { ...modelMethods, ...builderMethods, ...driverMethods, ...languageMethods }

/** What JavaScript's, Node's and the usual libraries' functions do, by full name first, then by method name. */
export function libraryCall(walk: Walk, call: CallShape): LibraryCall {
  const whole = call.qualified === null ? null : byName(walk, call, call.qualified)
  // A promise's method, not a property of this table: an object with `then` would be taken for a promise itself.
  if (call.method === "then") return { ...nothing, ...maps("value")(walk, call) }
  const known = whole ?? (Object.hasOwn(methods, call.method) ? (methods[call.method]?.(walk, call) ?? null) : null)
  return known === null ? { ...nothing, effects: textsOfSql(walk, call) } : { ...nothing, ...known }
}

/** A function of a module or a global one. Of `a.b.c` first `a` is taken for the module, then `a.b`, as some have inner ones (`fs.promises`). */
function byName(walk: Walk, call: CallShape, qualified: string): Known {
  for (let dot = 0; dot >= 0; ) {
    dot = qualified.indexOf(".", dot + 1)
    const module = dot < 0 ? qualified : qualified.slice(0, dot)
    const name = dot < 0 ? "" : qualified.slice(dot + 1)
    for (const [pattern, table] of modules) {
      if (!pattern.test(module) || !Object.hasOwn(table, name)) continue
      const known = table[name]?.(walk, call) ?? null
      if (known !== null) return known
    }
  }
  return Object.hasOwn(globals, qualified) ? (globals[qualified]?.(walk, call) ?? null) : null
}

const silent =
  /^(?:log|debug|info|warn|error|trace|write|print|test|match|exec|search|describe|it|expect|assert\w*|equal\w*|\w*(?:Error|Exception)|push|join|indexOf|includes|startsWith|endsWith|split|replace\w*|get|set|has|define|on|emit|once|then|catch|setHeader|send|json)$/
const startsSql =
  /^\s*(?:--[^\n]*\n\s*|\/\*[\s\S]{0,2000}?\*\/\s*)*(?:select|insert|update|delete|merge|exec(?:ute)?|truncate|with|declare|use|drop|create|alter|if|begin|set)\s/i

/** SQL given to a function that nobody here knows: sent, as far as one can tell. */
function textsOfSql(walk: Walk, call: CallShape): Effect[] {
  if (silent.test(call.method)) return []
  return call.arguments.flatMap((text): Effect[] =>
    startsSql.test(literalText(walk, text))
      ? [{ kind: "sql", text, connection: call.receiver, database: null, sure: false, parameters: null }]
      : [],
  )
}
