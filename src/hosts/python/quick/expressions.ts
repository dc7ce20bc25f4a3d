import { QuickNode } from "./node.js"
import { kinds, notRead, type Tokens, tokenize } from "./tokens.js"
import { reserved } from "./words.js"

/** Where a parse is. */
export interface Reader {
  readonly source: string
  readonly tokens: Tokens
  at: number
  depth: number
}

/** Deeper nesting is left to the other parser. */
const deepest = 90

/** The text of the token at hand, or some behind it; empty for names that are no words of the language, numbers, strings and what has no text. */
export const peek = (reader: Reader, ahead = 0): string => reader.tokens.text[reader.at + ahead] ?? ""
/** The kind of the token at hand. */
export const kindOf = (reader: Reader, ahead = 0): number => reader.tokens.kind[reader.at + ahead] ?? kinds.end
/** Where the token at hand begins. */
export const startOf = (reader: Reader): number => reader.tokens.start[reader.at] as number
/** Where the token before it ends. */
export const endOf = (reader: Reader): number => reader.tokens.end[reader.at - 1] as number

/** Takes the token at hand if it is spelled so. */
export function take(reader: Reader, text: string): boolean {
  if (reader.tokens.text[reader.at] !== text) return false
  reader.at++
  return true
}

/** Takes a token that has to be there. */
export function expect(reader: Reader, text: string): void {
  if (reader.tokens.text[reader.at] !== text) throw notRead
  reader.at++
}

/** Of all that is one token. */
const noChildren: QuickNode[] = []

/** The token at hand as a node. */
function leaf(reader: Reader, type: string): QuickNode {
  const { tokens, at } = reader
  reader.at++
  return new QuickNode(type, tokens.start[at] as number, tokens.end[at] as number, noChildren)
}

/** A name that is no keyword. */
export function identifier(reader: Reader): QuickNode {
  if (kindOf(reader) !== kinds.name || reserved.has(peek(reader))) throw notRead
  return leaf(reader, "identifier")
}

const node = (reader: Reader, type: string, start: number, children: QuickNode[]): QuickNode =>
  new QuickNode(type, start, endOf(reader), children)

/** A node of two children with roles. Most nodes are: lists that grow would take several times the room. */
const pair = (
  reader: Reader,
  type: string,
  start: number,
  name: string,
  one: QuickNode,
  other: string,
  two: QuickNode,
): QuickNode => new QuickNode(type, start, endOf(reader), [one, two], [name, one, other, two])

/** An operator between two operands: it has a role, and is no child. */
const operation = (
  reader: Reader,
  type: string,
  start: number,
  left: QuickNode,
  operator: QuickNode,
  right: QuickNode,
): QuickNode => new QuickNode(type, start, endOf(reader), [left, right], ["left", left, "operator", operator, "right", right])

/** Any expression but a list without brackets. */
export function expression(reader: Reader): QuickNode {
  if (++reader.depth > deepest) throw notRead
  const start = startOf(reader)
  let result: QuickNode
  if (kindOf(reader) === kinds.name && peek(reader, 1) === ":=") {
    const name = identifier(reader)
    reader.at++
    const value = expression(reader)
    result = pair(reader, "named_expression", start, "name", name, "value", value)
  } else if (peek(reader) === "lambda") result = lambda(reader)
  else {
    result = either(reader)
    if (peek(reader) === "if") {
      reader.at++
      const condition = either(reader)
      expect(reader, "else")
      result = node(reader, "conditional_expression", start, [result, condition, expression(reader)])
      result.endIndex = endOf(reader)
    }
  }
  reader.depth--
  return result
}

function lambda(reader: Reader): QuickNode {
  const start = startOf(reader)
  reader.at++
  const from = startOf(reader)
  const given = parameters(reader, ":", false)
  const result = new QuickNode("lambda", start, start, [])
  if (given.length > 0) result.with("parameters", node(reader, "lambda_parameters", from, given))
  expect(reader, ":")
  result.with("body", expression(reader))
  result.endIndex = endOf(reader)
  return result
}

