/**
 * What the facts of a file are read from: a node of tree-sitter's Python grammar, or one of the same shape from the quick parser. Offsets
 * are in UTF-16 code units.
 */
export interface PythonNode {
  readonly type: string
  readonly startIndex: number
  readonly endIndex: number
  readonly namedChildren: readonly (PythonNode | null)[]
  readonly children: readonly (PythonNode | null)[]
  readonly childForFieldName: (name: string) => PythonNode | null
}

/** A node of the quick parser. It has the named children alone, and only those fields that the facts ask for. A class: files have many thousands. */
export class QuickNode implements PythonNode {
  type: string
  startIndex: number
  endIndex: number
  readonly namedChildren: QuickNode[]
  /** Name, node, name, node, … */
  private fields: (string | QuickNode)[] | null

  constructor(
    type: string,
    startIndex: number,
    endIndex: number,
    namedChildren: QuickNode[],
    fields: (string | QuickNode)[] | null = null,
  ) {
    this.type = type
    this.startIndex = startIndex
    this.endIndex = endIndex
    this.namedChildren = namedChildren
    this.fields = fields
  }

  get children(): readonly QuickNode[] {
    return this.namedChildren
  }

  childForFieldName(name: string): QuickNode | null {
    const { fields } = this
    if (fields === null) return null
    for (let index = 0; index < fields.length; index += 2) if (fields[index] === name) return fields[index + 1] as QuickNode
    return null
  }

  /** Calls `each` for every child and every token with a role, in no order but that of the children; the role is empty without one. */
  eachPart(each: (part: QuickNode, role: string) => void): void {
    const { fields, namedChildren } = this
    if (fields === null) {
      for (const child of namedChildren) each(child, "")
      return
    }
    for (const child of namedChildren) {
      const at = fields.indexOf(child)
      each(child, at < 0 ? "" : (fields[at - 1] as string))
    }
    for (let index = 1; index < fields.length; index += 2) {
      const part = fields[index] as QuickNode
      if (!namedChildren.includes(part)) each(part, fields[index - 1] as string)
    }
  }

  /** Adds a child in a role. */
  with(name: string, child: QuickNode): this {
    this.namedChildren.push(child)
    return this.role(name, child)
  }

  /** Gives a role to a child, or to a token that is none. */
  role(name: string, child: QuickNode): this {
    if (this.fields === null) this.fields = [name, child]
    else this.fields.push(name, child)
    return this
  }
}
