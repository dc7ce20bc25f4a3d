import type { Span } from "../model/text.js"

const reach = 600

const settings =
  /(?:^|[\s,{(])["']?(?:server|host|hostname|server_?name|data_?source|instance_?name|user|uid|user_?name|password|pwd|driver|dialect|port|trusted_connection|authentication|trustServerCertificate)["']?\s*[:=](?!=)/i

/** Whether a literal stands in an object, a dictionary or an argument list that also says which server, user or driver: settings of a connection. */
export function besideConnectionSettings(text: string, literal: Span): boolean {
  const start = openBracket(text, literal.start)
  if (start < 0) return false
  const end = closeBracket(text, literal.end)
  return settings.test(text.slice(start, literal.start)) || settings.test(text.slice(literal.end, end))
}

/** Just after the nearest unmatched opening bracket before `at`, -1 where there is none within reach. */
function openBracket(text: string, at: number): number {
  let depth = 0
  for (let index = at - 1; index >= Math.max(0, at - reach); index--) {
    const unit = text.charAt(index)
    if (unit === ")" || unit === "}" || unit === "]") depth++
    else if (unit === "(" || unit === "{" || unit === "[") {
      if (depth === 0) return index + 1
      depth--
    }
  }
  return -1
}

/** The nearest unmatched closing bracket after `at`, else as far as the reach goes. */
function closeBracket(text: string, at: number): number {
  let depth = 0
  const last = Math.min(text.length, at + reach)
  for (let index = at; index < last; index++) {
    const unit = text.charAt(index)
    if (unit === "(" || unit === "{" || unit === "[") depth++
    else if (unit === ")" || unit === "}" || unit === "]") {
      if (depth === 0) return index
      depth--
    }
  }
  return last
}