/** Parameters up to `close`, which is not taken. Annotations stand only in those of `def`. */
export function parameters(reader: Reader, close: string, annotated: boolean): QuickNode[] {
  const result: QuickNode[] = []
  while (peek(reader) !== close) {
    const start = startOf(reader)
    const stars = peek(reader)
    if (stars === "/" || (stars === "*" && (peek(reader, 1) === "," || peek(reader, 1) === close))) reader.at++
    else {
      const splat = take(reader, "*") ? "list_splat_pattern" : take(reader, "**") ? "dictionary_splat_pattern" : null
      const name = identifier(reader)
      const bare = splat === null ? name : node(reader, splat, start, [name])
      const type = annotated && take(reader, ":") ? typeNode(reader) : null
      const value = take(reader, "=") ? expression(reader) : null
      if (value === null) result.push(type === null ? bare : node(reader, "typed_parameter", start, [bare]).with("type", type))
      else {
        const given = node(reader, type === null ? "default_parameter" : "typed_default_parameter", start, []).with("name", bare)
        if (type !== null) given.with("type", type)
        result.push(given.with("value", value))
      }
    }
    if (!take(reader, ",") && peek(reader) !== close) throw notRead
  }
  return result
}

/** An annotation. */
export function typeNode(reader: Reader): QuickNode {
  const start = startOf(reader)
  const inner = expression(reader)
  return node(reader, "type", start, [inner])
}

function either(reader: Reader): QuickNode {
  return boolean(reader, "or", (inner) => boolean(inner, "and", negation))
}

function boolean(reader: Reader, word: string, operand: (reader: Reader) => QuickNode): QuickNode {
  const start = startOf(reader)
  let left = operand(reader)
  while (peek(reader) === word) {
    const operator = leaf(reader, word)
    const right = operand(reader)
    left = operation(reader, "boolean_operator", start, left, operator, right)
  }
  return left
}

function negation(reader: Reader): QuickNode {
  if (peek(reader) !== "not") return comparison(reader)
  if (++reader.depth > deepest) throw notRead
  const start = startOf(reader)
  reader.at++
  const inner = negation(reader)
  reader.depth--
  return node(reader, "not_operator", start, [inner])
}

const compares: ReadonlySet<string> = new Set(["<", "<=", "==", "!=", ">=", ">", "in", "is"])

function comparison(reader: Reader): QuickNode {
  const start = startOf(reader)
  const first = binary(reader, 0)
  let operands: QuickNode[] | null = null
  for (;;) {
    const word = peek(reader)
    if (word === "not" && peek(reader, 1) === "in") reader.at += 2
    else if (!compares.has(word)) break
    else {
      reader.at++
      if (word === "is") take(reader, "not")
    }
    operands ??= [first]
    operands.push(binary(reader, 0))
  }
  return operands === null ? first : node(reader, "comparison_operator", start, operands)
}

const precedence: Readonly<Record<string, number>> = {
  "|": 1,
  "^": 2,
  "&": 3,
  "<<": 4,
  ">>": 4,
  "+": 5,
  "-": 5,
  "*": 6,
  "/": 6,
  "//": 6,
  "%": 6,
  "@": 6,
}

/** Operators that bind more than `least`, and what they bind. */
function binary(reader: Reader, least: number): QuickNode {
  const start = startOf(reader)
  let left = unary(reader)
  for (;;) {
    const word = peek(reader)
    const own = kindOf(reader) === kinds.operator ? (precedence[word] ?? 0) : 0
    if (own <= least) return left
    const operator = leaf(reader, word)
    const right = binary(reader, own)
    left = operation(reader, "binary_operator", start, left, operator, right)
  }
}

function unary(reader: Reader): QuickNode {
  const word = peek(reader)
  const start = startOf(reader)
  if (word === "-" || word === "+" || word === "~") {
    if (++reader.depth > deepest) throw notRead
    reader.at++
    const inner = unary(reader)
    reader.depth--
    return node(reader, "unary_operator", start, []).with("argument", inner)
  }
  let base: QuickNode
  if (word === "await" && kindOf(reader) === kinds.name) {
    reader.at++
    const inner = primary(reader)
    base = node(reader, "await", start, [inner])
  } else base = primary(reader)
  if (peek(reader) !== "**") return base
  const operator = leaf(reader, "**")
  const right = unary(reader)
  return operation(reader, "binary_operator", start, base, operator, right)
}

