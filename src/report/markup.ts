import { visible } from "./inert.js"

/** Text for XML or HTML, in elements and in quoted attributes: no markup, no characters that XML forbids. */
export function markupText(text: string): string {
  return visible(text)
    .replace(/[\ufffe\uffff]/g, "\ufffd")
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
