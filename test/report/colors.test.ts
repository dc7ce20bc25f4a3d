import { expect, test } from "vitest"
import { colorsFor } from "../../src/report/colors.js"

test("a colour goes on behind another within", () => {
  const { bold, dim, red, green } = colorsFor(true)
  expect(red(`a${green("b")}c`)).toBe("\x1b[31ma\x1b[32mb\x1b[31mc\x1b[39m")
  expect(bold(`a${dim("b")}c`)).toBe("\x1b[1ma\x1b[2mb\x1b[22m\x1b[1mc\x1b[22m")
})

test("without colours texts stay as they are", () => {
  expect(colorsFor(false).red("a")).toBe("a")
})
