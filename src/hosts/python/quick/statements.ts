import {
  argumentList,
  asPattern,
  begins,
  endOf,
  expect,
  expression,
  expressions,
  identifier,
  kindOf,
  parameters,
  peek,
  type Reader,
  startOf,
  take,
  targets,
  typeNode,
  yielding,
} from "./expressions.js"
import { QuickNode } from "./node.js"
import { kinds, notRead } from "./tokens.js"

const deepest = 90

/** One statement, or several on a line, added to `into`. */
export function statement(reader: Reader, into: QuickNode[]): void {
  if (++reader.depth > deepest) throw notRead
  const word = peek(reader)
  const read = word !== "" && Object.hasOwn(compound, word) ? compound[word] : undefined
  if (read !== undefined) into.push(read(reader))
  else if (word === "match" && isMatch(reader)) into.push(match(reader))
  else {
    do {
      if (kindOf(reader) === kinds.newline) break
      into.push(simple(reader))
    } while (take(reader, ";"))
    newline(reader)
  }
  reader.depth--
}

function newline(reader: Reader): void {
  if (kindOf(reader) !== kinds.newline) throw notRead
  reader.at++
}

/** The body of a compound statement, from its colon on. */
function suite(reader: Reader): QuickNode {
  expect(reader, ":")
  const found: QuickNode[] = []
  if (kindOf(reader) === kinds.newline) {
    reader.at++
    if (kindOf(reader) !== kinds.indent) throw notRead
    reader.at++
    while (kindOf(reader) !== kinds.dedent) statement(reader, found)
    reader.at++
  } else {
    do {
      if (kindOf(reader) === kinds.newline) break
      found.push(simple(reader))
    } while (take(reader, ";"))
    newline(reader)
  }
  const first = found[0]
  if (first === undefined) throw notRead
  return new QuickNode("block", first.startIndex, (found.at(-1) as QuickNode).endIndex, found)
}

const open = (reader: Reader, type: string): QuickNode => new QuickNode(type, startOf(reader), startOf(reader), [])

/** A clause that ends with its body. */
function closed(result: QuickNode, role: string, body: QuickNode): QuickNode {
  result.with(role, body)
  result.endIndex = body.endIndex
  return result
}

type Read = (reader: Reader) => QuickNode

const conditional =
  (type: string): Read =>
  (reader) => {
    const result = open(reader, type)
    reader.at++
    result.with("condition", expression(reader))
    return closed(result, type === "while_statement" ? "body" : "consequence", suite(reader))
  }

function elseClause(reader: Reader, of: QuickNode): void {
  if (peek(reader) !== "else") return
  const clause = open(reader, "else_clause")
  reader.at++
  closed(of, "alternative", closed(clause, "body", suite(reader)))
}

const ifStatement: Read = (reader) => {
  const result = conditional("if_statement")(reader)
  while (peek(reader) === "elif") closed(result, "alternative", conditional("elif_clause")(reader))
  elseClause(reader, result)
  return result
}

const whileStatement: Read = (reader) => {
  const result = conditional("while_statement")(reader)
  elseClause(reader, result)
  return result
}

const forStatement: Read = (reader) => {
  const result = open(reader, "for_statement")
  reader.at++
  result.with("left", targets(reader))
  expect(reader, "in")
  result.with("right", expressions(reader))
  closed(result, "body", suite(reader))
  elseClause(reader, result)
  return result
}

const tryStatement: Read = (reader) => {
  const result = open(reader, "try_statement")
  reader.at++
  closed(result, "body", suite(reader))
  while (peek(reader) === "except") {
    const clause = open(reader, "except_clause")
    reader.at++
    take(reader, "*")
    if (peek(reader) !== ":") {
      const what = expressions(reader)
      // `except A, e:` is of Python 2.
      if (what.type === "expression_list") throw notRead
      clause.namedChildren.push(peek(reader) === "as" ? named(reader, what) : what)
    }
    closed(result, "handler", closed(clause, "body", suite(reader)))
  }
  elseClause(reader, result)
  if (peek(reader) === "finally") {
    const clause = open(reader, "finally_clause")
    reader.at++
    closed(result, "finally", closed(clause, "body", suite(reader)))
  }
  return result
}

/** `x as y`, from the `as` on. */
function named(reader: Reader, of: QuickNode): QuickNode {
  reader.at++
  const inner = expression(reader)
  const target = new QuickNode("as_pattern_target", inner.startIndex, inner.endIndex, [inner])
  return new QuickNode("as_pattern", of.startIndex, inner.endIndex, [of]).with("alias", target)
}