/** An atom with calls, attributes and subscripts. */
export function primary(reader: Reader): QuickNode {
  const start = startOf(reader)
  let result = atom(reader)
  for (;;) {
    const word = peek(reader)
    if (word === ".") {
      reader.at++
      const name = identifier(reader)
      result = pair(reader, "attribute", start, "object", result, "attribute", name)
    } else if (word === "(") {
      const given = argumentList(reader)
      result = pair(reader, "call", start, "function", result, "arguments", given)
    } else if (word === "[") {
      result = subscript(reader, start, result)
    } else return result
  }
}

function subscript(reader: Reader, start: number, value: QuickNode): QuickNode {
  reader.at++
  if (take(reader, "]")) return node(reader, "subscript", start, [value]).role("value", value)
  const first = index(reader)
  const result = new QuickNode("subscript", start, start, [value, first], ["value", value, "subscript", first])
  if (!take(reader, ",") && peek(reader) !== "]") throw notRead
  while (peek(reader) !== "]") {
    result.with("subscript", index(reader))
    if (!take(reader, ",") && peek(reader) !== "]") throw notRead
  }
  reader.at++
  result.endIndex = endOf(reader)
  return result
}

function index(reader: Reader): QuickNode {
  const start = startOf(reader)
  const first = peek(reader) === ":" ? null : element(reader)
  if (peek(reader) !== ":") return first as QuickNode
  const inner = first === null ? [] : [first]
  while (take(reader, ":")) {
    const word = peek(reader)
    if (word !== ":" && word !== "]" && word !== ",") inner.push(expression(reader))
  }
  return node(reader, "slice", start, inner)
}

/** The arguments of a call, or the bases of a class. */
export function argumentList(reader: Reader): QuickNode {
  const start = startOf(reader)
  reader.at++
  const given: QuickNode[] = []
  while (peek(reader) !== ")") {
    const from = startOf(reader)
    if (take(reader, "**")) {
      const inner = expression(reader)
      given.push(node(reader, "dictionary_splat", from, [inner]))
    } else if (take(reader, "*")) {
      const inner = expression(reader)
      given.push(node(reader, "list_splat", from, [inner]))
    } else if (kindOf(reader) === kinds.name && peek(reader, 1) === "=") {
      const name = identifier(reader)
      reader.at++
      const value = expression(reader)
      given.push(pair(reader, "keyword_argument", from, "name", name, "value", value))
    } else {
      const inner = expression(reader)
      if (comprehends(reader)) {
        // The only argument: its brackets are those of the call.
        if (given.length > 0) throw notRead
        const result = comprehension(reader, "generator_expression", start, inner)
        expect(reader, ")")
        result.endIndex = endOf(reader)
        return result
      }
      given.push(inner)
    }
    if (!take(reader, ",") && peek(reader) !== ")") throw notRead
  }
  reader.at++
  return node(reader, "argument_list", start, given)
}

const comprehends = (reader: Reader): boolean => peek(reader) === "for" || (peek(reader) === "async" && peek(reader, 1) === "for")

/** The clauses of a comprehension; the closing bracket is not taken. */
function comprehension(reader: Reader, type: string, start: number, body: QuickNode): QuickNode {
  const result = new QuickNode(type, start, start, []).with("body", body)
  for (;;) {
    const from = startOf(reader)
    if (comprehends(reader)) {
      take(reader, "async")
      reader.at++
      const clause = new QuickNode("for_in_clause", from, from, []).with("left", targets(reader))
      expect(reader, "in")
      clause.with("right", either(reader))
      if (peek(reader) === "if" && hasElse(reader)) throw notRead
      clause.endIndex = endOf(reader)
      result.namedChildren.push(clause)
    } else if (take(reader, "if")) {
      const inner = peek(reader, 1) === ":=" ? expression(reader) : peek(reader) === "lambda" ? lambda(reader) : either(reader)
      result.namedChildren.push(node(reader, "if_clause", from, [inner]))
    } else return result
  }
}

