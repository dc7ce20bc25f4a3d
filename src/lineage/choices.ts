import type { Picks } from "./result.js"

/** What an answer rests on: the choices it looked for, whether it holds values still to be evaluated under them, and how far up a circle it is part of begins. */
export interface Dependence {
  /** Null until one is looked for: most answers rest on none. */
  asked: Set<string> | null
  captures: boolean
  /** Some of its values were left out. */
  dropped: boolean
  circle: number
}

/** An answer that rests on nothing so far. */
export function noDependence(): Dependence {
  return { asked: null, captures: false, dropped: false, circle: Number.POSITIVE_INFINITY }
}

/** Whether an answer rests on nothing. */
export function restsOnNothing({ asked, captures, dropped, circle }: Readonly<Dependence>): boolean {
  return asked === null && !captures && !dropped && circle === Number.POSITIVE_INFINITY
}

/** Keeps account of the choices that answers rest on. */
export interface Choices {
  readonly pick: (picks: Picks | null, key: string, option: number) => Picks
  /** Which option was taken, if any. */
  readonly picked: (picks: Picks | null, key: string) => number | null
  readonly holds: (picks: Picks, keys: ReadonlySet<string> | null) => boolean
  readonly onTop: (picks: Picks, extra: Picks | null) => Picks
  readonly dependOn: (other: Readonly<Dependence>) => void
  /** What is worked out now rests on `next`; returns what it rested on before. */
  readonly replace: (next: Dependence) => Dependence
  /** Some values of what is worked out now are left out. */
  readonly drop: () => void
  /** What is worked out now holds values still to be evaluated. */
  readonly capture: () => void
  readonly dropped: () => boolean
}

/** Makes the account of one process. */
export function makeChoices(): Choices {
  const chains = new Map<string, Picks>()
  let current = noDependence()
  const ask = (key: string): void => {
    current.asked ??= new Set()
    current.asked.add(key)
  }
  /** Equal chains are one chain, so that its id stays short. */
  const pick = (picks: Picks | null, key: string, option: number): Picks => {
    const link = `${picks?.id ?? ""};${key}=${option}`
    let chain = chains.get(link)
    if (chain === undefined) {
      chain = { key, option, before: picks, id: String(chains.size) }
      chains.set(link, chain)
    }
    return chain
  }
  const holds = (picks: Picks, keys: ReadonlySet<string> | null): boolean => {
    if (keys !== null) for (let at: Picks | null = picks; at !== null; at = at.before) if (keys.has(at.key)) return true
    return false
  }
  /** The choices of `extra` made on top of `picks`. */
  const onTop = (picks: Picks, extra: Picks | null): Picks =>
    extra === null ? picks : pick(onTop(picks, extra.before), extra.key, extra.option)
  const dependOn = (other: Readonly<Dependence>): void => {
    if (other.asked !== null) for (const key of other.asked) ask(key)
    if (other.captures) current.captures = true
    if (other.dropped) current.dropped = true
    if (other.circle < current.circle) current.circle = other.circle
  }
  const picked = (picks: Picks | null, key: string): number | null => {
    ask(key)
    for (let at = picks; at !== null; at = at.before) if (at.key === key) return at.option
    return null
  }
  return {
    pick,
    picked,
    holds,
    onTop,
    dependOn,
    replace: (next) => {
      const before = current
      current = next
      return before
    },
    drop: () => {
      current.dropped = true
    },
    capture: () => {
      current.captures = true
    },
    dropped: () => current.dropped,
  }
}