const withStatement: Read = (reader) => {
  const result = open(reader, "with_statement")
  reader.at++
  const clause = open(reader, "with_clause")
  const brackets = peek(reader) === "(" && holdsItems(reader)
  if (brackets) reader.at++
  do {
    if (peek(reader) === ")") break
    const value = expression(reader)
    const whole = peek(reader) === "as" ? named(reader, value) : value
    clause.namedChildren.push(new QuickNode("with_item", whole.startIndex, whole.endIndex, []).with("value", whole))
  } while (take(reader, ","))
  if (brackets) expect(reader, ")")
  clause.endIndex = endOf(reader)
  result.namedChildren.push(clause)
  return closed(result, "body", suite(reader))
}

/** Whether the bracket at hand is around the items of a `with`, and not a part of the first one. */
function holdsItems(reader: Reader): boolean {
  let depth = 0
  for (let ahead = 0; kindOf(reader, ahead) !== kinds.newline && kindOf(reader, ahead) !== kinds.end; ahead++) {
    const word = peek(reader, ahead)
    if (word === "(" || word === "[" || word === "{") depth++
    else if ((word === ")" || word === "]" || word === "}") && --depth === 0) return peek(reader, ahead + 1) === ":"
  }
  throw notRead
}

const functionDefinition: Read = (reader) => {
  const result = open(reader, "function_definition")
  reader.at++
  result.with("name", identifier(reader))
  typeParameters(reader)
  const given = open(reader, "parameters")
  expect(reader, "(")
  given.namedChildren.push(...parameters(reader, ")", true))
  reader.at++
  given.endIndex = endOf(reader)
  result.with("parameters", given)
  if (take(reader, "->")) typeNode(reader)
  return closed(result, "body", suite(reader))
}

function typeParameters(reader: Reader): void {
  if (!take(reader, "[")) return
  for (let depth = 1; depth > 0; reader.at++) {
    const word = peek(reader)
    if (kindOf(reader) === kinds.end) throw notRead
    if (word === "[") depth++
    else if (word === "]") depth--
  }
}

const classDefinition: Read = (reader) => {
  const result = open(reader, "class_definition")
  reader.at++
  result.with("name", identifier(reader))
  typeParameters(reader)
  if (peek(reader) === "(") {
    const bases = argumentList(reader)
    if (bases.type !== "argument_list") throw notRead
    result.with("superclasses", bases)
  }
  return closed(result, "body", suite(reader))
}

const asynchronous: Read = (reader) => {
  const start = startOf(reader)
  reader.at++
  const read = /^(def|for|with)$/.test(peek(reader)) ? compound[peek(reader)] : undefined
  if (read === undefined) throw notRead
  const result = read(reader)
  result.startIndex = start
  return result
}

const decorated: Read = (reader) => {
  const result = open(reader, "decorated_definition")
  while (peek(reader) === "@") {
    const decorator = open(reader, "decorator")
    reader.at++
    decorator.namedChildren.push(expression(reader))
    decorator.endIndex = endOf(reader)
    newline(reader)
    result.namedChildren.push(decorator)
  }
  const read = /^(def|class|async)$/.test(peek(reader)) ? compound[peek(reader)] : undefined
  if (read === undefined) throw notRead
  return closed(result, "definition", read(reader))
}

/** Whether the word `match` begins a statement: then the line ends with a colon and a `case` follows. */
function isMatch(reader: Reader): boolean {
  let ahead = 1
  while (kindOf(reader, ahead) !== kinds.newline && kindOf(reader, ahead) !== kinds.end) ahead++
  return (
    ahead > 2 &&
    peek(reader, ahead - 1) === ":" &&
    kindOf(reader, ahead + 1) === kinds.indent &&
    peek(reader, ahead + 2) === "case"
  )
}

/** The patterns of a `match` bind names that nothing is known of: they are passed over. */
const match: Read = (reader) => {
  const result = open(reader, "match_statement")
  reader.at++
  result.with("subject", expressions(reader))
  expect(reader, ":")
  newline(reader)
  const body = open(reader, "block")
  reader.at++
  while (kindOf(reader) !== kinds.dedent) {
    const clause = open(reader, "case_clause")
    expect(reader, "case")
    for (let depth = 0; depth > 0 || peek(reader) !== ":"; reader.at++) {
      const word = peek(reader)
      if (kindOf(reader) >= kinds.newline || word === "lambda" || word === ":=") throw notRead
      if (word === "(" || word === "[" || word === "{") depth++
      else if (word === ")" || word === "]" || word === "}") depth--
    }
    closed(body, "alternative", closed(clause, "consequence", suite(reader)))
  }
  reader.at++
  return closed(result, "body", body)
}

const compound: Readonly<Record<string, Read>> = {
  if: ifStatement,
  while: whileStatement,
  for: forStatement,
  try: tryStatement,
  with: withStatement,
  def: functionDefinition,
  class: classDefinition,
  async: asynchronous,
  "@": decorated,
}

const words =
  (type: string): Read =>
  (reader) => {
    const result = open(reader, type)
    reader.at++
    result.endIndex = endOf(reader)
    return result
  }

