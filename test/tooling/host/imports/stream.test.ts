import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { answer, open } from "../exchange.js";
import { hostWith, messages, results } from "../probe.js";

describe("proxy_continue_stream", () => {
  it("lets a stopped response go on, with the headers as they were changed meanwhile", async () => {
    const script = [
      "response_headers return 1\nresponse_headers call c :method=GET,:path=/,:authority=a _ 100",
      "http_call_response effective last\nhttp_call_response set 2 x-late 1\nhttp_call_response continue 1",
    ].join("\n");
    const host = await hostWith([script], { callout: () => new Response() });
    const exchange = open(host, [], true);
    answer(exchange, 200, "body");
    expect(exchange.client.headers).toBeNull();
    await setImmediate();
    expect(exchange.client.headers?.get("x-late")).toBe("1");
    expect(exchange.client.chunks).toEqual(["body"]);
  });

  it("sends nothing twice when nothing was stopped", async () => {
    const host = await hostWith(["request_headers continue 0\nresponse_headers continue 1"]);
    const exchange = open(host, [], true);
    answer(exchange, 200, "body");
    expect(exchange.client.chunks).toEqual(["body"]);
  });

  it("knows the four stream types, and cannot continue an upstream connection", async () => {
    expect(await results(["continue 2", "continue 3", "continue 4", "close 4"])).toEqual(["0", "12", "2", "2"]);
  });
});

describe("proxy_close_stream", () => {
  it.each([
    ["request", "request_headers close 0"],
    ["response", "response_headers close 1"],
  ])("resets the stream from its %s", async (_kind, script) => {
    const host = await hostWith([`${script}\nlog property response|code_details`]);
    const exchange = open(host, [], true);
    if (exchange.upstream.headers !== null) answer(exchange, 200, "body");
    expect(exchange.client.isReset).toBe(true);
    expect(messages(host).slice(-3)).toEqual([expect.stringContaining("log: "), "done 2", "delete 2"]);
  });

  it("closes nothing twice, not even from proxy_on_log", async () => {
    const host = await hostWith(["log close 0\nlog continue 0\nlog reply 401 x _ _"]);
    const exchange = open(host, [], true);
    answer(exchange, 204);
    expect(exchange.client.isReset).toBe(false);
    expect(messages(host).filter((line) => line === "log 2")).toHaveLength(1);
  });
});
