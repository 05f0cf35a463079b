import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../../tooling/host/clock.js";
import type { HostOptions } from "../../../../tooling/host/host.js";
import { hostWith, messages, on, results } from "../probe.js";

const CALL = "call auth :method=POST,:path=/check?a=b,:authority=auth.test,x-q=1 body 100";
const script = [
  on("request_headers", [CALL]),
  "request_headers return 1",
  on("http_call_response", ["get 6 :status", "get 6 x-r", "body 4 0 99", "status", "effective last", "continue 0"]),
].join("\n");

/** One request whose headers wait for the callout; returns what the callout's callback saw. */
async function answers(callout: HostOptions["callout"], options: HostOptions = {}): Promise<string[]> {
  const host = await hostWith([script], { ...options, ...(callout === undefined ? {} : { callout }) });
  await host.fetch(new Request("http://gateway.test/"), () => new Response("ok"));
  return messages(host, "http_call_response").map((line) => line.slice(line.indexOf(" = ") + 3));
}

describe("proxy_http_call", () => {
  it("sends method, path, headers and body to the cluster, and hands its answer to the root context", async () => {
    const seen: unknown[] = [];
    const results = await answers(async (cluster, request) => {
      seen.push(cluster, request.method, request.url, request.headers.get("x-q"), await request.text());
      return new Response("fine", { status: 201, headers: { "x-r": "r" } });
    });
    expect(seen).toEqual(["auth", "POST", "http://auth.test/check?a=b", "1", "body"]);
    expect(results).toEqual(["0 '201'", "0 'r'", "0 'fine'", "0 0 ''", "0", "0"]);
  });

  it("makes a 503 of a connection that was refused", async () => {
    const [status, , body] = await answers(() => Promise.reject(new Error("refused")));
    expect(status).toBe("0 '503'");
    expect(body).toBe(
      "0 'upstream connect error or disconnect/reset before headers. reset reason: remote connection failure'",
    );
  });

  it("makes a 504 of a timeout, and drops the answer that comes later", async () => {
    const clock = new FakeClock();
    let late: (response: Response) => void = () => {};
    const host = await hostWith([script], { clock, callout: () => new Promise((resolve) => (late = resolve)) });
    const response = host.fetch(new Request("http://gateway.test/"), () => new Response("ok"));
    await setImmediate();
    clock.advance(100);
    expect((await response).status).toBe(200);
    late(new Response("too late"));
    await setImmediate();
    expect(messages(host, "http_call_response").slice(0, 3)).toEqual([
      "get 6 :status = 0 '504'",
      "get 6 x-r = 1",
      "body 4 0 99 = 0 'upstream request timeout'",
    ]);
    expect(messages(host).filter((line) => line.startsWith("http_call_response 1"))).toHaveLength(1);
  });

  it("calls the root context even when the stream is gone, whose id then is unknown", async () => {
    let finish: (response: Response) => void = () => {};
    const host = await hostWith([script], { callout: () => new Promise((resolve) => (finish = resolve)) });
    const client = new AbortController();
    void host.fetch(new Request("http://gateway.test/", { signal: client.signal }), () => new Response());
    await setImmediate();
    client.abort();
    finish(new Response("late"));
    await setImmediate();
    const lines = messages(host);
    expect(lines.slice(2, 5)).toEqual([expect.stringContaining("call auth"), "log 2", "done 2"]);
    expect(lines).toContain("http_call_response: effective last = 2");
  });

  it.each([
    ["a cluster that is not there", "call nowhere :method=GET,:path=/,:authority=a _ 1"],
    ["no :path", "call auth :method=GET,:authority=a _ 1"],
    ["no :method", "call auth :path=/,:authority=a _ 1"],
    ["no :authority", "call auth :method=GET,:path=/ _ 1"],
  ])("refuses %s", async (_case, operation) => {
    expect(await results([operation], { clusters: { auth: "http://127.0.0.1:9" } })).toEqual(["2 0"]);
  });

  it("numbers calls in steps of four", async () => {
    expect(await results([CALL, CALL], { callout: () => new Response() })).toEqual(["0 4", "0 8"]);
  });

  it("sends no answer to a plugin that has been closed", async () => {
    let finish: (response: Response) => void = () => {};
    const host = await hostWith([script], { callout: () => new Promise((resolve) => (finish = resolve)) });
    void host.fetch(new Request("http://gateway.test/"), () => new Response());
    await setImmediate();
    host.close();
    finish(new Response());
    await setImmediate();
    expect(messages(host).filter((line) => line.startsWith("http_call_response"))).toEqual([]);
  });
});
