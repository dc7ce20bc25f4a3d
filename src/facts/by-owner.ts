import type { Statement } from "../model/sql.js"

const withBody = /^(create|alter|create-or-alter)-(or-alter-)?(procedure|proc|function|trigger|view)$/

/** For each statement the definition whose body it stands in, -1 for what runs itself. */
export function ownersOf(statements: readonly Statement[]): readonly number[] {
  const owners: number[] = []
  statements.forEach((statement, index) => {
    if (withBody.test(statement.kind)) owners.push(index)
    else owners.push(statement.parent >= 0 && statement.parent < index ? (owners[statement.parent] as number) : -1)
  })
  return owners
}

const none: readonly never[] = []

/** Nothing of any definition: texts are many, and most have nothing of most kinds. */
export const nothingOwned: ReadonlyMap<number, never[]> = new Map()

/** Groups what a reading lists by the statement that it stands in: scripts have thousands of both; nothing is done for those that nobody asks of. */
export function byStatement<T extends { readonly statement: number }>(items: readonly T[]): (statement: number) => readonly T[] {
  let groups: Map<number, T[]> | null = null
  return (statement) => {
    if (items.length === 0) return none
    if (groups === null) {
      groups = new Map()
      for (const item of items) push(groups, item.statement, item)
    }
    return groups.get(statement) ?? none
  }
}

/** Adds to the list under a key. */
export function push<K, T>(map: Map<K, T[]>, key: K, value: T): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}
