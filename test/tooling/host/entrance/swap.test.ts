import { once } from "node:events";
import { createServer, get, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PluginSpec } from "../../../../tooling/gateway.js";
import { startSwappableHost } from "../../../../tooling/host/index.js";
import type { SwappableGateway } from "../../../../tooling/swappable-gateway.js";
import { refusesConfiguration, setsHeader } from "../../envoy/modules.js";

const plugin = (module: Uint8Array): PluginSpec => ({ name: "swapped", rootId: "", module });
const one = plugin(setsHeader("x-version", "one"));
const two = plugin(setsHeader("x-version", "two"));

let server: Server;
let gateway: SwappableGateway;
/** The answer that the upstream has begun and not ended. */
let held: ServerResponse | null = null;

beforeAll(async () => {
  server = createServer((request, response) => {
    const headers = JSON.stringify(request.headers);
    if (request.url !== "/held") return void response.end(headers);
    response.write(headers);
    held = response;
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const upstream = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  gateway = await startSwappableHost({ plugin: one, upstream });
});
afterAll(async () => {
  await gateway.close();
  server.closeAllConnections();
  server.close();
});

async function version(): Promise<unknown> {
  const response = await fetch(gateway.url);
  return ((await response.json()) as Record<string, unknown>)["x-version"];
}

describe("startSwappableHost", () => {
  it("swaps under load and loses no request, nor a stream that began before", async () => {
    const [long] = (await once(get(`${gateway.url}/held`), "response")) as [IncomingMessage];
    const seen: unknown[] = [];
    let isOver = false;
    const load = Array.from({ length: 4 }, async () => {
      while (!isOver) seen.push(await version());
    });
    for (let swaps = 0; swaps < 11; swaps++) expect(await gateway.swap(swaps % 2 === 0 ? two : one)).toBe(true);
    isOver = true;
    await Promise.all(load);
    expect(seen.filter((each) => each !== "one" && each !== "two")).toEqual([]);
    expect(await version()).toBe("two");
    held?.end("the end");
    expect(await text(long)).toMatch(/"x-version":"one".*the end$/);
  });

  it("says of the filter that serves already that it is no new one", async () => {
    await gateway.swap(one);
    expect(await gateway.swap({ ...one })).toBe(false);
  });

  it("keeps the filter before where the next is refused, or is of another kind", async () => {
    await expect(gateway.swap(plugin(refusesConfiguration("not this one")))).rejects.toMatchObject({
      code: "ERR_CONFIGURATION_REFUSED",
      message: expect.stringContaining("not this one") as string,
    });
    await expect(gateway.swap({ ...two, kind: "network" })).rejects.toMatchObject({ code: "ERR_USAGE" });
    expect(await version()).toBe("one");
  });

  it("ends with nothing that answers", async () => {
    await gateway.close();
    await expect(fetch(gateway.url)).rejects.toThrow();
  });

  it("closes also the filter that was on its way", async () => {
    const other = await startSwappableHost({ plugin: one, upstream: "http://127.0.0.1:9" });
    const swapping = other.swap(two);
    await other.close();
    await expect(swapping).rejects.toMatchObject({
      code: "ERR_USAGE",
      message: expect.stringContaining("closed") as string,
    });
  });
});
