import type { Host } from "../../model/host.js"
import { auditedHost } from "../shared/literal-host.js"
import { codeLanguages } from "./languages.js"

/** The host of a programming language that is audited and never rewritten: its strings and comments are told apart, the rest is symbols. */
export function codeHost(language: keyof typeof codeLanguages): Host {
  const { syntax, lookup } = codeLanguages[language]
  return auditedHost(
    language,
    syntax,
    `This language is audited, not rewritten: read the variable with ${lookup} and build the text from it.`,
  )
}
