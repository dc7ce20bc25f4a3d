import type { Ref } from "../../../model/lineage.js"

/** What local names hold at one point of the program: `x`, and `self.x` as set in the same method; in the order in which they were first set. */
export class Environment {
  private names: Map<string, Ref>
  /** Another environment has the same names: they are copied before a change. Most branches bind nothing. */
  private shared: boolean

  constructor(names = new Map<string, Ref>(), shared = false) {
    this.names = names
    this.shared = shared
  }

  /** The same names and values, whatever happens to either. */
  copy(): Environment {
    this.shared = true
    return new Environment(this.names, true)
  }

  get(name: string): Ref | undefined {
    return this.names.get(name)
  }

  has(name: string): boolean {
    return this.names.has(name)
  }

  entries(): ReadonlyMap<string, Ref> {
    return this.names
  }

  set(name: string, value: Ref): void {
    if (this.shared) {
      if (this.names.get(name) === value) return
      this.separate()
    }
    this.names.set(name, value)
  }

  delete(name: string): void {
    if (!this.names.has(name)) return
    if (this.shared) this.separate()
    this.names.delete(name)
  }

  /** Whether the same names hold the same values, in the same order. */
  isSame(other: Environment): boolean {
    if (this.names === other.names) return true
    if (this.names.size !== other.names.size) return false
    const others = other.names.entries()
    for (const [name, value] of this.names) {
      const [otherName, otherValue] = others.next().value as [string, Ref]
      if (otherName !== name || otherValue !== value) return false
    }
    return true
  }

  private separate(): void {
    const own = new Map<string, Ref>()
    for (const [name, value] of this.names) own.set(name, value)
    this.names = own
    this.shared = false
  }
}
