import { posix } from "node:path"
import { languageOf } from "./discover/language-of.js"
import { hostFor } from "./hosts/registry.js"
import { loadsOf, makeProject, mentions, type Project } from "./loading/index.js"
import type { Load } from "./model/code.js"
import type { Config } from "./model/config.js"
import type { Definitions, Environment } from "./model/host.js"
import { definitionPlace, planDefinitions, takesExpand } from "./rewrite/definitions.js"
import { repositoryOf } from "./rewrite/repository.js"

/** Where programs read a `.sql` file, each place ready to be expanded there; or why that cannot be done. */
export type Loading =
  | { readonly kind: "loads"; readonly loads: readonly Load[] }
  /** `where` is null where the reading itself is meant. */
  | { readonly kind: "lost"; readonly reason: string; readonly where: string | null }

/** What the search for loading code goes through. */
export interface Surroundings {
  readonly cwd: string
  readonly config: Config
  /** Every file that may say something, relative to `cwd`. */
  readonly files: readonly string[]
  /** Null where it cannot be read as text. */
  readonly textOf: (file: string) => string | null
  /** Whether somebody else is known to run a `.sql` file, who expands its placeholders. */
  readonly isRunElsewhere: (file: string) => boolean
}

function lost(reason: string, where: string | null = null): Loading {
  return { kind: "lost", reason, where }
}

/** Languages of files that name others only as examples, or for people. */
const telling = new Set(["markdown", "text", "tsql"])

interface Ground {
  readonly definitions: Definitions
  readonly project: Project
  readonly others: readonly string[]
}

/** Finds loading code, repository by repository; what was read once is kept. */
export function loaders({ cwd, config, files, textOf, isRunElsewhere }: Surroundings): {
  /** `variables` are those that the file will hold, with the old names. */
  readonly find: (file: string, language: "python" | "javascript", variables: Environment) => Promise<Loading>
} {
  const grounds = new Map<string, Promise<Ground | null>>()
  const top = (file: string): string => repositoryOf(posix.join(cwd, file), cwd)
  const languages = new Map<string, string>()
  const kindOf = (file: string): string => {
    const known = languages.get(file)
    if (known !== undefined) return known
    const head = /\.[^./]+$/.test(file) ? "" : (textOf(file)?.slice(0, 4096) ?? "")
    const language = languageOf(file, head)
    const kind = language === "typescript" ? "javascript" : language
    languages.set(file, kind)
    return kind
  }
  const groundOf = async (repository: string, language: "python" | "javascript"): Promise<Ground | null> => {
    const definitions = (await hostFor(language))?.definitions ?? null
    const typed = language === "javascript" ? ((await hostFor("typescript"))?.definitions ?? null) : null
    if (definitions === null) return null
    const inside = files.filter((file) => top(file) === repository)
    const program = inside.filter((file) => kindOf(file) === language && !/\.d\.[mc]?ts$/.test(file))
    const parse: Definitions["code"] = (text, file) =>
      (typed !== null && /\.[mc]?tsx?$/i.test(file) ? typed : definitions).code(text, file)
    return {
      definitions,
      project: makeProject(program, textOf, parse),
      others: inside.filter(
        (file) => !program.includes(file) && !telling.has(kindOf(file)) && posix.join(cwd, file) !== config.file,
      ),
    }
  }
  const find = async (file: string, language: "python" | "javascript", variables: Environment): Promise<Loading> => {
    const repository = top(file)
    const key = `${language} ${repository}`
    const known = grounds.get(key) ?? groundOf(repository, language)
    grounds.set(key, known)
    const ground = await known
    if (ground === null) return lost("the language has no module for the variables")
    const { definitions, project, others } = ground
    const script = posix.relative(repository, posix.join(cwd, file))
    const followed = loadsOf(script, language, project)
    if (followed.kind === "lost") {
      const where = followed.file === script ? null : `${followed.file}:${followed.line}`
      return lost(`where its path goes, ${followed.why}`, where)
    }
    const mention = others.find((each) => mentions(textOf(each) ?? "", file))
    if (mention !== undefined) return lost("a file of settings names it too, and what reads it from there is not known", mention)
    const open = followed.loads.filter((each) => each.edits.length > 0)
    const spelled = open.length === 0 ? null : spelledAlready(file, repository)
    if (spelled !== null) return lost("another script holds placeholders already, which the same code would expand", spelled)
    for (const load of followed.loads) {
      const place = definitionPlace(
        repository,
        posix.relative(repository, posix.join(cwd, load.file)),
        language,
        definitions,
        config,
      )
      const plan = planDefinitions(place, { values: variables, expands: true }, config, definitions)
      if (plan.kind === "refused") return lost(plan.reason.replace(/\.$/, ""))
      const isOther = load.edits.length === 0 && !takesExpand(textOf(load.file) ?? "", place.module)
      if (isOther) return lost("it is given to an expand that is not the tool's", `${load.file}:${load.line}`)
    }
    return followed
  }
  /** Another script that the same program may read, with a placeholder that nobody expands today. */
  const spelledAlready = (file: string, repository: string): string | null => {
    const placeholder = new RegExp(`\\$\\((?:${config.names.map((each) => each.variable).join("|")})\\)`)
    const scripts = files.filter((each) => each !== file && kindOf(each) === "tsql" && top(each) === repository)
    return scripts.find((each) => !isRunElsewhere(each) && placeholder.test(textOf(each) ?? "")) ?? null
  }
  return { find }
}
