import { describe, expect, it } from "vitest";
import { Host } from "../../../tooling/host/host.js";
import { hostWith, messages, probePlugin } from "./probe.js";

const request = (init: RequestInit = {}): Request => new Request("http://gateway.test/path?q=1", init);

describe("Host.fetch", () => {
  it("sends a request through the plugins to the upstream and its response back", async () => {
    const host = await hostWith(["request_headers set 0 x-wasm 1\nresponse_headers set 2 x-seen 1"]);
    const response = await host.fetch(request({ method: "POST", body: "hello" }), async (received) => {
      expect(received.url).toBe("http://gateway.test/path?q=1");
      expect(received.headers.get("x-wasm")).toBe("1");
      expect(received.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
      return new Response(`${received.method} ${await received.text()}`, { status: 201 });
    });
    expect(response.status).toBe(201);
    expect(response.headers.get("x-seen")).toBe("1");
    expect(await response.text()).toBe("POST hello");
  });

  it("answers 503 when the upstream throws", async () => {
    const host = await hostWith([""]);
    const response = await host.fetch(request(), () => Promise.reject(new Error("down")));
    expect(response.status).toBe(503);
  });

  it("rejects when the stream is reset, and when the response cannot be expressed", async () => {
    const reset = await hostWith(["request_headers close 0"]);
    await expect(reset.fetch(request(), () => new Response())).rejects.toThrow("reset");
    const odd = await hostWith(["request_headers reply 7 _ _ _"]);
    await expect(odd.fetch(request(), () => new Response())).rejects.toThrow("cannot be expressed");
  });

  it("tells the plugins when the client leaves", async () => {
    const host = await hostWith(["request_headers return 1"]);
    const client = new AbortController();
    void host.fetch(request({ signal: client.signal }), () => new Response());
    await new Promise(setImmediate);
    client.abort();
    expect(messages(host).slice(-3)).toEqual(["log 2", "done 2", "delete 2"]);
  });
});

describe("Host.loadPlugin", () => {
  it("starts plugins of one module and vm_id in one VM, and those of another vm_id in another", async () => {
    const host = new Host();
    for (const [index, vmId] of ["a", "a", "b"].entries()) {
      await host.loadPlugin(await probePlugin({ name: vmId, rootId: vmId, vmId, script: `configure log 2 ${index}` }));
    }
    const starts = host.logs.filter((entry) => entry.message.startsWith("vm_start"));
    // Twice each: in the canary, which is always a fresh VM, and on the main thread.
    expect(starts.map((entry) => `${entry.plugin} ${entry.message}`)).toEqual([
      ...["a vm_start 1", "a vm_start 1", "a vm_start 1", "a vm_start 2", "b vm_start 1", "b vm_start 1"],
    ]);
  });

  it("gives each root context its own configuration", async () => {
    const host = await hostWith(["request_headers log 2 first", "request_headers log 2 second"]);
    await host.fetch(request(), () => new Response());
    expect(messages(host)).toContain("first");
    expect(messages(host)).toContain("second");
  });

  it("keeps the canary's shared data and metrics, as Envoy does", async () => {
    const host = new Host();
    await host.loadPlugin(await probePlugin({ script: "configure set_data k v 0" }));
    expect(host.sharedData.get("", "k")).toMatchObject({ cas: 2 });
  });

  it("refuses a configuration with the module's own words, each once, and starts nothing", async () => {
    const host = new Host();
    const script = "configure log 4 no%20such%20key\nconfigure log 4 no%20such%20key\nconfigure return 0";
    await expect(host.loadPlugin(await probePlugin({ name: "picky", script }))).rejects.toMatchObject({
      code: "ERR_CONFIGURATION_REFUSED",
      message: 'plugin "picky" refused its configuration: no such key',
    });
    const response = await host.fetch(request(), () => new Response("unguarded"));
    expect(await response.text()).toBe("unguarded");
  });

  it("keeps names and words of a module on one line", async () => {
    const name = "x\n::error::y";
    const script = "configure log 4 no%0away\nconfigure return 0";
    await expect(new Host().loadPlugin(await probePlugin({ name, script }))).rejects.toMatchObject({
      message: 'plugin "x\\u{a}::error::y" refused its configuration: no\\u{a}way',
    });
  });
});
