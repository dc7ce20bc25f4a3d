/**
 * Names of databases that can stand between brackets, in quotes and as the value of a sqlcmd variable without breaking any of them: letters,
 * digits, `_ # @ $ -` and inner spaces. A pattern with classes of Unicode. SQL Server allows more in brackets (https://learn.microsoft.com/sql/relational-databases/databases/database-identifiers).
 */
export const databaseName = String.raw`^[\p{L}\p{N}_#@](?:[\p{L}\p{N}_#@$ -]{0,126}[\p{L}\p{N}_#@$-])?$`

/** Host names, dotted or not, with an instance behind a backslash: a pattern with classes of Unicode. */
export const serverName = String.raw`^[\p{L}\p{N}](?:[\p{L}\p{N}_.-]{0,253})(?:\\[\p{L}_][\p{L}\p{N}_$-]{0,15})?$`

/** Names of variables that every runner, shell, Python and JavaScript take. */
export const variableName = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/

/** A dotted Python module. */
export const pythonModule = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/

/** A relative JavaScript module path that does not leave the repository. */
export const javascriptModule = /^(?!.*(?:^|\/)\.\.(?:\/|$))[\w@.-]+(?:\/[\w@.-]+)*$/

/** Words that cannot be variables in Python or JavaScript. */
const reserved = new Set(
  (
    "False None True and as assert async await break case catch class const continue debugger def default del delete do elif else enum except " +
    "export extends false finally for from function global if implements import in instanceof interface is lambda let new nonlocal not null " +
    "or package pass private protected public raise return static super switch this throw true try typeof undefined var void while with yield"
  ).split(" "),
)

/** What a database may be called, for messages. */
export const databaseNameHelp = "letters, digits, _ # @ $ - and inner spaces, at most 128"
/** What a server may be called, for messages. */
export const serverNameHelp = "a host name such as ING02, ing02.example.com or ING02\\SQL1" // unhardcode-ignore[file-name]: an example
/** What a variable may be called, for messages. */
export const variableNameHelp = "a letter or _, then letters, digits or _, such as MEMBER_REPOSITORY_DB"

/** Whether a legal spelling is a word of Python or JavaScript. */
export function isReserved(variable: string): boolean {
  return reserved.has(variable)
}
