import type { TestGateway } from "../testing/serve.js";
import { signToken } from "./token.js";

/** One request of the demo, and what a reader expects of it. */
export interface Visit {
  readonly what: string;
  readonly method: string;
  readonly path: string;
  readonly token: string | null;
  readonly expectedStatus: number;
}

/** What one request got. */
export interface Answer {
  readonly visit: Visit;
  readonly status: number;
  /** The reason that `auth` gave, else what the upstream said. */
  readonly body: string;
  /** What each filter did to this request or its response. */
  readonly done: readonly string[];
}

/** Requests as a gateway meets them: without a token, with good and bad ones, on an open path and around it. */
export function makeVisits(secret: string, nowSeconds: number): Visit[] {
  const claims = { sub: "ada", exp: nowSeconds + 3600 };
  const unsigned = Buffer.from('{"alg":"none"}').toString("base64url");
  const payload = Buffer.from(JSON.stringify(claims)).toString("base64url");
  const visit = (what: string, path: string, token: string | null, expectedStatus: number, method = "GET"): Visit => ({
    ...{ what, method, path, token, expectedStatus },
  });
  return [
    visit("no token", "/orders", null, 401),
    visit("good token", "/orders", signToken(claims, secret), 200),
    visit("good token, POST", "/orders", signToken(claims, secret), 200, "POST"),
    visit("expired token", "/orders", signToken({ ...claims, exp: nowSeconds - 3600 }, secret), 401),
    visit("not yet valid", "/orders", signToken({ ...claims, nbf: nowSeconds + 3600 }, secret), 401),
    visit("forged token", "/orders", signToken(claims, `not ${secret}`), 401),
    visit("unsigned token", "/orders", `${unsigned}.${payload}.`, 401),
    visit("public path", "/public/prices", null, 200),
    visit("traversal", "/public/../orders", null, 401),
    visit("encoded traversal", "/public%2f..%2forders", null, 401),
  ];
}

/** Sends one request through the gateway, its path as it stands. */
export async function send(gateway: TestGateway, visit: Visit): Promise<Answer> {
  const response = await gateway.fetch(visit.path, {
    method: visit.method,
    headers: visit.token === null ? {} : { authorization: `Bearer ${visit.token}` },
    ...(visit.method === "POST" ? { body: "two apples" } : {}),
  });
  const body = await response.text();
  const isRefused = response.headers.has("www-authenticate");
  const seen = isRefused ? null : (JSON.parse(body) as { headers: Record<string, string> });
  const done = [
    isRefused ? "auth refused" : "auth let pass",
    ...(seen?.headers["x-gateway"] === undefined ? [] : ["headers set x-gateway"]),
    ...(response.headers.get("x-content-type-options") === "nosniff" ? ["headers added nosniff"] : []),
    ...(response.headers.has("x-powered-by") ? [] : isRefused ? [] : ["headers removed x-powered-by"]),
  ];
  return {
    visit,
    status: response.status,
    body: isRefused ? (JSON.parse(body) as { reason: string }).reason : "served",
    done,
  };
}
