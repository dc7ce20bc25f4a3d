import type { Review, ReviewComment } from "../report/github-review.js"
import { reviewMarker } from "../report/github-review.js"

/** Where a review goes. */
export interface PostTarget {
  /** Base address of the API, without a slash at the end. */
  readonly api: string
  /** `owner/name`. */
  readonly repository: string
  readonly pull: number
  /** The pull request's head, null to let GitHub take its latest commit. */
  readonly commit: string | null
  readonly token: string
}

/** What became of it. `refused`: the token may not write, as in a fork's pull request; say it in annotations instead. */
export type PostOutcome =
  | { readonly kind: "posted"; readonly created: number; readonly updated: number; readonly kept: number }
  | { readonly kind: "refused"; readonly message: string }

/** The world as the client needs it, so that tests need neither network nor time. */
export interface PostTools {
  readonly fetch: typeof globalThis.fetch
  /** Waits so many milliseconds. */
  readonly sleep: (milliseconds: number) => Promise<void>
}

/** GitHub did not take the review, after all attempts. */
export class PostError extends Error {
  override readonly name = "UsageError"
}

interface Answer {
  readonly status: number
  readonly body: unknown
  readonly next: boolean
}

const attempts = 5
const longestWait = 120_000
const mostPages = 50

/** How long a refusal asks to wait, in milliseconds; null if it is no matter of waiting. */
function waitOf(response: Response, text: string, attempt: number): number | null {
  const after = Number(response.headers.get("retry-after") ?? Number.NaN)
  if ((response.status === 403 || response.status === 429) && Number.isFinite(after)) return after * 1000
  if ((response.status === 403 || response.status === 429) && response.headers.get("x-ratelimit-remaining") === "0") {
    // The server's own clock: ours may be wrong.
    const now = Date.parse(response.headers.get("date") ?? "")
    const reset = Number(response.headers.get("x-ratelimit-reset") ?? Number.NaN) * 1000
    return Number.isFinite(reset - now) ? Math.max(1000, reset - now) : 60_000
  }
  if (response.status === 429 || (response.status === 403 && /secondary rate limit/i.test(text))) return 60_000
  return response.status >= 500 ? 1000 * 2 ** attempt : null
}

class Retry extends Error {
  override readonly name = "Retry"
}

