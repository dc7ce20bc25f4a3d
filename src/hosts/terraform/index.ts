import type { Host } from "../../model/host.js"
import { auditedHost } from "../shared/literal-host.js"

/** Terraform: quoted strings and heredocs with expressions, comments. The default of a `variable` block is the finished form. */
export const terraform: Host = auditedHost(
  "terraform",
  {
    forms: [{ open: '"', close: '"', escapes: ["backslash"], holes: ["${"], isLong: false }],
    comments: [
      { open: "#", close: null, isDoc: false },
      { open: "//", close: null, isDoc: false },
      { open: "/*", close: "*/", isDoc: false },
    ],
    heredoc: { open: /<<-?()([A-Za-z_]\w*)/y, escapes: [], holes: ["${"] },
    linesEnd: true,
  },
  "Declare a variable whose default is the name, and write ${var.…} here: TF_VAR_… chooses the set.",
  (region) => {
    const { place } = region
    const isDefault = region.kind === "string" && place.target === "default" && (place.path.at(-1) ?? "").startsWith("variable")
    return isDefault ? { ...region, place: { ...place, role: "fallback" } } : region
  },
)
