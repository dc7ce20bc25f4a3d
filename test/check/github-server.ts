import { createServer } from "node:http"

/** A comment or review as the server keeps it. */
export interface Kept {
  readonly id: number
  body: string
  readonly path?: string
  readonly line?: number
}

/** How the server answers one request, before it looks at it; null lets it through. `after`: the request is carried out, then answered so. */
export interface Trouble {
  readonly method: string
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly message?: string
  readonly after?: boolean
}

/** A server that behaves like the part of GitHub's API that reviews need. */
export async function githubServer(options: {
  readonly token: string
  readonly diff: (path: string, line: number) => boolean
  readonly pageSize?: number
}) {
  const comments: Kept[] = []
  const reviews: Kept[] = []
  const requests: string[] = []
  const troubles: Trouble[] = []
  let id = 100
  const server = createServer((request, response) => {
    let text = ""
    request.setEncoding("utf8")
    request.on("data", (chunk: string) => {
      text += chunk
    })
    request.on("end", () => {
      const url = new URL(request.url ?? "", "http://localhost")
      const method = request.method ?? ""
      requests.push(`${method} ${url.pathname}`)
      const answer = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): void => {
        response.writeHead(status, { "content-type": "application/json", ...headers })
        response.end(JSON.stringify(body))
      }
      const trouble = troubles[0]?.method === method ? troubles.shift() : undefined
      if (trouble !== undefined && trouble.after !== true) {
        if (trouble.status === 0) return void request.socket.destroy()
        return answer(trouble.status, { message: trouble.message ?? "trouble" }, trouble.headers)
      }
      const done = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): void => {
        if (trouble?.status === 0) request.socket.destroy()
        else if (trouble !== undefined) answer(trouble.status, { message: "trouble" }, trouble.headers)
        else answer(status, body, headers)
      }
      if (request.headers.authorization !== `Bearer ${options.token}`) return answer(401, { message: "Bad credentials" })
      const body = text === "" ? {} : JSON.parse(text)
      const list = (items: readonly Kept[]): void => {
        const size = options.pageSize ?? Number(url.searchParams.get("per_page") ?? 30)
        const page = Number(url.searchParams.get("page") ?? 1)
        const more = items.length > size * page
        done(
          200,
          items.slice(size * (page - 1), size * page),
          more ? { link: `<http://localhost/x?page=${page + 1}>; rel="next"` } : {},
        )
      }
      const path = url.pathname.replace(/^\/repos\/acme\/etl/, "")
      const comment = /^\/pulls\/comments\/(\d+)$/.exec(path)
      const review = /^\/pulls\/7\/reviews\/(\d+)$/.exec(path)
      if (method === "GET" && path === "/pulls/7/comments") return list(comments)
      if (method === "GET" && path === "/pulls/7/reviews") return list(reviews)
      const found =
        comment !== null
          ? comments.find((each) => each.id === Number(comment[1]))
          : review !== null
            ? reviews.find((each) => each.id === Number(review[1]))
            : undefined
      if (found !== undefined && (method === "PATCH" || method === "PUT")) {
        found.body = body.body
        return done(200, found)
      }
      if (method === "POST" && path === "/pulls/7/reviews") {
        if (body.event !== "COMMENT" || typeof body.body !== "string" || body.body === "")
          return done(422, { message: "Unprocessable Entity" })
        for (const each of body.comments) {
          if (!options.diff(each.path, each.line))
            return done(422, { message: "Unprocessable Entity", errors: ["Line could not be resolved"] })
        }
        for (const each of body.comments) comments.push({ id: id++, body: each.body, path: each.path, line: each.line })
        const made = { id: id++, body: body.body }
        reviews.push(made)
        return done(200, made)
      }
      done(404, { message: "Not Found" })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  const port = typeof address === "object" && address !== null ? address.port : 0
  return {
    api: `http://127.0.0.1:${port}`,
    comments,
    reviews,
    requests,
    troubles,
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}
