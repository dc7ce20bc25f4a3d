/** Languages by the end of a file's name, lower case. The longest that fits counts. */
const byExtension: Readonly<Record<string, readonly string[]>> = {
  python: ["py", "pyi", "pyw"],
  notebook: ["ipynb"],
  tsql: [
    ...[
      "sql",
      "tsql",
      "ddl",
      "dml",
      "prc",
      "sp",
      "proc",
      "tab",
      "viw",
      "vw",
      "udf",
      "fnc",
      "trg",
      "pkb",
      "sqlcmd",
      "usp",
      "dsql",
    ],
    ...["sql.template", "sql.tmpl", "sql.j2", "sql.jinja", "sql.mustache", "sql.in"],
  ],
  javascript: ["js", "mjs", "cjs", "jsx"],
  typescript: ["ts", "mts", "cts", "tsx"],
  vue: ["vue"],
  svelte: ["svelte"],
  prisma: ["prisma"],
  yaml: ["yml", "yaml"],
  json: ["json", "webmanifest", "arm", "bim"],
  jsonc: ["jsonc", "json5", "code-workspace"],
  toml: ["toml"],
  ini: ["ini", "cfg", "conf", "cnf", "udl", "dsn", "rdg", "inf", "editorconfig"],
  properties: ["properties"],
  dotenv: ["env"],
  xml: [
    ...[
      "xml",
      "config",
      "csproj",
      "vbproj",
      "sqlproj",
      "fsproj",
      "props",
      "targets",
      "dtsx",
      "dtsconfig",
      "dtproj",
      "conmgr",
      "params",
      "rdl",
      "rds",
      "rsd",
    ],
    ...[
      "edmx",
      "dbml",
      "xsd",
      "xsl",
      "xslt",
      "xaml",
      "wsdl",
      "resx",
      "settings",
      "nuspec",
      "publishsettings",
      "pubxml",
      "refactorlog",
      "scmp",
      "dcmp",
      "slnx",
      "svg",
    ],
  ],
  shell: ["sh", "bash", "zsh", "ksh", "dash"],
  powershell: ["ps1", "psm1", "psd1"],
  batch: ["bat", "cmd"],
  groovy: ["groovy", "gradle", "gvy", "jenkinsfile"],
  makefile: ["mk", "mak"],
  dockerfile: ["dockerfile", "containerfile"],
  terraform: ["tf", "tfvars", "hcl", "tofu"],
  markdown: ["md", "markdown", "mdx", "rmd", "qmd"],
  csv: ["csv", "tsv", "psv"],
  java: ["java"],
  csharp: ["cs", "csx"],
  r: ["r", "rprofile"],
  go: ["go"],
  rust: ["rs"],
  ruby: ["rb", "rake", "gemspec"],
  php: ["php", "phtml", "php5", "inc.php"],
  perl: ["pl", "pm", "cgi"],
  kotlin: ["kt", "kts"],
  scala: ["scala", "sc", "sbt"],
  swift: ["swift"],
  visualbasic: ["vb", "vbs", "vba", "bas", "cls", "frm", "dsr"],
  fsharp: ["fs", "fsx", "fsi"],
  cpp: ["c", "h", "cc", "cpp", "cxx", "hpp", "hh", "ino"],
  lua: ["lua"],
  julia: ["jl"],
  delphi: ["pas", "dpr", "dfm"],
  asp: ["asp"],
  aspx: ["aspx", "ascx", "ashx", "asmx", "master"],
}

/** Languages by a whole name, lower case. */
const byName = new Map(
  Object.entries({
    makefile: "makefile",
    gnumakefile: "makefile",
    dockerfile: "dockerfile",
    containerfile: "dockerfile",
    jenkinsfile: "groovy",
    pipfile: "toml",
    "poetry.lock": "toml",
    "uv.lock": "toml",
    "cargo.lock": "toml",
    "pipfile.lock": "json",
    "composer.lock": "json",
    "tsconfig.json": "jsonc",
    "jsconfig.json": "jsonc",
    "settings.json": "jsonc",
    "launch.json": "jsonc",
    "tasks.json": "jsonc",
    "devcontainer.json": "jsonc",
    ".eslintrc": "jsonc",
    ".babelrc": "jsonc",
    ".prettierrc": "yaml",
    "flyway.conf": "properties",
    ".env": "dotenv",
    ".envrc": "shell",
    ".bashrc": "shell",
    ".bash_profile": "shell",
    ".profile": "shell",
    ".zshrc": "shell",
    ".flake8": "ini",
    ".pylintrc": "ini",
    ".gitconfig": "ini",
    ".npmrc": "ini",
    "odbc.ini": "ini",
    sconstruct: "python",
    wscript: "python",
  }),
)

