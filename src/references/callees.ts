import type { Place } from "../model/region.js"
import { ofLetters } from "../text/letters.js"

/** What a call says about the strings it is given. Callee names as written, dotted; matched on their last parts. */

/** Calls that show or record a text for people. */
const logging =
  /(?:^|\.)(?:print|pprint|echo|debug|info|warn|warning|error|exception|critical|fatal|trace|verbose|notice|printf|println|WriteLine)$|^(?:log|log_\w+|die|fail|usage)$|(?:^|\.)console\.\w+$|(?:^|\.)(?:logging|logger|log|LOG|LOGGER)\.\w+$|^(?:Write-(?:Host|Output|Verbose|Warning|Error|Information|Debug))$|(?:^|\.)\w*(?:Error|Exception|Warning)$/i

/** Calls that open a connection; their `database` or `catalog` is one. */
const connecting =
  /(?:^|\.)(?:connect|create_engine|create_async_engine|createConnection|createPool|ConnectionPool|Connection|Sequelize|DataSource|makeConnection|make_url|create_pool|SqlConnection|MsSqlHook|OdbcHook)$|(?:^|\.)URL(?:\.create)?$/

/** Calls whose first string is a pattern. */
const patterns =
  /(?:^|\.)re\.(?:compile|match|search|fullmatch|sub|subn|split|findall|finditer)$|(?:^|\.)(?:RegExp|regex\.\w+)$|^(?:grep|egrep|sed|awk|Select-String|findstr)$/

/** Calls whose string is a path, a module or a resource. */
const paths =
  /(?:^|\.)(?:open|Path|PurePath|exists|isfile|isdir|makedirs|mkdir|remove|unlink|read_csv|read_excel|to_csv|to_excel|read_parquet|to_parquet|readFile|readFileSync|writeFile|writeFileSync|createReadStream|createWriteStream|import_module|require|existsSync|basename|dirname)$|(?:^|\.)os\.path\.\w+$|(?:^|\.)path\.(?:join|resolve)$|(?:^|\.)shutil\.\w+$/

/** Calls that name a logger, a thread, a text to translate: a word that only looks like the database. */
const labels =
  /(?:^|\.)(?:i18n(?:ext)?\.tc?|\$tc?|translate|gettext|ngettext|getLogger|get_logger|createLogger|Thread|getattr|setattr|hasattr|delattr|Symbol|TypeVar|namedtuple|NewType)$/

/** Calls whose string is a schema or catalog. */
const schemas = /(?:^|\.)(?:withSchema|createSchema|createSchemaIfNotExists|dropSchema|searchPath|setSchema|useSchema)$/

/** What a call makes of a string. */
type CalleeKind = "log" | "connect" | "pattern" | "path" | "label" | "schema"

/** Programs of a shell that are given a pattern first, and files behind it. */
const filters = /^(?:grep|egrep|sed|awk|findstr|Select-String)$/i

/** What the call around a string makes of it; null where there is none, or it says nothing. */
export function placeKind({ callee, argument }: Place): CalleeKind | null {
  if (callee === null) return null
  const isFile = typeof argument === "number" ? argument > 0 : /^-(?:Literal)?Path$/i.test(argument ?? "")
  return isFile && filters.test(callee) ? "path" : calleeKind(callee)
}

/** Clients of SQL Server, with what they call the argument that is SQL. */
const clients = /^(?:sqlcmd|osql|isql|mssql-cli|Invoke-(?:Sqlcmd|DbaQuery))$/i

/** The argument of a client that is sent: SQL, whatever it looks like. */
export function isQuery({ callee, argument }: Place): boolean {
  return callee !== null && clients.test(callee) && typeof argument === "string" && /^[-/]+(?:q|query)$/i.test(argument)
}

/** What a callee makes of its string arguments; null where it says nothing. */
function calleeKind(callee: string): CalleeKind | null {
  if (schemas.test(callee)) return "schema"
  if (labels.test(callee)) return "label"
  if (patterns.test(callee)) return "pattern"
  if (connecting.test(callee)) return "connect"
  if (paths.test(callee)) return "path"
  if (logging.test(callee)) return "log"
  return null
}

/** Settings of a build whose value is a symbol of the program, wherever they stand. */
const symbolTarget =
  /^(?:AssemblyName|RootNamespace|Assembly(?:Title|Product)|Product(?:Name)?|PackageId|ProjectName|StartupObject|DatabaseSqlCmdVariable|artifactId|groupId|namespace|(?:module|import|class|dotted)_?(?:name|path)|\w*_?URLCONF|[AW]SGI_APPLICATION|\w*SETTINGS_MODULE)$/i
/** What projects of MSBuild call other projects and packages, and themselves. */
const projectTarget = /^(?:Name|Include|Update|Remove|Using|Title)$/

/** What packages of Integration Services call their own parts and refer to them by: a component, its columns, a connection manager. */
const packageTarget =
  /(?:^|:)(?:(?:\w*(?:ref|lineage|column|connectionManager|input|start|end))?id|ObjectName|name|From|To|Path|DesignTimeProperties)$/i

/** The place says that its value is a part of a package of Integration Services, or the path to one (`Package\\Load\\Members`). */
export function namesPackagePart({ target, path }: Place): boolean {
  return target !== null && /^DTS(?::|Configuration$)/.test(path[0] ?? "") && packageTarget.test(target)
}

/** The place says that its value is a symbol of the program, or a name of one of its parts. */
export function namesSymbol(place: Place): boolean {
  const { callee, target, path } = place
  if (namesPackagePart(place)) return true
  if (callee !== null && /(?:^|\.)(?:Assembly(?:Title|Product)|InternalsVisibleTo)$/.test(callee)) return true
  return target !== null && (symbolTarget.test(target) || (path[0] === "Project" && projectTarget.test(target)))
}

const thing =
  /^(?:name|id|title|app|application|service|image|project|package|module|container|container_?name|job|assembly|label)$/i

/** The place says that its value names something, which may be a part of the program: a service, an image. */
export function namesThing({ target }: Place): boolean {
  return target !== null && thing.test(target)
}

const schemaTarget = /^(?:schema|schema_?name|catalog|catalog_?name|table_?schema|table_?catalog|withSchema)$/i
const databaseWord =
  /^(?:db|dbs|dbname|dbnames|database|databases|databasename|databasenames|catalog|catalogs|initialcatalog|rdb)\d*$/

/** The name says that its value is a schema or catalog of an ORM, a query builder or a data frame. */
export function namesSchema(target: string): boolean {
  return schemaTarget.test(target)
}

const betweenWords = ofLetters(String.raw`[^\p{L}\p{N}]+|(?<=[\p{Ll}\p{N}])(?=[\p{Lu}])`)

/** The name says that its value is a database: one of its words does (`memberDb`, `SOURCE_DATABASE`, `db1`). */
export function namesDatabase(target: string): boolean {
  return target.split(betweenWords(target)).some((word) => databaseWord.test(word.toLowerCase()))
}

const credential = /^(?:user|uid|user_?(?:name|id)|login|password|passwd|pwd|app(?:lication)?_?name|account|role)$/i

/** The name says that its value is a setting of a connection that names no database: who connects, and with what. */
export function namesCredential(target: string): boolean {
  return credential.test(target)
}
