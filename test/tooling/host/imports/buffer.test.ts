import { describe, expect, it } from "vitest";
import { answer, open } from "../exchange.js";
import { hostWith, messages, on, results } from "../probe.js";

/** Sends "hello" as one body and returns the results, and what the upstream got. */
async function withBody(operations: readonly string[]): Promise<{ results: string[]; body: string }> {
  const host = await hostWith([on("request_body", operations)]);
  const exchange = open(host);
  exchange.stream.request.receiveData(Buffer.from("hello"), true);
  const performed = messages(host, "request_body").map((line) => line.slice(line.indexOf(" = ") + 3));
  return { results: performed, body: exchange.upstream.chunks.join("") };
}

describe("buffer functions", () => {
  it("clamp reads to what there is", async () => {
    const operations = [
      "body 0 0 99",
      "body 0 1 3",
      "body 0 4 4294967295",
      "body 0 5 1",
      "body 0 99 1",
      "body_status 0",
    ];
    expect((await withBody(operations)).results).toEqual(["0 'hello'", "0 'ell'", "0 'o'", "0 ''", "0 ''", "0 5"]);
  });

  it.each([
    ["prepend at 0", "set_body 0 0 0 <", "0", "<hello"],
    ["drain and prepend", "set_body 0 0 2 HE", "0", "HEllo"],
    ["replace everything", "set_body 0 0 4294967295 new", "0", "new"],
    ["append at the end", "set_body 0 5 0 >", "0", "hello>"],
    ["append far behind the end", "set_body 0 999 7 >", "0", "hello>"],
    ["refuse to write in the middle", "set_body 0 2 1 x", "2", "hello"],
    ["empty the body", "set_body 0 0 99 _", "0", ""],
  ])("%s", async (_case, operation, status, body) => {
    expect(await withBody([operation])).toEqual({ results: [status], body });
  });

  it("let a guest without a body read nothing and write nothing", async () => {
    const operations = ["body 0 0 9", "body 1 0 9", "set_body 0 0 0 x", "body 4 0 9", "set_body 4 0 0 x", "body 9 0 1"];
    expect(await results(operations)).toEqual(["0 ''", "0 ''", "2", "1", "1", "2"]);
  });

  it("show the plugin's configuration while it is configured, and only then", async () => {
    const host = await hostWith([]);
    const { probePlugin } = await import("../probe.js");
    await host.loadPlugin(
      await probePlugin({ script: "configure body 7 0 9\nrequest_headers body 7 0 9\nrequest_headers body 6 0 9" }),
    );
    await host.fetch(new Request("http://gateway.test/"), () => new Response());
    expect(messages(host, "configure")[0]).toBe("body 7 0 9 = 0 'configure'");
    expect(messages(host, "request_headers")).toEqual(["body 7 0 9 = 1", "body 6 0 9 = 0 ''"]);
  });

  it("replace a response's body", async () => {
    const host = await hostWith(["response_headers remove 2 content-length\nresponse_body set_body 1 0 99 new"]);
    const exchange = open(host, [], true);
    answer(exchange, 200, "old body");
    expect(exchange.client.chunks).toEqual(["new"]);
    expect(exchange.client.headers?.get("content-length")).toBeNull();
  });
});