/** `for x in a if b else c` is a condition of what is iterated over in some versions of the language, and a mistake in others. */
function hasElse(reader: Reader): boolean {
  let depth = 0
  for (let ahead = 1; kindOf(reader, ahead) !== kinds.end; ahead++) {
    const word = peek(reader, ahead)
    if (word === "(" || word === "[" || word === "{") depth++
    else if (word === ")" || word === "]" || word === "}") {
      if (depth-- === 0) return false
    } else if (depth === 0 && (word === "for" || word === "if" || word === "," || word === "lambda")) return word === "lambda"
    else if (depth === 0 && word === "else") return true
  }
  return false
}

/** What a `for` binds: no comparisons, since `in` ends it. */
export function targets(reader: Reader): QuickNode {
  const start = startOf(reader)
  const found: QuickNode[] = []
  let comma = false
  do {
    if (peek(reader) === "in") break
    const from = startOf(reader)
    const splat = take(reader, "*")
    const inner = asPattern(primary(reader))
    found.push(splat ? node(reader, "list_splat_pattern", from, [inner]) : inner)
    if (peek(reader) === ",") comma = true
  } while (take(reader, ","))
  const [only] = found
  if (only === undefined) throw notRead
  return comma ? node(reader, "pattern_list", start, found) : only
}

const patterns: Readonly<Record<string, string>> = {
  tuple: "tuple_pattern",
  parenthesized_expression: "tuple_pattern",
  list: "list_pattern",
  expression_list: "pattern_list",
  list_splat: "list_splat_pattern",
}

/** An expression as what is assigned to. Throws `notRead` for what can not be. */
export function asPattern(of: QuickNode): QuickNode {
  const type = patterns[of.type]
  if (type !== undefined) {
    of.type = type
    for (const child of of.namedChildren) asPattern(child)
  } else if (of.type !== "identifier" && of.type !== "attribute" && of.type !== "subscript") throw notRead
  return of
}

/** An element of a list: an expression, or another list spread out. */
function element(reader: Reader): QuickNode {
  const start = startOf(reader)
  if (!take(reader, "*")) return expression(reader)
  const inner = binary(reader, 0)
  return node(reader, "list_splat", start, [inner])
}

/** `a`, or `a, b` as an `expression_list`. Ends where no expression can begin. */
export function expressions(reader: Reader): QuickNode {
  const start = startOf(reader)
  const first = element(reader)
  if (peek(reader) !== ",") return first
  const found = [first]
  while (take(reader, ",")) {
    if (!begins(reader)) break
    found.push(element(reader))
  }
  return node(reader, "expression_list", start, found)
}

