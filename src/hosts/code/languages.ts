import type { LiteralForm } from "../shared/read-literal.js"
import type { LiteralSyntax } from "../shared/scan-literals.js"

/** A language that is audited only: how it writes strings and comments, and what a person is told to do. */
export interface CodeLanguage {
  readonly syntax: LiteralSyntax
  /** How the variable of the environment is read there. */
  readonly lookup: string
}

function form(open: string, rest: Partial<LiteralForm> = {}): LiteralForm {
  return { open, close: open, escapes: ["backslash"], holes: [], isLong: true, ...rest }
}

function comments(...marks: readonly (string | readonly [string, string])[]): LiteralSyntax["comments"] {
  return marks.map((mark) =>
    typeof mark === "string" ? { open: mark, close: null, isDoc: false } : { open: mark[0], close: mark[1], isDoc: false },
  )
}

const slashes = comments("//", ["/*", "*/"])
const line: Partial<LiteralForm> = { isLong: false }
const raw: Partial<LiteralForm> = { escapes: [] }
const dollars: Partial<LiteralForm> = { holes: ["${", "$name"] }

function language(
  lookup: string,
  forms: readonly LiteralForm[],
  marks: LiteralSyntax["comments"],
  rest: Partial<LiteralSyntax> = {},
): CodeLanguage {
  return { lookup, syntax: { forms, comments: marks, heredoc: null, linesEnd: false, ...rest } }
}

/** By the name that `discover` gives the language. Forms are tried in order, so the longer opening stands first. */
export const codeLanguages = {
  r: language(
    'Sys.getenv("VARIABLE")',
    [
      form('r"(', { close: ')"', ...raw }),
      form('R"(', { close: ')"', ...raw }),
      form('r"[', { close: ']"', ...raw }),
      form('r"{', { close: '}"', ...raw }),
      form('"'),
      form("'"),
    ],
    comments("#"),
    { linesEnd: true },
  ),
  go: language('os.Getenv("VARIABLE")', [form("`", raw), form('"', line), form("'", line)], slashes, { linesEnd: true }),
  rust: language(
    'std::env::var("VARIABLE")',
    [form('r##"', { close: '"##', ...raw }), form('r#"', { close: '"#', ...raw }), form('r"', { close: '"', ...raw }), form('"')],
    slashes,
  ),
  ruby: language('ENV["VARIABLE"]', [form('"', { holes: ["#{"] }), form("'")], comments("#", ["\n=begin", "\n=end"]), {
    linesEnd: true,
    heredoc: { open: /<<(?=[~A-Z-])[~-]?(["'`]?)([A-Za-z_]\w*)\1/y, escapes: ["backslash"], holes: ["#{"] },
  }),
  /** What stands between `<?php` and `?>`. */
  "php-script": language(
    'getenv("VARIABLE")',
    [form('"', { holes: ["${", "{", "$name"] }), form("'")],
    comments("//", "#", ["/*", "*/"]),
    { heredoc: { open: /<<<[ \t]*(["']?)([A-Za-z_]\w*)\1/y, escapes: ["backslash"], holes: ["${", "{", "$name"] } },
  ),
  perl: language(
    "$ENV{VARIABLE}",
    [form("qq{", { close: "}", ...dollars }), form("qq(", { close: ")", ...dollars }), form('"', dollars), form("'")],
    comments("#", ["\n=pod", "\n=cut"]),
    { heredoc: { open: /<<~?(["']?)([A-Z_]\w*)\1/y, escapes: ["backslash"], holes: ["${", "$name"] } },
  ),
  kotlin: language(
    'System.getenv("VARIABLE")',
    [form('"""', { ...raw, ...dollars }), form('"', { ...line, ...dollars }), form("'", line)],
    slashes,
    { linesEnd: true },
  ),
  scala: language(
    'sys.env("VARIABLE")',
    [form('"""', { ...raw, holes: ["${"] }), form('"', { ...line, holes: ["${"] })],
    slashes,
    {
      linesEnd: true,
    },
  ),
  swift: language('ProcessInfo.processInfo.environment["VARIABLE"]', [form('"""'), form('"', line)], slashes, { linesEnd: true }),
  visualbasic: language(
    'Environ("VARIABLE")',
    [form('"', { ...line, escapes: ["doubled"] })],
    comments("'", "\nREM ", "\nRem "),
    { linesEnd: true },
  ),
  fsharp: language(
    'Environment.GetEnvironmentVariable "VARIABLE"',
    [form('"""', raw), form('@"', { close: '"', escapes: ["doubled"] }), form('"')],
    comments("//", ["(*", "*)"]),
    { linesEnd: true },
  ),
  cpp: language('std::getenv("VARIABLE")', [form('R"(', { close: ')"', ...raw }), form('"', line), form("'", line)], slashes),
  lua: language(
    'os.getenv("VARIABLE")',
    [form("[[", { close: "]]", ...raw }), form('"', line), form("'", line)],
    comments(["--[[", "]]"], "--"),
    {
      linesEnd: true,
    },
  ),
  julia: language(
    'ENV["VARIABLE"]',
    [form('"""', { holes: ["$(", "$name"] }), form('"', { holes: ["$(", "$name"] })],
    comments(["#=", "=#"], "#"),
    {
      linesEnd: true,
    },
  ),
  delphi: language(
    "GetEnvironmentVariable('VARIABLE')",
    [form("'", { ...line, escapes: ["doubled"] })],
    comments("//", ["{", "}"], ["(*", "*)"]),
  ),
} as const satisfies Readonly<Record<string, CodeLanguage>>