const interpreters: readonly (readonly [RegExp, string])[] = [
  [/^(?:python|pypy)[\d.]*$/, "python"],
  [/^(?:sh|bash|dash|ksh|zsh|ash)$/, "shell"],
  [/^(?:pwsh|powershell)(?:\.exe)?$/, "powershell"],
  [/^(?:node|nodejs|bun)$/, "javascript"],
  [/^(?:deno|ts-node|tsx)$/, "typescript"],
  [/^(?:groovy)$/, "groovy"],
  [/^(?:Rscript|littler)$/, "r"],
  [/^(?:perl)$/, "perl"],
  [/^(?:ruby)$/, "ruby"],
  [/^(?:php)$/, "php"],
  [/^(?:sqlcmd)$/, "tsql"],
]

const extensions = new Map(
  Object.entries(byExtension).flatMap(([language, endings]) => endings.map((ending) => [ending, language] as const)),
)

/** Endings of texts whose content is never looked at: prose and markup begin with words that SQL begins with. */
const prose = /\.(?:txt|text|log|rst|adoc|tex|html?|xhtml|css|scss|less|po|out|diff|patch|rtf|lock)$/

const statement = new RegExp(
  `^(?:${[
    "use\\s+(?:\\[[^\\]\\n]{1,200}\\]|\\w+)[ \\t]*(?:;|\\r?\\n|$)",
    "go[ \\t]*(?:\\r?\\n|$)",
    "select\\s+(?:top\\s*[(\\d]|distinct\\s|[*@'\\d]|[\\w.[\\]]{1,200}(?:\\s*,|\\s+from\\s))",
    "insert\\s+into\\s",
    "delete\\s+from\\s",
    "update\\s+\\S{1,300}\\s+set\\s",
    "(?:create|alter|drop)\\s+(?:or\\s+alter\\s+)?(?:table|view|proc|procedure|function|trigger|database|schema|synonym|index|login|user|role)\\s",
    "truncate\\s+table\\s",
    "merge\\s+(?:into\\s+)?[[\\w.\\]]{1,300}\\s+(?:as\\s|using\\s|with\\s)",
    "declare\\s+@",
    "exec(?:ute)?\\s+[[@\\w]",
    "set\\s+(?:nocount|ansi_nulls|quoted_identifier|xact_abort|@)",
    "if\\s+(?:not\\s+)?(?:exists\\s*\\(|object_id\\s*\\(|db_id\\s*\\()",
    "(?:grant|deny|revoke)\\s+\\w+.{0,200}\\s(?:on|to)\\s",
    ":(?:setvar|r|connect|on\\s+error)\\s",
  ].join("|")})`,
  "i",
)

/** The start of a text behind SQL's white space and comments, at most a thousand of which are passed over. */
function afterComments(head: string): string {
  const blank = /\s+|--[^\n]*|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\//y
  for (let passed = 0; passed < 1000; passed++) {
    const at = blank.lastIndex
    if (!blank.test(head)) return head.slice(at, at + 1000)
  }
  return ""
}

function fromShebang(head: string): string | null {
  if (!head.startsWith("#!")) return null
  const words = (head.slice(2, 300).split(/[\r\n]/)[0] ?? "").trim().split(/\s+/)
  const program = (word: string) => word.slice(word.lastIndexOf("/") + 1)
  const first = program(words[0] ?? "")
  const name =
    first === "env" ? program(words.slice(1).find((word) => !word.startsWith("-") && !word.includes("=")) ?? "") : first
  return interpreters.find(([test]) => test.test(name))?.[1] ?? null
}

function fromName(name: string): string | null {
  const whole = byName.get(name)
  if (whole !== undefined) return whole
  if (/^\.env(?:\.|$)/.test(name) || /^env\.(?:example|sample|template|dist)$/.test(name)) return "dotenv"
  if (/^(?:docker|container)file\./.test(name)) return "dockerfile"
  if (/^jenkinsfile\./.test(name)) return "groovy"
  for (let dot = name.indexOf("."); dot >= 0; dot = name.indexOf(".", dot + 1)) {
    const language = extensions.get(name.slice(dot + 1))
    if (language !== undefined) return language
  }
  const template = /^(.+)\.(?:example|sample|template|tmpl|tpl|dist|bak|orig|old|j2|in)$/.exec(name)
  return template === null ? null : fromName(template[1] as string)
}

/** The declaration of an XML document, or a root element with a namespace. */
const xmlStart = /^\s*<(?:\?xml\s|[A-Za-z_][\w.:-]{0,100}\s[^<>]{0,2000}?\bxmlns(?::\w{1,100})?\s?=)/

function fromContent(head: string): string | null {
  if (xmlStart.test(head)) return "xml"
  return statement.test(afterComments(head.slice(0, 20_000))) ? "tsql" : null
}

/**
 * The language of a file: by its name (`path` is POSIX), else by its `#!` line, else by its content when it has no known ending and begins like
 * XML or T-SQL; `text` where nothing tells. `head` is the start of the text, a few thousand units are plenty.
 */
export function languageOf(path: string, head: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase()
  const found = fromName(name) ?? fromShebang(head)
  if (found !== null) return found
  return (prose.test(name) ? null : fromContent(head)) ?? "text"
}
