import { describe, expect, it } from "vitest";
import { answer, open } from "../exchange.js";
import { hostWith, messages, probePlugin, results } from "../probe.js";

describe("proxy_set_effective_context", () => {
  it("refuses an unknown id and accepts the VM's own, the root and the stream", async () => {
    expect(await results(["effective 99", "effective 0", "effective 1", "effective 2"])).toEqual(["2", "0", "0", "0"]);
  });

  it("lasts until the callback returns", async () => {
    const script = "request_headers effective 1\nrequest_headers get 0 :path\nrequest_body property request|protocol";
    const host = await hostWith([script]);
    open(host).stream.request.receiveData(Buffer.from("x"), true);
    expect(messages(host, "request_headers")[1]).toBe("get 0 :path = 2");
    expect(messages(host, "request_body")).toEqual(["property request|protocol = 0 'HTTP/1.1'"]);
  });
});

describe("the life of contexts", () => {
  it("numbers them from 1 in each VM, roots first", async () => {
    const host = await hostWith(["", "", ""], { workers: 2 });
    for (let count = 0; count < 2; count++) answer(open(host, [], true), 204);
    const created = messages(host).filter((line) => line.startsWith("context_create"));
    expect(created).toEqual([
      ...["context_create 4 1", "context_create 5 2", "context_create 6 3"],
      ...["context_create 4 1", "context_create 5 2", "context_create 6 3"],
    ]);
  });

  it("ends a stream with log, done and delete, once, when the client leaves", async () => {
    const host = await hostWith(["log property response|code_details"]);
    const exchange = open(host);
    exchange.stream.abort();
    exchange.stream.abort();
    expect(exchange.upstream.isReset).toBe(true);
    expect(messages(host).slice(2)).toEqual([
      ...["log 2", "log: property response|code_details = 0 'downstream_remote_disconnect'", "done 2", "delete 2"],
    ]);
    exchange.respond().onHeaders(exchange.stream.requestHeaders ?? expect.unreachable(), true);
    expect(exchange.client.headers).toBeNull();
  });

  it("deletes a root context that is done, and lets one that is not ask for it with proxy_done", async () => {
    const end = async (script: string): Promise<string[]> => {
      const host = await hostWith([]);
      await host.loadPlugin(await probePlugin({ script }));
      host.logs.length = 0;
      host.close();
      return messages(host);
    };
    expect(await end("")).toEqual(["done 1", "delete 1"]);
    expect(await end("done return 0")).toEqual(["done 1"]);
    expect(await end("done done")).toEqual(["done 1", "done: done = 1", "delete 1"]);
  });
});
