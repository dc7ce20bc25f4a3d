/** Puts a text in a colour. */
export type Paint = (text: string) => string

/** What texts for people are painted with. */
export type Colors = Readonly<Record<"bold" | "dim" | "underline" | "red" | "green" | "yellow" | "cyan", Paint>>

/** A painter by the codes that begin and end it (ECMA-48, SGR). Where a text within ends the same, it begins again as `again`. */
function painter(begin: number, end: number, again = [begin]): Paint {
  const [open, close] = [`\x1b[${begin}m`, `\x1b[${end}m`]
  const reopen = again.map((code) => `\x1b[${code}m`).join("")
  return (text) => open + text.replaceAll(close, reopen) + close
}

const plain: Paint = (text) => text
const none: Colors = { bold: plain, dim: plain, underline: plain, red: plain, green: plain, yellow: plain, cyan: plain }
const all: Colors = {
  bold: painter(1, 22, [22, 1]),
  dim: painter(2, 22, [22, 2]),
  underline: painter(4, 24),
  red: painter(31, 39),
  green: painter(32, 39),
  yellow: painter(33, 39),
  cyan: painter(36, 39),
}

/** Colours of a terminal, or texts as they are. */
export function colorsFor(color: boolean): Colors {
  return color ? all : none
}
