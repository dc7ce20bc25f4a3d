import { databaseName, isReserved, serverName } from "./spellings.js"
import { type Tally, total } from "./tally.js"

/** `MemberRepository` gives `MEMBER_REPOSITORY`. */
function shout(name: string): string {
  // Words begin with a capital only where there are small letters too.
  const isMixed = /\p{Ll}/u.test(name)
  const split = isMixed ? name.replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, "$1_$2").replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1_$2") : name
  const words = split
    .replace(/[^A-Za-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .toUpperCase()
  return /^\d/.test(words) || words === "" ? `N_${words}` : words
}

/** A variable for a name: readable, legal, and not taken yet. */
function variableFor(tallied: Tally, taken: Set<string>): string {
  const end = tallied.kind === "database" ? "_DB" : "_HOST"
  const base = shout(tallied.name)
  const plain = base.endsWith(end) || base.endsWith("_DATABASE") ? base : base + end
  for (let index = 1; ; index++) {
    const variable = index === 1 ? plain : `${plain}_${index}`
    if (!taken.has(variable) && !isReserved(variable)) {
      taken.add(variable)
      return variable
    }
  }
}

function comment(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, "?")
}

/** Keys that YAML reads as something else than a text, or that hold its marks, are quoted. */
function yamlKey(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(name)
    ? name
    : JSON.stringify(name)
}

function entry(tallied: Tally, taken: Set<string>): string {
  const uses = [...tallied.uses].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([use, count]) => `${use} ${count}`)
  const files = tallied.files === 1 ? `in ${tallied.first}` : `in ${tallied.files} files, first ${tallied.first}`
  return `${yamlKey(tallied.name)}: ${variableFor(tallied, taken)} # ${comment(`${uses.join(", ")}; ${files}`)}`
}

/** What a second set could be: the copies that were found, else made up. */
function setB(databases: readonly Tally[], copies: readonly Tally[]): string {
  const pairs = databases.flatMap((one) => {
    const copy = copies.find((other) => originalOf(other.name, [one]) !== null)
    return copy === undefined ? [] : [`${yamlKey(one.name)}: ${yamlKey(copy.name)}`]
  })
  const [first] = databases
  if (pairs.length > 0 || first === undefined) return pairs.join(", ")
  return `${yamlKey(first.name)}: ${yamlKey(`${first.name}_B`)}`
}

/** The database that another is a copy of, by its name: `MemberRepository` for `MemberRepository_B`; null where there is none. */
function originalOf(name: string, databases: readonly Tally[]): string | null {
  const lower = name.toLowerCase()
  const found = databases.find((one) => {
    const start = one.name.toLowerCase()
    return (
      lower.startsWith(start) &&
      /^(?:[_-]?[a-z]?\d{0,2}|[_-](?:dev|test|tst|uat|qa|stage|staging|prod|copy|old|new|bak))$/.test(
        lower.slice(start.length),
      ) &&
      lower !== start
    )
  })
  return found?.name ?? null
}

/**
 * A config with the databases that were found, each with its uses, and everything else as comments to fill in. Names that could not be
 * configured are named in a comment. The result is a legal config as it stands.
 */
export function renderConfig(found: readonly Tally[]): string {
  const taken = new Set<string>()
  const [isDatabase, isServer] = [new RegExp(databaseName, "u"), new RegExp(serverName, "u")]
  const legal = found.filter((one) => one.kind === "database" && isDatabase.test(one.name))
  const databases = legal.filter((one) => originalOf(one.name, legal) === null)
  const copies = legal.filter((one) => !databases.includes(one))
  const servers = found.filter((one) => one.kind === "server" && isServer.test(one.name))
  const others = found.filter((one) => !legal.includes(one) && !servers.includes(one))
  const first = databases[0]
  const lines = [
    "# What unhardcode looks for. Take out what is not yours, and give the variables the names that you want.",
    "databases:",
    ...databases.map((one) => `  ${entry(one, taken)}`),
    ...copies.map((one) => `  # ${entry(one, taken)}; a copy of ${originalOf(one.name, legal)}?`),
    ...others.map(
      (one) =>
        `  # ${comment(`${one.name} (${total(one)} uses, first ${one.first}) cannot be configured: it is no legal ${one.kind} name`)}`,
    ),
    "",
    "# Host names, if they are to become variables too.",
    servers.length === 0 ? "# servers: { ING02: INGEST_HOST }" : "# servers:",
    ...servers.map((one) => `#   ${entry(one, taken)}`),
    "",
    "# Choices of values for all variables. A name that a set leaves out stays as it is.",
    "sets:",
    "  A: {}",
    `  # B: { ${setB(databases, copies)} }`,
    "",
    "# Who runs .sql files, where it cannot be detected: sqlcmd, flyway, liquibase, dbup, grate, roundhouse, ssdt, agent, python, javascript.",
    "# runners:",
    '#   - { files: "db/migration/**", runner: flyway }',
    "",
    "# The module that defines the variables at run time; made if missing.",
    "# definitions:",
    "#   python: { module: database_names }",
    "#   javascript: { module: src/database-names }",
    "",
    "# The database that names without one mean.",
    "# defaultDatabase:",
    `#   - { files: "sql/**", database: ${first === undefined ? "Name" : yamlKey(first.name)} }`,
    "",
    "# The programs whose tables are reported, and the files they start from.",
    "# processes:",
    "#   Load: { entry: [run_load.py] }",
    "",
    "# Files to leave out, as in a .gitignore.",
    '# ignore: ["**/vendor/**"]',
    "",
  ]
  return lines.join("\n")
}