/** One call. A read is tried again until it succeeds; a write throws `Retry` instead, since it may have been carried out all the same. */
async function call(target: PostTarget, tools: PostTools, method: string, path: string, body: unknown): Promise<Answer> {
  for (let attempt = 0; ; attempt++) {
    let wait: number | null
    let failure: string
    try {
      const response = await tools.fetch(`${target.api}/repos/${target.repository}${path}`, {
        method,
        headers: {
          accept: "application/vnd.github+json",
          authorization: `Bearer ${target.token}`,
          "content-type": "application/json",
          "user-agent": "unhardcode",
          "x-github-api-version": "2022-11-28",
        },
        body: body === null ? null : JSON.stringify(body),
        redirect: "error",
        signal: AbortSignal.timeout(30_000),
      })
      const text = await response.text()
      wait = waitOf(response, text, attempt)
      if (wait === null) {
        const next = /;\s*rel="next"/.test(response.headers.get("link") ?? "")
        return { status: response.status, body: parse(text), next }
      }
      failure = `it answered ${response.status}`
    } catch (error) {
      wait = 1000 * 2 ** attempt
      failure = error instanceof Error ? error.message : String(error)
    }
    if (wait > longestWait)
      throw new PostError(`GitHub asks to wait ${Math.ceil(wait / 1000)} seconds: run the check again later.`)
    if (attempt + 1 >= attempts) throw new PostError(`GitHub could not be reached for the review: ${failure}.`)
    await tools.sleep(wait)
    if (method !== "GET") throw new Retry(failure)
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function messageOf(body: unknown): string {
  return typeof body === "object" && body !== null && "message" in body ? String(body.message) : ""
}

/** One of our earlier comments or reviews. */
interface Earlier {
  readonly id: number
  readonly path: string
  readonly body: string
}

class Refused extends Error {
  override readonly name = "Refused"
}

async function ok(target: PostTarget, tools: PostTools, method: string, path: string, body: unknown = null): Promise<Answer> {
  const answer = await call(target, tools, method, path, body)
  if (answer.status === 401 || answer.status === 403 || answer.status === 404) {
    throw new Refused(`GitHub answered ${answer.status} ${messageOf(answer.body)}`.trim())
  }
  return answer
}

/** Our own entries of a paged list: those that begin with the marker. */
async function earlier(target: PostTarget, tools: PostTools, path: string): Promise<readonly Earlier[]> {
  const found: Earlier[] = []
  for (let page = 1; page <= mostPages; page++) {
    const answer = await ok(target, tools, "GET", `${path}?per_page=100&page=${page}`)
    if (!Array.isArray(answer.body)) throw new PostError(`GitHub's answer to ${path} is no list (status ${answer.status}).`)
    for (const item of answer.body as readonly Readonly<Record<string, unknown>>[]) {
      const { id, body, path: file } = item
      if (typeof id === "number" && typeof body === "string" && body.startsWith(reviewMarker)) {
        found.push({ id, body, path: typeof file === "string" ? file : "" })
      }
    }
    if (!answer.next) break
  }
  return found
}

function keyOf(path: string, body: string): string {
  return `${path}\0${body.split("\n", 1)[0] ?? ""}`
}

const settled = `${reviewMarker} settled -->`

/** One pass: reads what is there, changes what differs, adds what is missing. */
async function synchronise(review: Review, target: PostTarget, tools: PostTools): Promise<PostOutcome> {
  const pull = `/pulls/${target.pull}`
  const comments = await earlier(target, tools, `${pull}/comments`)
  const reviews = await earlier(target, tools, `${pull}/reviews`)
  const there = new Map(comments.map((comment) => [keyOf(comment.path, comment.body), comment]))
  const wanted = new Set(review.comments.map((comment) => keyOf(comment.path, comment.body)))
  const missing: ReviewComment[] = []
  let updated = 0
  let kept = 0
  for (const comment of review.comments) {
    const before = there.get(keyOf(comment.path, comment.body))
    if (before === undefined) missing.push(comment)
    else if (before.body === comment.body) kept++
    else {
      await ok(target, tools, "PATCH", `/pulls/comments/${before.id}`, { body: comment.body })
      updated++
    }
  }
  for (const comment of comments) {
    if (wanted.has(keyOf(comment.path, comment.body)) || comment.body.startsWith(settled)) continue
    await ok(target, tools, "PATCH", `/pulls/comments/${comment.id}`, { body: `${settled}\nNo longer there: thank you.` })
    updated++
  }
  const summary = reviews.find(({ body }) => body.startsWith(`${reviewMarker} summary -->`))
  if (summary !== undefined && summary.body !== review.body) {
    await ok(target, tools, "PUT", `${pull}/reviews/${summary.id}`, { body: review.body })
    updated++
  }
  if (missing.length === 0 && (summary !== undefined || review.comments.length === 0))
    return { kind: "posted", created: 0, updated, kept }
  const commit = target.commit === null ? {} : { commit_id: target.commit }
  const more = `${reviewMarker} more -->\nunhardcode: ${missing.length} more.`
  const body = summary === undefined ? review.body : more
  const answer = await ok(target, tools, "POST", `${pull}/reviews`, { ...commit, event: "COMMENT", body, comments: missing })
  if (answer.status === 422) {
    // A line outside of the diff makes GitHub refuse the whole review: then its places go into the body.
    const places = missing.map(({ path, line }) => `- ${path}:${line}`).join("\n")
    const plain = { ...commit, event: "COMMENT", body: `${body}\n\n${places}`.slice(0, 60_000), comments: [] }
    const second = await ok(target, tools, "POST", `${pull}/reviews`, plain)
    if (second.status >= 300) throw new PostError(`GitHub did not take the review: ${second.status} ${messageOf(second.body)}`)
  } else if (answer.status >= 300) {
    throw new PostError(`GitHub did not take the review: ${answer.status} ${messageOf(answer.body)}`)
  }
  return { kind: "posted", created: missing.length, updated, kept }
}

/**
 * Puts a review on a pull request: comments of an earlier run that still hold are kept or updated, others are marked as settled, new ones
 * added. Waits and tries again on errors of the server and on rate limits; after a failed write it looks first what arrived, so nothing is
 * said twice. Throws `PostError` when GitHub stays unreachable.
 */
export async function postReview(review: Review, target: PostTarget, tools: PostTools): Promise<PostOutcome> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await synchronise(review, target, tools)
    } catch (error) {
      if (error instanceof Refused) return { kind: "refused", message: error.message }
      if (!(error instanceof Retry)) throw error
      if (attempt + 1 >= attempts) throw new PostError(`GitHub could not be reached for the review: ${error.message}.`)
    }
  }
}

/** Where to post, from the environment of a GitHub workflow; a text says what is missing. `event` is the parsed event file, or null. */
export function postTarget(env: Readonly<Record<string, string | undefined>>, event: unknown): PostTarget | string {
  const token = env.GITHUB_TOKEN ?? env.GH_TOKEN ?? ""
  if (token === "") return "there is no token: give GITHUB_TOKEN (a fork's pull request has none that may write)"
  const repository = env.GITHUB_REPOSITORY ?? ""
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) return "GITHUB_REPOSITORY (owner/name) is not set"
  const pullRequest = member(event, "pull_request")
  const number = Number(member(pullRequest, "number") ?? /^refs\/pull\/(\d+)\//.exec(env.GITHUB_REF ?? "")?.[1] ?? Number.NaN)
  if (!Number.isInteger(number) || number <= 0) return "this is no pull request (neither the event nor GITHUB_REF names one)"
  const sha = member(member(pullRequest, "head"), "sha")
  const api = (env.GITHUB_API_URL ?? "https://api.github.com").replace(/\/+$/, "")
  if (!/^https:\/\/|^http:\/\/(?:localhost|127\.0\.0\.1)(?::|\/|$)/.test(api)) return "GITHUB_API_URL is no https address"
  return { api, repository, pull: number, commit: typeof sha === "string" && /^[0-9a-f]{40,64}$/.test(sha) ? sha : null, token }
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined
}
