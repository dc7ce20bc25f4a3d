import { expect, test } from "vitest"
import { ofLetters } from "../../src/text/letters.js"

test("a pattern for ASCII says what the one with classes of Unicode says", () => {
  for (const name of ["L", "Lu", "Ll", "N", "M", "ID_Start", "ID_Continue"]) {
    for (const inside of [`[\\p{${name}}]`, `[^\\p{${name}}]`, `[\\p{${name}}$-]`]) {
      const wide = new RegExp(inside, "u")
      const pattern = ofLetters(inside)
      for (let unit = 0; unit < 128; unit++) {
        const text = String.fromCharCode(unit)
        expect(pattern(text).test(text), `${inside} ${unit}`).toBe(wide.test(text))
      }
    }
  }
})

test("other texts get the pattern itself", () => {
  const word = ofLetters(String.raw`^[\p{L}_][\p{L}\p{N}_]*$`)
  for (const text of ["Größe_2", "表", "Member"]) expect(word(text).test(text)).toBe(true)
  for (const text of ["é é", "2ñ"]) expect(word(text).test(text)).toBe(false)
})
