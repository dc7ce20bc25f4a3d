export { expand } from "./expand.js"
export type { Expansion } from "./expansion.js"
export { placeholder } from "./placeholder.js"
