const spellings = [
  // sqlcmd, and Agent tokens.
  /\$\([A-Za-z_][\w\-() ]{0,127}?\)(?!\))/y,
  // Flyway, Liquibase, JavaScript, shells.
  /\$\{[^{}\r\n;]{0,255}\}/y,
  // grate, Jinja, dbt: see `doubleBraceEnd`.
  /(?!)/y,
  // Python and C# formats: `{db}`, `{0}`, `{self.db}`, but not the escapes of ODBC, such as `{d '2024-01-01'}` and `{call p}`.
  /\{[A-Za-z_]\w{0,127}(?:(?:\.\w{1,127}|\[["']?\w{1,127}["']?\])){0,8}(?:![rsa])?\}|\{\d{0,3}\}/y,
  // SSMS templates: `<schema, sysname, dbo>`.
  /<[A-Za-z_][^<>,'\r\n]{0,127},[^<>,'\r\n]{0,127},[^<>'\r\n]{0,127}>/y,
  // Python's percent formats.
  /%(?:\(\w{1,127}\))?s(?![\w%])/y,
] as readonly RegExp[]

const longestExpression = 2000

/** `{{ … }}` of grate, Jinja and dbt, over lines and with others of its kind inside: `{{ config(post_hook="{{ grant() }}") }}`. */
function doubleBraceEnd(text: string, at: number): number {
  const stop = Math.min(text.length - 1, at + longestExpression)
  if (!text.slice(at, stop + 1).includes("}}")) return -1
  let depth = 0
  for (let index = at; index < stop; index++) {
    const unit = text.charCodeAt(index)
    if ((unit !== 123 && unit !== 125) || text.charCodeAt(index + 1) !== unit) continue
    depth += unit === 123 ? 1 : -1
    index++
    if (depth === 0) return index + 1
  }
  return -1
}

/** Where a comment `{# … #}` or a statement `{% … %}` of a Jinja template ends that begins at `at`; -1 if none does. */
export function templateTagEnd(text: string, at: number): number {
  const mark = text.charAt(at + 1)
  if (mark !== "#" && mark !== "%") return -1
  const found = text.slice(at + 2, at + longestExpression).indexOf(`${mark}}`)
  return found < 0 ? -1 : at + found + 4
}

/**
 * Where the placeholder ends that is spelled at `at`, by any tool that expands SQL text; -1 if none is. For texts whose host gave no holes.
 */
export function placeholderEnd(text: string, at: number): number {
  const unit = text.charCodeAt(at)
  const next = text.charCodeAt(at + 1)
  const which =
    unit === 36
      ? next === 40
        ? 0
        : next === 123
          ? 1
          : -1
      : unit === 123
        ? next === 123
          ? 2
          : 3
        : unit === 60
          ? 4
          : unit === 37
            ? 5
            : -1
  if (which < 0) return -1
  if (which === 2) return doubleBraceEnd(text, at)
  const spelling = spellings[which] as RegExp
  spelling.lastIndex = at
  return spelling.test(text) ? spelling.lastIndex : -1
}
