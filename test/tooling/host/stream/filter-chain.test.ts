import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../../tooling/host/clock.js";
import { HeaderMap } from "../../../../tooling/host/http/header-map.js";
import { answer, open, response } from "../exchange.js";
import { hostWith, messages } from "../probe.js";

const send = (exchange: ReturnType<typeof open>, chunks: readonly string[]): void =>
  chunks.forEach((chunk, index) => {
    exchange.stream.request.receiveData(Buffer.from(chunk), index === chunks.length - 1);
  });
const bodies = (lines: readonly string[], event: string): string[] =>
  lines.filter((line) => line.startsWith(`${event} `)).map((line) => line.slice(event.length + 1));

describe("the filter chain", () => {
  it("visits plugins first to last with the request, last to first with the response", async () => {
    const host = await hostWith([
      "request_headers add 0 x-by 0\nresponse_headers add 2 x-by 0",
      "request_headers add 0 x-by 1\nresponse_headers add 2 x-by 1",
    ]);
    const exchange = open(host, [], true);
    answer(exchange, 204);
    expect(exchange.upstream.headers?.getAll("x-by")).toEqual(["0", "1"]);
    expect(exchange.client.headers?.getAll("x-by")).toEqual(["1", "0"]);
  });

  it("passes bytes through untouched when there are no plugins", async () => {
    const exchange = open(await hostWith([]), [["x", "caf\xe9"]]);
    send(exchange, ["a", ""]);
    answer(exchange, 200, "b");
    expect(exchange.upstream.headers?.get("x")).toBe("caf\xe9");
    expect(exchange.upstream).toMatchObject({ chunks: ["a", ""], isEnded: true });
    expect(exchange.client).toMatchObject({ chunks: ["b"], isEnded: true });
  });

  it("holds the body unseen behind stopped headers", async () => {
    const host = await hostWith(["request_headers return 1"]);
    const exchange = open(host);
    send(exchange, ["a", "b"]);
    expect(bodies(messages(host), "request_body")).toEqual([]);
    expect(exchange.upstream.headers).toBeNull();
  });

  it("shows the body behind stopped headers where the plugin's configuration allows it", async () => {
    const script =
      "request_headers return 1\nrequest_body return 1\nrequest_body set 0 x-seen 1\nrequest_body return_at_end 0";
    const host = await hostWith([{ allowOnHeadersStopIteration: true, script }]);
    const exchange = open(host);
    send(exchange, ["ab", "c"]);
    expect(bodies(messages(host), "request_body")).toEqual(["2 2 end=0", "2 3 end=1"]);
    expect(exchange.upstream.headers?.get("x-seen")).toBe("1");
    expect(exchange.upstream.chunks).toEqual(["abc"]);
  });

  it("counts what is buffered, not what came, while a plugin asks to buffer", async () => {
    const host = await hostWith(["request_body return 1\nrequest_body return_at_end 0"]);
    const exchange = open(host);
    send(exchange, ["ab", "c", ""]);
    expect(bodies(messages(host), "request_body")).toEqual(["2 2 end=0", "2 3 end=0", "2 3 end=1"]);
    expect(exchange.upstream.chunks).toEqual(["abc"]);
  });

  it("drops what came with StopIterationNoBuffer", async () => {
    const host = await hostWith(["request_body return 3\nrequest_body return_at_end 0"]);
    const exchange = open(host);
    send(exchange, ["ab", "c"]);
    expect(exchange.upstream).toMatchObject({ chunks: ["c"], isEnded: true });
  });

  it("ends a stream on which nothing has happened for five minutes, and no other", async () => {
    const clock = new FakeClock();
    const host = await hostWith(["request_headers return 1"], { clock });
    const [whole, begun] = [open(host, [], true), open(host)];
    clock.advance(200_000);
    begun.stream.request.receiveData(Buffer.from("a"), false);
    clock.advance(100_000);
    expect(whole.client.headers?.get(":status")).toBe("504");
    expect(whole.client.chunks).toEqual(["stream timeout"]);
    expect(begun.client.headers).toBeNull();
    clock.advance(200_000);
    expect(begun.client.headers?.get(":status")).toBe("408");
    const later = open(host);
    clock.advance(299_999);
    expect(later.client.headers).toBeNull();
    clock.advance(1);
    expect(later.client.headers?.get(":status")).toBe("408");
    const endless = open(await hostWith(["request_headers return 1"], { clock, streamIdleTimeoutMs: 0 }));
    clock.advance(1e9);
    expect(endless.client.headers).toBeNull();
  });

  it("answers 413 when a plugin buffers more than the limit", async () => {
    const host = await hostWith(["request_body return 1"], { bufferLimitBytes: 4 });
    const exchange = open(host);
    exchange.stream.request.receiveData(Buffer.from("abcd"), false);
    expect(exchange.client.headers).toBeNull();
    exchange.stream.request.receiveData(Buffer.from("e"), false);
    expect(exchange.client.headers?.get(":status")).toBe("413");
    expect(exchange.client.chunks).toEqual(["Payload Too Large"]);
    exchange.stream.request.receiveData(Buffer.from("f"), true);
    expect(messages(host).filter((line) => line === "delete 2")).toHaveLength(1);
  });

  it("answers 500 to a response above the limit, or resets it when its headers are gone", async () => {
    const script = "response_headers return 1\nresponse_body return 1";
    const paused = open(
      await hostWith([{ allowOnHeadersStopIteration: true, script }], { bufferLimitBytes: 4 }),
      [],
      true,
    );
    answer(paused, 200, "abcde");
    expect(paused.client.headers?.get(":status")).toBe("500");
    const sent = open(await hostWith(["response_body return 1"], { bufferLimitBytes: 4 }), [], true);
    answer(sent, 200, "abcde");
    expect(sent.client.headers?.get(":status")).toBe("200");
    expect(sent.client.isReset).toBe(true);
  });

  it("holds the sender instead while stopped headers hold the body", async () => {
    const host = await hostWith(["request_headers return 1"], { bufferLimitBytes: 4 });
    const exchange = open(host);
    exchange.stream.request.receiveData(Buffer.from("abcde"), false);
    expect(exchange.client).toMatchObject({ headers: null, holds: [true] });
    const other = await hostWith(["response_headers return 1"], { bufferLimitBytes: 4 });
    const answered = open(other, [], true);
    answered.respond().onHeaders(response(200), false);
    answered.respond().onData(Buffer.from("abcde"), false);
    expect(answered.upstream.holds).toEqual([true]);
  });

  it("passes trailers, lets plugins change them, and add them at the end of the body", async () => {
    const host = await hostWith(["request_trailers add 1 x-u 2\nresponse_body add 3 x-added 1", ""]);
    const exchange = open(host);
    exchange.stream.request.receiveData(Buffer.from("a"), false);
    exchange.stream.request.receiveTrailers(new HeaderMap("requestTrailers", [["x-t", "1"]]));
    answer(exchange, 200, "b");
    expect(exchange.upstream.trailers?.fields).toEqual([
      ["x-t", "1"],
      ["x-u", "2"],
    ]);
    expect(exchange.client.trailers?.fields).toEqual([["x-added", "1"]]);
    expect(exchange.client.isEnded).toBe(true);
  });

  it("answers 503 when the upstream cannot be reached, through the plugins", async () => {
    const host = await hostWith(["response_headers add 2 x-seen 1\nlog property response|code_details"]);
    const exchange = open(host, [], true);
    exchange.respond().onFailure("remote connection failure");
    expect(exchange.client.headers?.get(":status")).toBe("503");
    expect(exchange.client.headers?.get("x-seen")).toBe("1");
    expect(messages(host, "log")[0]).toContain(
      "upstream_reset_before_response_started{remote_connection_failure|delayed_connect_error:_Connection_refused}",
    );
  });

  it("resets the stream when the upstream breaks off its response", async () => {
    const exchange = open(await hostWith([""]), [], true);
    exchange.respond().onHeaders(response(200), false);
    exchange.respond().onFailure("connection termination");
    expect(exchange.client).toMatchObject({ isReset: true, isEnded: false });
  });

  it.each([
    [":path", 404, ""],
    [":method", 503, "missing required header: :method"],
    ["x-forwarded-proto", 404, ""],
  ])("answers a request whose %s a plugin took away with %i", async (name, status, body) => {
    const { client } = open(await hostWith([`request_headers remove 0 ${name}`]), [], true);
    expect(client.headers?.get(":status")).toBe(String(status));
    expect(client.chunks.join("")).toBe(body);
  });

  it("sends no header value with a line break", async () => {
    const request = open(await hostWith(["request_headers add 0 x-a a%0d%0ab"]), [], true);
    expect(request.client.chunks).toEqual(["invalid header value for: x-a"]);
  });

  it("answers 502 to a response without a status", async () => {
    const exchange = open(await hostWith(["response_headers remove 2 :status"]), [], true);
    answer(exchange, 200, "body");
    expect(exchange.client.headers?.get(":status")).toBe("502");
    expect(exchange.client.chunks).toEqual(["missing required header: :status"]);
  });

  it("serves thousands of streams at once", async () => {
    const host = await hostWith(["request_headers set 0 x 1"], { logLevel: "critical" });
    const exchanges = Array.from({ length: 5000 }, () => open(host));
    for (const exchange of exchanges) exchange.stream.request.receiveData(Buffer.alloc(0), true);
    for (const exchange of exchanges) answer(exchange, 204);
    expect(exchanges.every((exchange) => exchange.client.isEnded)).toBe(true);
  });
});
