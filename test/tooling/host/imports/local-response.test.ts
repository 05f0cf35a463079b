import { describe, expect, it } from "vitest";
import { answer, open } from "../exchange.js";
import { hostWith, messages } from "../probe.js";

const DENY = "request_headers reply 401 denied www-authenticate=Bearer my%20detail";

describe("proxy_send_local_response", () => {
  it("answers in the place of the upstream, whatever the callback returns", async () => {
    const host = await hostWith([`${DENY}\nrequest_headers return 0`]);
    const { client, upstream } = open(host, [], true);
    expect([...(client.headers ?? [])]).toEqual([
      [":status", "401"],
      ["www-authenticate", "Bearer"],
      ["content-length", "6"],
      ["content-type", "text/plain"],
    ]);
    expect(client.chunks).toEqual(["denied"]);
    expect(upstream.headers).toBeNull();
  });

  it("keeps the request from later plugins, and runs the response through all that saw it, the sender too", async () => {
    const seen = "response_headers get 2 :status\nlog property response|code_details";
    const host = await hostWith([seen, `${DENY}\n${seen}`, seen]);
    open(host, [], true);
    const events = messages(host).filter((line) => !line.includes(":"));
    expect(events).toEqual([
      ...["context_create 4 1", "request_headers 4 end=1", "context_create 5 2", "request_headers 5 end=1"],
      ...["response_headers 5 end=0", "response_headers 4 end=0", "response_body 5 6 end=1", "response_body 4 6 end=1"],
      ...["log 4", "log 5", "context_create 6 3", "log 6"],
      ...["done 4", "delete 4", "done 5", "delete 5", "done 6", "delete 6"],
    ]);
    expect(messages(host, "log")[0]).toBe("property response|code_details = 0 'my_detail'");
  });

  it("waits until the callback has returned", async () => {
    const host = await hostWith([`${DENY}\nrequest_headers get 0 :path`]);
    open(host, [], true);
    const lines = messages(host);
    expect(lines.indexOf("request_headers: get 0 :path = 0 '/'")).toBeLessThan(
      lines.indexOf("response_headers 2 end=0"),
    );
  });

  it("leaves the first of two replies", async () => {
    const host = await hostWith(["request_headers reply 401 a _ _\nrequest_headers reply 402 b _ _"]);
    expect(open(host, [], true).client.headers?.get(":status")).toBe("401");
  });

  it("has no content headers without a body, and no body to HEAD", async () => {
    const host = await hostWith(["request_headers reply 403 _ content-type=a/b _"]);
    expect(open(host, [], true).client.headers?.fields).toEqual([]);
    const head = await hostWith([DENY]);
    const { client } = open(head, [[":method", "HEAD"]], true);
    expect(client.headers?.get("content-length")).toBe("6");
    expect(client.chunks).toEqual([]);
  });

  it("goes straight to the client when the response is on its way", async () => {
    const host = await hostWith(["response_headers add 2 x-own 1", "response_headers reply 418 teapot _ _"]);
    const exchange = open(host, [], true);
    answer(exchange, 200, "body");
    expect(exchange.client.headers?.get(":status")).toBe("418");
    expect(exchange.client.headers?.get("x-own")).toBeNull();
    expect(exchange.client.chunks).toEqual(["teapot"]);
  });

  it("resets the stream when the response's headers have been sent", async () => {
    const host = await hostWith(["response_body reply 418 teapot _ _"]);
    const exchange = open(host, [], true);
    answer(exchange, 200, "body");
    expect(exchange.client).toMatchObject({ isReset: true, isEnded: false, chunks: [] });
    expect(messages(host)).toContain("delete 2");
  });

  it("says Ok and does nothing without a stream", async () => {
    const { probePlugin } = await import("../probe.js");
    const host = await hostWith([]);
    await host.loadPlugin(await probePlugin({ script: "configure reply 200 x _ _" }));
    expect(messages(host, "configure")).toEqual(["reply 200 x _ _ = 0", "reply 200 x _ _ = 0"]);
  });

  it("answers a gRPC request with a status in the headers", async () => {
    const host = await hostWith(["request_headers grpc_reply 200 a%20%25%e9 7"]);
    const { client } = open(host, [["content-type", "application/grpc"]], true);
    expect([...(client.headers ?? [])]).toEqual([
      [":status", "200"],
      ["content-type", "application/grpc"],
      ["grpc-status", "7"],
      ["grpc-message", "a %25%E9"],
    ]);
    expect(client.isEnded).toBe(true);
  });

  it("translates the HTTP status for gRPC when no gRPC status is given", async () => {
    const host = await hostWith([DENY]);
    expect(open(host, [["content-type", "application/grpc+proto"]], true).client.headers?.get("grpc-status")).toBe(
      "16",
    );
  });
});
