import type { Edit, Span } from "./text.js"

/** What a node of a {@link CodeTree} is. */
export type CodeKind =
  /** Statements, in any kind of body; `test` is the slot of a condition. */
  | "block"
  /** `name` is that of the function; of a constructor that of its class; empty without one. Slots: `param`, `body`. */
  | "function"
  /** A parameter: the slot is its position (without the receiver of a method), `=name` for one by keyword only, `rest` for what takes all others. */
  | "param"
  | "class"
  /** A use of a name, or a place that binds it. */
  | "name"
  /** A string: `name` is its value as written, each interpolated expression (slot `hole`) as `*`. */
  | "text"
  /** `object.name`. */
  | "member"
  /** `object[key]`. */
  | "index"
  /** Slots: `callee`, positions counted from 0, `=name` for a keyword, `spread`. */
  | "call"
  /** `name` is the operator; slots `left` and `right`. */
  | "binary"
  /** One of the values in the slots `option`: `or`, `??`, a conditional expression (with a `test`). */
  | "choice"
  /** Whatever it holds is only looked at: comparisons, negations. */
  | "test"
  /** A list, tuple, mapping or pattern: slots `item` and `key`. */
  | "list"
  /** Slots `target` and `value`; also what `with … as`, fields of classes and declarations do. */
  | "assign"
  | "return"
  /** Slots `target`, `value`; in comprehensions too. */
  | "for"
  | "await"
  /** An expression whose value is thrown away. */
  | "statement"
  /** `name` is the module; its children are `imported`, or a `text` that names the module (slot `source`). */
  | "import"
  /** `name` is the local name, the slot the name in the module (`*` for the whole module). */
  | "imported"
  /** Anything else. */
  | "other"

/** A node: an expression or statement, as far as the flow of values goes. */
export interface CodeNode extends Span {
  readonly kind: CodeKind
  readonly name: string
  /** Index of the parent, which stands before it; -1 for the first. */
  readonly parent: number
  /** What it is to its parent. */
  readonly slot: string
}

/**
 * The code of a file, reduced to what tells where a value goes: the same for every language. Parentheses, types and comments are left out.
 * Parents come before their children, and children in the order of the text.
 */
export type CodeTree = readonly CodeNode[]

/** A place where a program has read the text of a file, and how it would expand it there. */
export interface Load {
  readonly file: string
  /** 1-based. */
  readonly line: number
  /** As it is written. */
  readonly text: string
  /** Where it stands in the file. */
  readonly at: number
  /** None where it is expanded already. */
  readonly edits: readonly Edit[]
}
