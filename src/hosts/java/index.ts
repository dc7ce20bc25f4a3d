import type { Host } from "../../model/host.js"
import { auditedHost } from "../shared/literal-host.js"

/** Java and what is written like it: strings, text blocks, comments. Audited only. */
export const java: Host = auditedHost(
  "java",
  {
    forms: [
      { open: '"""', close: '"""', escapes: ["backslash"], holes: [], isLong: true },
      { open: '"', close: '"', escapes: ["backslash"], holes: [], isLong: false },
      { open: "'", close: "'", escapes: ["backslash"], holes: [], isLong: false },
    ],
    comments: [
      { open: "//", close: null, isDoc: false },
      { open: "/**", close: "*/", isDoc: true },
      { open: "/*", close: "*/", isDoc: false },
    ],
    heredoc: null,
    linesEnd: false,
  },
  'Java is audited, not rewritten: read the variable with System.getenv or a @Value("${VARIABLE:default}") and build the text from it.',
)
