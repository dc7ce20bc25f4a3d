import type { Host } from "../../model/host.js"
import type { Region } from "../../model/region.js"
import { placeOf, plainRegion } from "../shared/regions.js"
import { textLines } from "../shared/text-lines.js"

/** A template: text with islands of code, the language of which has a host of its own. */
interface TemplateForm {
  readonly language: string
  /** Global; matches the mark that opens an island. */
  readonly open: RegExp
  readonly close: string
  readonly inner: string
}

const forms = {
  php: { language: "php", open: /<\?(?:php\b|=|(?=\s))/g, close: "?>", inner: "php-script" },
  asp: { language: "asp", open: /<%[@=]?/g, close: "%>", inner: "visualbasic" },
  aspx: { language: "aspx", open: /<%[@=#:]?/g, close: "%>", inner: "csharp" },
} as const satisfies Readonly<Record<string, TemplateForm>>

function readTemplate(text: string, form: TemplateForm): readonly Region[] {
  const regions: Region[] = []
  let at = 0
  for (const match of text.matchAll(form.open)) {
    if (match.index < at) continue
    regions.push(...textLines(text, { start: at, end: match.index }))
    const start = match.index + match[0].length
    const close = text.indexOf(form.close, start)
    const end = close < 0 ? text.length : close
    if (end > start) regions.push(plainRegion("code", text, { start, end }, placeOf("value"), form.inner))
    at = close < 0 ? text.length : close + form.close.length
  }
  return [...regions, ...textLines(text, { start: at, end: text.length })]
}

/** The host of a kind of template. Audited only. */
export function templateHost(kind: keyof typeof forms): Host {
  const form = forms[kind]
  return {
    language: form.language,
    load: async () => {},
    read: (text) => ({ regions: readTemplate(text, form), imports: null, problems: [] }),
    site: () => ({ kind: "none", reason: "Markup is not rewritten." }),
    values: (text) => [text],
    definitions: null,
  }
}
