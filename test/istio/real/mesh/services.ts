import type { RawReply, UpstreamRequest } from "sluice/testing";
import { startTcpUpstream } from "../../../../tooling/testing/tcp-upstream.js";
import { startUpstream } from "../../../../tooling/testing/upstream.js";
import { Closers } from "./closers.js";

/** What stands behind the gateway, and beside it. */
export interface Services extends AsyncDisposable {
  /** Origin of an upstream that says what reached it. */
  readonly upstream: string;
  /** Origin of an authorization service that knows one session. */
  readonly authz: string;
  /** Origin of a TCP service that says what it is told. */
  readonly echo: string;
}

/** What reached the upstream. */
export interface Reached {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export async function startServices(): Promise<Services> {
  const started = new Closers();
  const upstream = await startUpstream(answer);
  started.defer(() => upstream.close());
  const authz = await startUpstream(authorize);
  started.defer(() => authz.close());
  const echo = await startTcpUpstream((socket) => void socket.pipe(socket));
  started.defer(() => echo.close());
  return {
    ...{ upstream: upstream.url, authz: authz.url, echo: echo.url },
    [Symbol.asyncDispose]: () => started[Symbol.asyncDispose](),
  };
}

async function answer(request: UpstreamRequest): Promise<Response> {
  if (request.path === "/page") {
    const page = '<a href="http://legacy.example.com/a">a</a>';
    return new Response(page, { headers: { "content-type": "text/html" } });
  }
  const { method, path } = request;
  const reached: Reached = { method, path, headers: Object.fromEntries(request.headers), body: await request.text() };
  return Response.json(reached, { headers: { "set-cookie": "session=1" } });
}

function authorize({ path, headers }: UpstreamRequest): RawReply {
  const isKnown = path.startsWith("/check/") && headers.get("cookie") === "session=1";
  return isKnown ? { headers: { "x-user": "ada" } } : { status: 403, body: "who are you?" };
}
