import { scanned } from "./blocks.js"
import { K, words } from "./keywords.js"
import { scan } from "./query.js"
import { expression, fragment, options } from "./scan-start.js"
import { isName, kindAt, type Parser, wordAt } from "./state.js"
import { P, T } from "./tokens.js"

/** Whether SEND, RECEIVE, GET or MOVE, which are names elsewhere, begins a statement of Service Broker. */
export function beginsMessaging(p: Parser, token: number): boolean {
  const next = wordAt(p, token + 1)
  const kind = kindAt(p, token + 1)
  switch (wordAt(p, token)) {
    case K.SEND:
      return next === K.ON && wordAt(p, token + 2) === K.CONVERSATION
    case K.MOVE:
      return next === K.CONVERSATION
    case K.GET:
      return next === K.CONVERSATION || kindAt(p, token + 2) === T.WORD
    case K.RECEIVE: {
      const after = kindAt(p, token + 2)
      if (next === K.TOP || kind === P.STAR) return true
      if (kind === T.VARIABLE) return after === P.EQUAL
      return isName(p, token + 1) && (after === P.COMMA || after === P.DOT || after === P.OPEN || wordAt(p, token + 2) === K.FROM)
    }
    default:
      return false
  }
}

/** Reads such a statement. */
export function readMessaging(p: Parser): void {
  const word = wordAt(p, p.at)
  const first = p.accesses.length
  const queue = word === K.RECEIVE || (word === K.GET && wordAt(p, p.at + 1) === K.CONVERSATION)
  scanned(p, words[word] as string, queue ? fragment : expression)
  if (queue) makeQueue(p, first, word)
}

/** `WAITFOR (RECEIVE …), TIMEOUT n`, `WAITFOR DELAY '…'`; the next token is behind WAITFOR. */
export function readWaitFor(p: Parser): void {
  const word = kindAt(p, p.at) === P.OPEN && beginsMessaging(p, p.at + 1) ? wordAt(p, p.at + 1) : 0
  const first = p.accesses.length
  scan(p, expression)
  if (word !== 0) makeQueue(p, first, word)
}

/** `BEGIN DIALOG @h FROM SERVICE s TO SERVICE 's' …`, `BEGIN CONVERSATION TIMER (@h) TIMEOUT = n` */
export function readDialog(p: Parser): void {
  p.at++
  scan(p, options)
}

/** What stands behind the FROM of RECEIVE and GET CONVERSATION GROUP is a queue. */
function makeQueue(p: Parser, first: number, word: number): void {
  for (let index = first; index < p.accesses.length; index++) {
    const access = p.accesses[index]
    if (access?.operation !== "select") continue
    access.kind = "unknown"
    access.operation = word === K.RECEIVE ? "receive" : "get-conversation-group"
    return
  }
}