const names =
  (type: string): Read =>
  (reader) => {
    const result = open(reader, type)
    reader.at++
    do result.namedChildren.push(identifier(reader))
    while (take(reader, ","))
    result.endIndex = endOf(reader)
    return result
  }

const withValues =
  (type: string): Read =>
  (reader) => {
    const result = open(reader, type)
    reader.at++
    if (begins(reader)) result.namedChildren.push(expressions(reader))
    if (type === "raise_statement" && take(reader, "from")) result.namedChildren.push(expression(reader))
    result.endIndex = endOf(reader)
    return result
  }

const assertion: Read = (reader) => {
  const result = open(reader, "assert_statement")
  reader.at++
  do result.namedChildren.push(expression(reader))
  while (take(reader, ","))
  result.endIndex = endOf(reader)
  return result
}

function dotted(reader: Reader): QuickNode {
  const start = startOf(reader)
  const parts: QuickNode[] = []
  do parts.push(identifier(reader))
  while (take(reader, "."))
  return new QuickNode("dotted_name", start, endOf(reader), parts)
}

/** The names that an import lists, added to the statement. */
function imported(reader: Reader, into: QuickNode, brackets: boolean): void {
  do {
    if (brackets && peek(reader) === ")") break
    const name = dotted(reader)
    if (take(reader, "as")) {
      const alias = identifier(reader)
      into.with(
        "name",
        new QuickNode("aliased_import", name.startIndex, alias.endIndex, []).with("name", name).with("alias", alias),
      )
    } else into.with("name", name)
  } while (take(reader, ","))
}

const importStatement: Read = (reader) => {
  const result = open(reader, "import_statement")
  reader.at++
  imported(reader, result, false)
  result.endIndex = endOf(reader)
  return result
}

const importFrom: Read = (reader) => {
  const future = peek(reader, 1) === "__future__"
  const result = open(reader, future ? "future_import_statement" : "import_from_statement")
  reader.at++
  const start = startOf(reader)
  while (peek(reader) === "." || peek(reader) === "...") reader.at++
  const relative = startOf(reader) > start
  if (peek(reader) !== "import") dotted(reader)
  else if (!relative) throw notRead
  const module = new QuickNode(relative ? "relative_import" : "dotted_name", start, endOf(reader), [])
  if (!future) result.with("module_name", module)
  expect(reader, "import")
  if (peek(reader) === "*") result.namedChildren.push(words("wildcard_import")(reader))
  else {
    const brackets = take(reader, "(")
    imported(reader, result, brackets)
    if (brackets) expect(reader, ")")
  }
  result.endIndex = endOf(reader)
  return result
}

const keyword: Readonly<Record<string, Read>> = {
  import: importStatement,
  from: importFrom,
  return: withValues("return_statement"),
  raise: withValues("raise_statement"),
  del: withValues("delete_statement"),
  assert: assertion,
  pass: words("pass_statement"),
  break: words("break_statement"),
  continue: words("continue_statement"),
  global: names("global_statement"),
  nonlocal: names("nonlocal_statement"),
}

const augments = /^(\+|-|\*|\/|@|\/\/|%|\*\*|>>|<<|&|\^|\|)=$/

function simple(reader: Reader): QuickNode {
  const word = peek(reader)
  const read = word !== "" && Object.hasOwn(keyword, word) && kindOf(reader) === kinds.name ? keyword[word] : undefined
  if (read !== undefined) return read(reader)
  if (word === "type" && kindOf(reader, 1) === kinds.name) throw notRead
  const start = startOf(reader)
  const first = value(reader)
  const next = peek(reader)
  const inner: QuickNode[] = []
  if (next === "=" || next === ":" || (next !== "" && augments.test(next))) inner.push(assignment(reader, start, first))
  else if (first.type === "expression_list") inner.push(...first.namedChildren)
  else inner.push(first)
  return new QuickNode("expression_statement", start, endOf(reader), inner)
}

const value = (reader: Reader): QuickNode => (peek(reader) === "yield" ? yielding(reader) : expressions(reader))

/** What is assigned, from the `=`, `:` or `+=` after the target on. */
function assignment(reader: Reader, start: number, target: QuickNode): QuickNode {
  const word = peek(reader)
  const result = new QuickNode(augments.test(word) ? "augmented_assignment" : "assignment", start, start, [])
  result.with("left", asPattern(target))
  if (result.type === "augmented_assignment") {
    result.role("operator", words(word)(reader)).with("right", value(reader))
  } else {
    if (take(reader, ":")) result.with("type", typeNode(reader))
    if (take(reader, "=")) {
      const from = startOf(reader)
      const right = value(reader)
      result.with("right", peek(reader) === "=" ? assignment(reader, from, right) : right)
    }
  }
  result.endIndex = endOf(reader)
  return result
}
