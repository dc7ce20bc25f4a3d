import type { Hazard } from "./hazards.js"

/** An unquoted heredoc's head; the word ends it. */
const heredoc = /<<-?[ \t]*([A-Za-z_]\w*)[^\n]*\n/g
const hereString = /@"[ \t]*\r?\n/g
const variable = /(?<![\\`])\$\(([A-Za-z_]\w*)\)/g
const most = 10

function bodies(text: string, language: string): readonly { readonly start: number; readonly end: number }[] {
  const found: { start: number; end: number }[] = []
  const head = language === "shell" ? heredoc : hereString
  head.lastIndex = 0
  for (let match = head.exec(text); match !== null; match = head.exec(text)) {
    const start = head.lastIndex
    const close = language === "shell" ? new RegExp(`^\\t*${match[1]}[ \\t]*\\r?$`, "gm") : /^"@/gm
    close.lastIndex = start
    const end = close.exec(text)?.index ?? -1
    // A word that never comes again is no heredoc: nothing more is sought for it.
    if (end < 0) continue
    found.push({ start, end })
    head.lastIndex = end
  }
  return found
}

/**
 * sqlcmd's variables in a text that the shell or PowerShell expands first: to both `$(V)` is a command. Told of the variables that the names
 * become, and of those that the same script hands to sqlcmd with `-v`.
 */
export function findShellHazards(text: string, language: string, variables: readonly string[]): readonly Hazard[] {
  if ((language !== "shell" && language !== "powershell") || !text.includes("$(")) return []
  const handed = [...text.matchAll(/\s-v(?:ariable)?\s*["']?([A-Za-z_]\w*)=/gi)].map((match) => match[1] as string)
  const known = new Set([...variables, ...handed].map((each) => each.toLowerCase()))
  const found: Hazard[] = []
  const what = language === "shell" ? "an unquoted heredoc" : "a here-string in double quotes"
  const mend = language === "shell" ? "quote the heredoc's word (<<'SQL')" : "write the here-string in single quotes (@'…'@)"
  for (const { start, end } of bodies(text, language)) {
    for (const match of text.slice(start, end).matchAll(variable)) {
      if (!known.has((match[1] as string).toLowerCase()) || found.length >= most) continue
      const at = start + match.index
      found.push({
        start: at,
        end: at + match[0].length,
        rule: "hazard-shell-expansion",
        message: `In ${what} ${match[0]} is a command, run before sqlcmd sees the text: ${mend}, or write ${language === "shell" ? `\\${match[0]}` : `\`${match[0]}`}.`,
        blocks: false,
      })
    }
  }
  return found
}
