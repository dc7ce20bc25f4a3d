import type { Host } from "../../model/host.js"
import { auditedHost } from "../shared/literal-host.js"
import type { LiteralForm } from "../shared/read-literal.js"

const verbatim: Pick<LiteralForm, "close" | "isLong"> = { close: '"', isLong: true }

/** C#: plain, verbatim, interpolated and raw strings, attributes, comments. Audited only. */
export const csharp: Host = auditedHost(
  "csharp",
  {
    forms: [
      { open: '$"""', close: '"""', escapes: [], holes: ["{"], isLong: true },
      { open: '"""', close: '"""', escapes: [], holes: [], isLong: true },
      { ...verbatim, open: '$@"', escapes: ["doubled", "doubled-brace"], holes: ["{"] },
      { ...verbatim, open: '@$"', escapes: ["doubled", "doubled-brace"], holes: ["{"] },
      { ...verbatim, open: '@"', escapes: ["doubled"], holes: [] },
      { open: '$"', close: '"', escapes: ["backslash", "doubled-brace"], holes: ["{"], isLong: false },
      { open: '"', close: '"', escapes: ["backslash"], holes: [], isLong: false },
      { open: "'", close: "'", escapes: ["backslash"], holes: [], isLong: false },
    ],
    comments: [
      { open: "///", close: null, isDoc: true },
      { open: "//", close: null, isDoc: false },
      { open: "/*", close: "*/", isDoc: false },
    ],
    heredoc: null,
    linesEnd: false,
  },
  "C# is audited, not rewritten: read the variable from the configuration or with Environment.GetEnvironmentVariable and build the text from it.",
)
