import type { Region } from "../model/region.js"
import type { Span } from "../model/text.js"

/** A text that ends in the ending of a file, or of a host that is no country's. */
export const fileEnding =
  /\.(?:py|pyc|ipynb|sql|csproj|vbproj|fsproj|vcxproj|slnx?|pdb|nupkg|resx|xaml|cshtml|razor|js|mjs|cjs|ts|tsx|jsx|json|jsonl|ya?ml|toml|ini|cfg|conf|config|properties|env|sh|ps1|bat|cmd|csv|tsv|txt|xml|xlsx?|parquet|log|lock|bak|trn|mdf|ndf|ldf|mdb|accdb|db|db3|sqlite|sqlite3|dacpac|bacpac|sqlproj|dtsx|rdl|rpt|pdf|html?|svg|png|ico|jpe?g|gif|bmp|webp|md|zip|gz|tar|dll|exe|jar|java|cs|pid|flag|done|ok|err|out|dat|fmt|key|pem|com|net|org|io|local|internal)$/i

/** A setting that is a path, blanks in it or not: `Include="Members of MemberRepository.sql"`. */
export function isPathValue(region: Region): boolean {
  return (
    region.kind === "value" &&
    region.text.length < 400 &&
    /^[^\n"'<>|=;]+$/.test(region.text) &&
    fileEnding.test(region.text.trim())
  )
}

/** The word around the name is a path, a file name or a URL. */
export function isPath(text: string, span: Span): boolean {
  let start = span.start
  let end = span.end
  const reach = 300
  while (start > 0 && span.start - start < reach && !/[\s"'`,;(){}<>|=]/.test(text.charAt(start - 1))) start--
  while (end < text.length && end - span.end < reach && !/[\s"'`,;(){}<>|=]/.test(text.charAt(end))) end++
  const word = text.slice(start, end)
  return /[\\/]/.test(word) || fileEnding.test(word)
}
