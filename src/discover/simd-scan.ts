/** Gives the first place from `at` on, and before `end`, at which something may begin; `end` or beyond when there is none. */
export type Scan = (at: number, end: number) => number

/** A scan, and the memory that it looks at: bytes go in from `start` on. */
export interface Scanner {
  readonly scan: Scan
  readonly memory: Uint8Array
  readonly start: number
}

/** Where the four bytes stand that are looked at, from the first on: far enough apart that what only begins like a word is not taken for it. */
export const offsets: readonly [number, number, number, number] = [0, 1, 3, 6]

/** For each of the four bytes, by its value the bits of the words that may have it there. */
export type BytePatterns = readonly [Uint8Array, Uint8Array, Uint8Array, Uint8Array]

/** Of Node's globals, which its types leave to those of browsers. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object) => { readonly exports: Readonly<Record<string, unknown>> }
}

const pages = 4
/** Tables of 16 bytes: for each of four bytes one by its low four bits and one by its high four. */
const tables = 8
const width = 16

/** A number as WebAssembly writes it (LEB128). */
function number(value: number): readonly number[] {
  return value < 64 ? [value] : [(value & 0x7f) | 0x80, value >> 7]
}

function section(id: number, content: readonly number[]): readonly number[] {
  return [id, ...number(content.length), ...content]
}

const i32 = 0x7f
const v128 = 0x7b
const get = (local: number): readonly number[] => [0x20, local]
const set = (local: number): readonly number[] => [0x21, local]
const constant = (value: number): readonly number[] => [0x41, ...number(value)]
const simd = (code: number): readonly number[] => [0xfd, ...(code < 0x80 ? [code] : [(code & 0x7f) | 0x80, code >> 7])]
const load = (offset: number): readonly number[] => [...simd(0), 0, ...number(offset)]
const swizzle = simd(14)
const and = simd(78)

/** Locals: the two parameters, then the tables, the nibbles' mask, 16 bytes, and the bits of what may begin at each of 16 places. */
const [at, end, firstTable, mask, bytes, found] = [0, 1, 2, 10, 11, 12]

/** Leaves on the stack which words may have byte `index` of theirs, at each of 16 places. */
function lookUp(index: number): readonly number[] {
  const table = firstTable + 2 * index
  const low = [...get(table), ...get(bytes), ...get(mask), ...and, ...swizzle]
  const high = [...get(table + 1), ...get(bytes), ...constant(4), ...simd(109), ...swizzle]
  return [...get(at), ...load(offsets[index] ?? 0), ...set(bytes), ...low, ...high, ...and]
}

const body = [
  ...Array.from({ length: tables }, (_, index) => [...constant(0), ...load(width * index), ...set(firstTable + index)]).flat(),
  // 15 in each byte: i8x16.splat
  ...[...constant(15), ...simd(15), ...set(mask)],
  // Two blocks: `loop` within `block`, left when `at` is not below `end`.
  ...[0x02, 0x40, 0x03, 0x40, ...get(at), ...get(end), 0x4e, 0x0d, 1],
  ...[...lookUp(0), ...lookUp(1), ...and, ...lookUp(2), ...and, ...lookUp(3), ...and, ...set(found)],
  // If any bit is set: return at + the number of places before the first that is not zero.
  ...[...get(found), ...simd(83), 0x04, 0x40, ...get(at), ...get(found), ...constant(0), ...simd(15), ...simd(36)],
  ...[...simd(100), 0x68, 0x6a, 0x0f, 0x0b],
  ...[...get(at), ...constant(width), 0x6a, ...set(at), 0x0c, 0, 0x0b, 0x0b],
  ...[...get(end), 0x0b],
]
const code = [1, tables + 3, v128, ...body]

const program = Uint8Array.from([
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...section(1, [1, 0x60, 2, i32, i32, 1, i32]),
  ...section(3, [1, 0]),
  ...section(5, [1, 0, pages]),
  ...section(7, [2, 1, 0x6d, 2, 0, 1, 0x73, 0, 0]),
  ...section(10, [1, ...number(code.length), ...code]),
])

/**
 * A scan for words by four bytes of theirs: 16 places are compared at once, by the bits that the two halves of each byte leave (the search
 * of Hyperscan called Teddy). Null where WebAssembly has no vectors, or is switched off.
 */
export function simdScanner(patterns: BytePatterns): Scanner | null {
  try {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(program))
    const memory = new Uint8Array((exports.m as { readonly buffer: ArrayBuffer }).buffer)
    patterns.forEach((bits, index) => {
      bits.forEach((value, byte) => {
        for (const place of [2 * width * index + (byte & 15), 2 * width * index + width + (byte >> 4)])
          memory[place] = (memory[place] ?? 0) | value
      })
    })
    return { scan: exports.s as Scan, memory, start: tables * width }
  } catch {
    return null
  }
}
