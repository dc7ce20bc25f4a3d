import type { Region } from "../model/region.js"
import type { Span } from "../model/text.js"

/** Settings, parameters and options that say which server is meant: `DB_HOST`, `ServerInstance`, `-S` of sqlcmd and bcp. */
const namesServer =
  /^(?:-S|-H|addr|address|networkaddress|datasource|endpoint)$|(?:server|server_?name|server_?instance|sql_?instance|host|host_?name|data_?source)$/i
const before = /^\s*(?:(?:tcp|np|lpc|admin):)?(?:\\\\)?$/i
const after = /^(?:\.[A-Za-z0-9-]{1,63}){0,8}(?:\\[\w$#-]{1,63})?(?:[,:]\d{1,5})?\s*$/

/**
 * Whether a text is the address of the server that stands in it, and nothing else: `ING02\INST`, `tcp:ING02,1433`, `ING02.corp.example`. What may
 * be something else (an account, a path, a dotted name) counts only where the place asks for a server.
 */
export function isServerAddress(region: Region, span: Span): boolean {
  const { text, place } = region
  if (text.length > 300 || (region.kind !== "string" && region.kind !== "value")) return false
  const head = text.slice(0, span.start)
  const tail = text.slice(span.end)
  if (!before.test(head) || !after.test(tail)) return false
  if (/^\s*(?:tcp|admin):/i.test(head) || /,\d+\s*$/.test(tail)) return true
  const named = [place.target, typeof place.argument === "string" ? place.argument : null]
  return named.some((each) => each !== null && namesServer.test(each))
}

/** The procedures that make and change linked servers: what they are given names one. */
const linkedServer =
  /\bsp_(?:addlinkedserver|addlinkedsrvlogin|droplinkedsrvlogin|addserver|dropserver|serveroption|setnetname|testlinkedserver|tables_ex|columns_ex|catalogs)\b/i

/** Whether a statement of SQL defines or changes a linked server. */
export function definesLinkedServer(statement: string): boolean {
  return linkedServer.test(statement)
}
