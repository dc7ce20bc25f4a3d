import type { Environment, Host } from "../model/host.js"

/**
 * Every string value of a text in order, with variables taken from `environment`, through all the languages in it: the host's own, then
 * those of each part in another language. Null where one of them cannot tell.
 */
export async function valuesOf(
  text: string,
  language: string,
  file: string,
  environment: Environment,
  hostOf: (language: string) => Promise<Host> | null,
): Promise<readonly string[] | null> {
  const host = await hostOf(language)
  if (host === null) return null
  const values = host.values(text, environment, file)
  if (values === null) return null
  const all = [...values]
  for (const region of host.read(text, file).regions) {
    if (region.kind !== "code") continue
    const inner = await valuesOf(region.text, region.language, file, environment, hostOf)
    all.push(...(inner ?? [region.text]))
  }
  return all
}