/** Whether an expression can begin here. */
export function begins(reader: Reader): boolean {
  const kind = kindOf(reader)
  const word = peek(reader)
  if (kind === kinds.number || kind === kinds.string) return true
  if (kind === kinds.name) return !reserved.has(word) || /^(False|True|None|await|lambda|not|yield)$/.test(word)
  return kind === kinds.operator && /^([([{*~+-]|\.\.\.)$/.test(word)
}

/** `yield`, `yield a, b`, `yield from a`. */
export function yielding(reader: Reader): QuickNode {
  const start = startOf(reader)
  reader.at++
  const inner = take(reader, "from") ? [expression(reader)] : begins(reader) ? [expressions(reader)] : []
  return node(reader, "yield", start, inner)
}

const words: Readonly<Record<string, string>> = { True: "true", False: "false", None: "none" }

function atom(reader: Reader): QuickNode {
  const kind = kindOf(reader)
  const word = peek(reader)
  if (kind === kinds.name) {
    const type = word !== "" && Object.hasOwn(words, word) ? words[word] : undefined
    return type === undefined ? identifier(reader) : leaf(reader, type)
  }
  if (kind === kinds.string) return strings(reader)
  if (kind === kinds.number) {
    const spelled = reader.source.slice(startOf(reader), reader.tokens.end[reader.at])
    return leaf(reader, /^0[xXoObB]/.test(spelled) || !/[.eE]/.test(spelled) ? "integer" : "float")
  }
  if (word === "(") return parenthesised(reader)
  if (word === "[") return bracketed(reader)
  if (word === "{") return braced(reader)
  if (word === "...") return leaf(reader, "ellipsis")
  throw notRead
}

function strings(reader: Reader): QuickNode {
  const start = startOf(reader)
  const first = stringNode(reader)
  if (kindOf(reader) !== kinds.string) return first
  const found = [first]
  while (kindOf(reader) === kinds.string) found.push(stringNode(reader))
  return node(reader, "concatenated_string", start, found)
}

function stringNode(reader: Reader): QuickNode {
  const { tokens, at, source } = reader
  const start = tokens.start[at] as number
  const end = tokens.end[at] as number
  let body = start
  while (source.charCodeAt(body) !== 34 && source.charCodeAt(body) !== 39) body++
  const quote = source.charCodeAt(body)
  const width = source.charCodeAt(body + 1) === quote && source.charCodeAt(body + 2) === quote && end - body >= 6 ? 3 : 1
  const children = [new QuickNode("string_start", start, body + width, noChildren)]
  const last = new QuickNode("string_end", end - width, end, noChildren)
  const fields = tokens.fields.get(at)
  if (fields === undefined) {
    reader.at++
    return new QuickNode("string", start, end, [children[0] as QuickNode, last])
  }
  for (let index = 0; index < fields.length; index += 4) {
    const [from, inner, to, after] = fields.slice(index, index + 4) as [number, number, number, number]
    children.push(new QuickNode("interpolation", from, after, []).with("expression", fieldExpression(reader, inner, to)))
  }
  children.push(last)
  reader.at++
  return new QuickNode("string", start, end, children)
}

function fieldExpression(reader: Reader, start: number, end: number): QuickNode {
  const { source } = reader
  const inner: Reader = { source, tokens: tokenize(source, start, end, true), at: 0, depth: reader.depth + 1 }
  const result = peek(inner) === "yield" ? yielding(inner) : expressions(inner)
  if (kindOf(inner) !== kinds.end) throw notRead
  return result
}

function parenthesised(reader: Reader): QuickNode {
  const start = startOf(reader)
  reader.at++
  if (take(reader, ")")) return node(reader, "tuple", start, [])
  const first = peek(reader) === "yield" ? yielding(reader) : element(reader)
  if (comprehends(reader)) return closed(reader, comprehension(reader, "generator_expression", start, first), ")")
  if (peek(reader) === ")" && first.type !== "list_splat")
    return closed(reader, new QuickNode("parenthesized_expression", start, start, [first]), ")")
  return collection(reader, "tuple", start, first, ")")
}

function closed(reader: Reader, result: QuickNode, close: string): QuickNode {
  expect(reader, close)
  result.endIndex = endOf(reader)
  return result
}

function collection(reader: Reader, type: string, start: number, first: QuickNode, close: string): QuickNode {
  const found = [first]
  while (take(reader, ",")) {
    if (peek(reader) === close) break
    found.push(element(reader))
  }
  return closed(reader, new QuickNode(type, start, start, found), close)
}

function bracketed(reader: Reader): QuickNode {
  const start = startOf(reader)
  reader.at++
  if (take(reader, "]")) return node(reader, "list", start, [])
  const first = element(reader)
  if (comprehends(reader)) return closed(reader, comprehension(reader, "list_comprehension", start, first), "]")
  return collection(reader, "list", start, first, "]")
}

function braced(reader: Reader): QuickNode {
  const start = startOf(reader)
  reader.at++
  if (take(reader, "}")) return node(reader, "dictionary", start, [])
  const first = entry(reader)
  if (comprehends(reader)) {
    const type = first.type === "pair" ? "dictionary_comprehension" : "set_comprehension"
    return closed(reader, comprehension(reader, type, start, first), "}")
  }
  if (first.type !== "pair" && first.type !== "dictionary_splat") return collection(reader, "set", start, first, "}")
  const found = [first]
  while (take(reader, ",")) {
    if (peek(reader) === "}") break
    const next = entry(reader)
    if (next.type !== "pair" && next.type !== "dictionary_splat") throw notRead
    found.push(next)
  }
  return closed(reader, new QuickNode("dictionary", start, start, found), "}")
}

function entry(reader: Reader): QuickNode {
  const start = startOf(reader)
  if (take(reader, "**")) {
    const inner = binary(reader, 0)
    return node(reader, "dictionary_splat", start, [inner])
  }
  const key = element(reader)
  if (!take(reader, ":")) return key
  const value = expression(reader)
  return pair(reader, "pair", start, "key", key, "value", value)
}
