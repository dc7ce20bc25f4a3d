import type { Reader } from "../settings/settings-host.js"

/** Programs that read YAML in a way that matters here. */
export type YamlKind = "compose" | "github" | "gitlab" | "azure" | "azure-windows" | "ansible" | "spring" | "plain"

/** What reads a file, by its path and the keys of its root; `isList` where the root is a list. */
export function yamlKind(file: string, rootKeys: ReadonlySet<string>, isList: boolean): YamlKind {
  if (/(?:^|\/)(?:docker-)?compose[\w.-]*\.ya?ml$/i.test(file)) return "compose"
  if (/(?:^|\/)\.github\/(?:workflows|actions)\/|(?:^|\/)action\.ya?ml$/.test(file)) return "github"
  if (/\.gitlab-ci|(?:^|\/)\.gitlab\//.test(file)) return "gitlab"
  if (/azure-pipelines/i.test(file)) return "azure"
  if (/(?:^|\/)(?:application|bootstrap)[\w-]*\.ya?ml$/.test(file) || rootKeys.has("spring")) return "spring"
  if (rootKeys.has("jobs") && rootKeys.has("on")) return "github"
  if (rootKeys.has("services") && (rootKeys.has("volumes") || rootKeys.has("networks") || rootKeys.has("version")))
    return "compose"
  if (["pool", "trigger", "pr"].some((key) => rootKeys.has(key)) && ["steps", "jobs", "stages"].some((key) => rootKeys.has(key)))
    return "azure"
  if (isList && /(?:^|\/)(?:playbooks?|roles|tasks|handlers|ansible)\//.test(file)) return "ansible"
  if (isList && rootKeys.has("hosts")) return "ansible"
  return "plain"
}

const scriptKeys: Readonly<Record<YamlKind, Readonly<Record<string, string>>>> = {
  github: { run: "shell" },
  gitlab: { script: "shell", before_script: "shell", after_script: "shell" },
  azure: { script: "shell", bash: "shell", powershell: "powershell", pwsh: "powershell" },
  "azure-windows": { script: "batch", bash: "shell", powershell: "powershell", pwsh: "powershell" },
  ansible: {
    shell: "shell",
    "ansible.builtin.shell": "shell",
    win_shell: "powershell",
    "ansible.windows.win_shell": "powershell",
  },
  compose: {},
  spring: {},
  plain: {},
}

const shells: Readonly<Record<string, string>> = {
  pwsh: "powershell",
  powershell: "powershell",
  python: "python",
  cmd: "batch",
  bash: "shell",
  sh: "shell",
}

/** The language of a script under `key`, null where it is none. `siblings` are the plain values beside it. */
export function scriptLanguage(kind: YamlKind, key: string | null, siblings: ReadonlyMap<string, string>): string | null {
  const language = key === null || !Object.hasOwn(scriptKeys[kind], key) ? undefined : scriptKeys[kind][key]
  if (language === undefined) return null
  const shell = kind === "github" ? siblings.get("shell") : undefined
  return shell === undefined ? language : (shells[shell.split(" ")[0] ?? ""] ?? "text")
}

/** Who expands placeholders in a value at `path` (keys from the root, the value's own last). */
export function valueReader(kind: YamlKind, path: readonly string[]): Reader | null {
  if (kind === "compose") return "docker compose"
  if (kind === "spring") return "spring"
  if (kind !== "github") return null
  const parent = path.at(-2)
  if (parent !== "env" && parent !== "with") return null
  return path.includes("steps") ? "github actions step" : "github actions"
}

const conditionKeys: ReadonlySet<string> = new Set(["if", "condition", "when", "changed_when", "failed_when", "until"])

/** Whether the value of a key is an expression that decides what is run. */
export function isCondition(kind: YamlKind, key: string | null): boolean {
  return key !== null && kind !== "compose" && kind !== "spring" && kind !== "plain" && conditionKeys.has(key)
}

/** Whether a key gives the default of a parameter that its user can set. */
export function isDefault(path: readonly string[]): boolean {
  const key = path.at(-1)
  return (
    (key === "default" || key === "defaultValue") &&
    path.some((each) => each === "inputs" || each === "parameters" || each === "params")
  )
}
