import type { FileFacts } from "../model/lineage.js"
import type { Problem } from "../model/source.js"
import { type Outline, outlineOf, rememberOutline } from "./outline.js"

/** What is told of a file for the tables. */
export interface TableFacts {
  readonly facts: FileFacts
  readonly problems: readonly Problem[]
}

/** The parts of a program's facts, which are large and wanted only if a process comes by. */
type Part = "values" | "calls" | "scopes"

/** Facts as a text: four lines of JSON, so that what nobody asks for need not be parsed. */
export function writeFacts({ facts, problems }: TableFacts): string {
  const { values, calls, scopes, ...head } = facts
  return [{ facts: head, problems, outline: outlineOf(facts) }, values, calls, scopes]
    .map((part) => JSON.stringify(part))
    .join("\n")
}

/** The facts of such a text; what is large in them is parsed when it is first asked for. */
export function readFacts(text: string): TableFacts {
  const lines = text.split("\n")
  const { facts, problems, outline } = JSON.parse(lines[0] as string) as {
    facts: Omit<FileFacts, Part>
    problems: readonly Problem[]
    outline: Outline
  }
  const part = <K extends Part>(name: K, line: number): PropertyDescriptor => ({
    enumerable: true,
    configurable: true,
    get(): FileFacts[K] {
      const value = JSON.parse(lines[line] as string) as FileFacts[K]
      lines[line] = ""
      Object.defineProperty(this, name, { enumerable: true, value })
      return value
    },
  })
  const parts = { values: part("values", 1), calls: part("calls", 2), scopes: part("scopes", 3) }
  const whole = Object.defineProperties(facts, parts) as FileFacts
  rememberOutline(whole, outline)
  return { facts: whole, problems }
}
