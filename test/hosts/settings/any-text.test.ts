import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { expectSoundRegions, languages, loaded, readPlaces } from "./host-cases.js"

const pieces = [
  ...[
    "\n",
    "\r\n",
    " ",
    "\t",
    "'",
    '"',
    "`",
    "\\",
    "$",
    "${",
    "$(",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "<",
    ">",
    "</",
    "/>",
    "<!--",
    "-->",
  ],
  ...[
    "<<EOF\n",
    "EOF\n",
    "@'\n",
    "'@",
    '@"\n',
    '"@',
    "#",
    ";",
    ":",
    "=",
    "|",
    "&",
    "&amp;",
    "-",
    "--",
    "%",
    "%%",
    "!",
    "*",
    "/*",
    "*/",
    "//",
  ],
  ...[
    "a",
    "key",
    "MemberRepository",
    "OutcomesIdentification",
    "set ",
    "rem ",
    "if ",
    "for ",
    "case x in ",
    "esac",
    "run: |\n  ",
    "- ",
    "é",
    "😀",
    "\uFEFF",
    "\0",
  ],
  ...[
    '"""',
    "'''",
    "```sql\n",
    "```\n",
    "$env:",
    "${V:-",
    "$(if (",
    "ENV ",
    "RUN ",
    "sqlcmd -d ",
    "<![CDATA[",
    "]]>",
    "<!DOCTYPE x [",
    "\\u0041",
  ],
]

describe.each(languages)("%s, any text", (language) => {
  test("never throws, and its maps are sound", async () => {
    const host = await loaded(language)
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 40 }), (parts) => {
        const text = parts.join("")
        expectSoundRegions(host, text, "file")
        readPlaces(host, text, "file")
        expect(host.values(text, new Map(), "file")).not.toBe(undefined)
      }),
      { numRuns: 150 },
    )
  })

  test("long runs of anything take no time", async () => {
    const host = await loaded(language)
    for (const piece of pieces) {
      const text = piece.repeat(Math.ceil(10_000 / piece.length))
      const started = performance.now()
      host.read(text, "file")
      const took = performance.now() - started
      expect(took < 1500 ? "quick" : `${JSON.stringify(piece)} took ${took} ms`).toBe("quick")
    }
  })
})
