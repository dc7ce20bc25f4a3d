import type { Host } from "../../model/host.js"
import { commentRegion, lastOnly, sortRegions } from "../shared/regions.js"
import { scanScript } from "./scan-script.js"
import { shellSite } from "./site.js"
import { shellValues } from "./values.js"
import { wordRegions } from "./word-regions.js"

const script = lastOnly(scanScript)

/** Shell scripts as bash and POSIX shells read them: words, quotes, expansions, heredocs, comments. */
export const shell: Host = {
  language: "shell",
  load: async () => {},
  read: (text) => {
    const read = script(text)
    const regions = [
      ...read.comments.map((span) => commentRegion(text, span)),
      ...read.words.flatMap((each) => wordRegions(each, read)),
    ]
    return { regions: sortRegions(regions), imports: null, problems: read.problems }
  },
  site: (text, region, occurrence) => shellSite(text, script(text), region, occurrence),
  values: (text, environment) => shellValues(script(text), environment),
  definitions: null,
}
