import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { postReview, postTarget } from "../../src/cli/github-post.js"
import { reviewOf } from "../../src/report/github-review.js"
import { plainOptions } from "../../src/report/reporter.js"
import { checkOf, findingIn, loaderText } from "../report/sample.js"
import { githubServer } from "./github-server.js"

let server: Awaited<ReturnType<typeof githubServer>>
let slept: number[] = []
const tools = {
  fetch: globalThis.fetch,
  sleep: async (milliseconds: number) => {
    slept.push(milliseconds)
  },
}

beforeEach(async () => {
  slept = []
  server = await githubServer({ token: "secret", diff: (_, line) => line < 100 })
})
afterEach(() => server.close())

function reviewFor(...nths: readonly number[]) {
  const findings = nths.map((nth) => findingIn("load/members.py", loaderText, nth))
  return reviewOf(checkOf(findings), { ...plainOptions, source: () => loaderText })
}

function target(changes = {}) {
  return { api: server.api, repository: "acme/etl", pull: 7, commit: null, token: "secret", ...changes }
}

describe("postReview", () => {
  it("posts one review, and says nothing again", async () => {
    expect(await postReview(reviewFor(1, 2), target(), tools)).toEqual({ kind: "posted", created: 2, updated: 0, kept: 0 })
    expect(server.comments.map(({ path, line }) => [path, line])).toEqual([
      ["load/members.py", 1],
      ["load/members.py", 4],
    ])
    expect(await postReview(reviewFor(1, 2), target(), tools)).toEqual({ kind: "posted", created: 0, updated: 0, kept: 2 })
    expect(server.reviews).toHaveLength(1)
  })

  it("settles what is gone, adds what is new and updates the summary", async () => {
    await postReview(reviewFor(1, 2), target(), tools)
    expect(await postReview(reviewFor(2, 3), target(), tools)).toEqual({ kind: "posted", created: 1, updated: 1, kept: 1 })
    expect(server.comments.map(({ body }) => /settled/.test(body))).toEqual([true, false, false])
    await postReview(reviewFor(), target(), tools)
    expect(server.comments.every(({ body }) => /settled/.test(body))).toBe(true)
    expect(server.reviews[0]?.body).toContain("nothing new")
    const before = server.requests.length
    await postReview(reviewFor(), target(), tools)
    expect(server.requests.slice(before).every((request) => request.startsWith("GET"))).toBe(true)
  })

  it("says nothing where there is nothing to say", async () => {
    expect(await postReview(reviewFor(), target(), tools)).toEqual({ kind: "posted", created: 0, updated: 0, kept: 0 })
    expect(server.reviews).toHaveLength(0)
  })

  it("finds its comments on later pages", async () => {
    await server.close()
    server = await githubServer({ token: "secret", diff: () => true, pageSize: 1 })
    await postReview(reviewFor(1, 2, 3), target(), tools)
    expect(await postReview(reviewFor(1, 2, 3), target(), tools)).toMatchObject({ created: 0, kept: 3 })
  })

  it("leaves other people's comments alone", async () => {
    server.comments.push({ id: 1, body: "please explain", path: "load/members.py" })
    await postReview(reviewFor(1), target(), tools)
    expect(server.comments[0]?.body).toBe("please explain")
  })

  it.each([
    ["an error of the server", { method: "GET", status: 502 }, [1000]],
    ["a dropped connection", { method: "GET", status: 0 }, [1000]],
    ["retry-after", { method: "GET", status: 429, headers: { "retry-after": "7" } }, [7000]],
    [
      "the rate limit",
      {
        method: "GET",
        status: 403,
        headers: {
          "x-ratelimit-remaining": "0",
          "x-ratelimit-reset": String(Date.parse("2030-01-01T00:00:30Z") / 1000),
          date: "Tue, 01 Jan 2030 00:00:00 GMT",
        },
      },
      [30_000],
    ],
    ["a secondary limit", { method: "POST", status: 403, message: "You have exceeded a secondary rate limit" }, [60_000]],
  ])("waits after %s", async (_, trouble, waits) => {
    server.troubles.push(trouble)
    expect(await postReview(reviewFor(1), target(), tools)).toMatchObject({ created: 1 })
    expect(slept).toEqual(waits)
    expect(server.comments).toHaveLength(1)
  })

  it.each([502, 0])("does not repeat a review that arrived though the answer did not (%s)", async (status) => {
    server.troubles.push({ method: "POST", status, after: true })
    expect(await postReview(reviewFor(1), target(), tools)).toMatchObject({ kind: "posted", kept: 1 })
    expect(server.comments).toHaveLength(1)
  })

  it("gives up in the end, and on a wait that is too long", async () => {
    for (let count = 0; count < 9; count++) server.troubles.push({ method: "GET", status: 500 })
    await expect(postReview(reviewFor(1), target(), tools)).rejects.toThrow(/could not be reached.*500/)
    server.troubles.length = 0
    server.troubles.push({ method: "GET", status: 429, headers: { "retry-after": "3600" } })
    await expect(postReview(reviewFor(1), target(), tools)).rejects.toThrow(/wait 3600 seconds/)
  })

  it("lists places in the body when a line is not in the diff", async () => {
    const far = { ...findingIn("load/members.py", loaderText, 1), line: 500, endLine: 500, fix: null }
    const review = reviewOf(checkOf([far]), { ...plainOptions, source: () => loaderText })
    await postReview(review, target(), tools)
    expect(server.comments).toHaveLength(0)
    expect(server.reviews[0]?.body).toContain("- load/members.py:500")
  })

  it("is refused without the right to write", async () => {
    expect(await postReview(reviewFor(1), target({ token: "other" }), tools)).toEqual({
      kind: "refused",
      message: "GitHub answered 401 Bad credentials",
    })
    server.troubles.push({ method: "POST", status: 403, message: "Resource not accessible by integration" })
    expect(await postReview(reviewFor(1), target(), tools)).toMatchObject({
      kind: "refused",
      message: expect.stringContaining("not accessible"),
    })
  })
})

describe("postTarget", () => {
  const env = { GITHUB_TOKEN: "t", GITHUB_REPOSITORY: "acme/etl", GITHUB_REF: "refs/pull/7/merge" }
  it("comes from the environment and the event", () => {
    expect(postTarget(env, null)).toEqual({
      api: "https://api.github.com",
      repository: "acme/etl",
      pull: 7,
      commit: null,
      token: "t",
    })
    const event = { pull_request: { number: 9, head: { sha: "a".repeat(40) } } }
    expect(postTarget({ ...env, GITHUB_API_URL: "https://ghe.example/api/v3/" }, event)).toMatchObject({
      pull: 9,
      commit: "a".repeat(40),
      api: "https://ghe.example/api/v3",
    })
  })
  it.each([
    [{ ...env, GITHUB_TOKEN: "" }, /no token/],
    [{ ...env, GITHUB_REPOSITORY: "../x/y" }, /GITHUB_REPOSITORY/],
    [{ ...env, GITHUB_REF: "refs/heads/main" }, /no pull request/],
    [{ ...env, GITHUB_API_URL: "http://elsewhere.example" }, /https/],
  ])("or says what is missing", (given, message) => {
    expect(postTarget(given, null)).toMatch(message)
  })
})
