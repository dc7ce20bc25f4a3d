/** Blanks of the same length: offsets stay. */
function blank(text: string): string {
  return text.replace(/[^\r\n]/g, " ")
}

const lineComments: Readonly<Record<string, RegExp>> = {
  batch: /^[ \t]*@?(?:rem\b|::)[^\n]*/gim,
  groovy: /^[ \t]*\/\/[^\n]*/gm,
  shell: /^[ \t]*#[^\n]*/gm,
  powershell: /^[ \t]*#[^\n]*/gm,
  yaml: /^[ \t]*#[^\n]*/gm,
  dockerfile: /^[ \t]*#[^\n]*/gm,
}
/** `%SQLCMD_EXE%`, `$sqlcmd`, `${SQLCMD}`: a variable that holds the program. */
const programVariable = /%\w*sqlcmd\w*%|\$\{\w*sqlcmd\w*\}|\$\w*sqlcmd\w*(?!\w*\s*=)/gi

/** A script without its comment lines, and with variables that hold sqlcmd written as sqlcmd. Offsets are those of the text. */
export function scriptCode(text: string, language: string): string {
  const comments = lineComments[language]
  if (comments === undefined) return text
  return text.replace(comments, blank).replace(programVariable, (name) => "sqlcmd".padEnd(name.length))
}

/** Comments, and what comments do not begin in. An unclosed one goes to the end. */
const sqlTokens = /--[^\n]*|\/\*(?:[^*]|\*(?!\/))*(?:\*\/)?|'(?:[^']|'')*'?|\[[^\]\n]*\]?|"[^"\n]*"?/g

/** T-SQL without its comments. Offsets are those of the text. */
export function sqlCode(text: string): string {
  return text.replace(sqlTokens, (token) => (token.startsWith("--") || token.startsWith("/*") ? blank(token) : token))
}
