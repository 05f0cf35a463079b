import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { createServer, get, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PluginSpec } from "../../../tooling/gateway.js";
import { startSwappableEnvoy, type SwappableEnvoy } from "../../../tooling/envoy/index.js";
import {
  importsUnknown,
  logs,
  refusesConfiguration,
  setsHeader,
  showsConfiguration,
  trapsOnConfigure,
} from "./modules.js";

const plugin = (module: Uint8Array, configuration?: string): PluginSpec => ({
  name: "swapped",
  rootId: "",
  module,
  ...(configuration === undefined ? {} : { configuration }),
});
const one = plugin(setsHeader("x-version", "one"));
const two = plugin(setsHeader("x-version", "two"));

let server: Server;
let gateway: SwappableEnvoy;
/** Answers that the upstream has begun and not ended, by path. */
const held = new Map<string, ServerResponse>();

beforeAll(async () => {
  server = createServer((request, response) => {
    const headers = JSON.stringify(request.headers);
    if (request.url?.startsWith("/held") !== true) return void response.end(headers);
    response.write(headers);
    held.set(request.url, response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const upstream = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  gateway = await startSwappableEnvoy({ plugin: one, upstream, workers: 2 });
}, 120_000);

afterAll(async () => {
  await gateway.close();
  server.closeAllConnections();
  server.close();
});

async function header(name: string): Promise<unknown> {
  const response = await fetch(gateway.url);
  return ((await response.json()) as Record<string, unknown>)[name];
}

const version = (): Promise<unknown> => header("x-version");

describe("startSwappableEnvoy", { timeout: 60_000 }, () => {
  it("serves the filter that it starts with", async () => {
    expect(await version()).toBe("one");
  });

  it("swaps under load and loses no request, nor a stream that began before", async () => {
    const [long] = (await once(get(`${gateway.url}/held`), "response")) as [IncomingMessage];
    const seen: unknown[] = [];
    let isOver = false;
    const load = Array.from({ length: 4 }, async () => {
      while (!isOver) seen.push(await version());
    });
    for (let swaps = 0; swaps < 10; swaps++) await gateway.swap(swaps % 2 === 0 ? two : one);
    isOver = true;
    await Promise.all(load);
    expect(new Set(seen)).toEqual(new Set(["one", "two"]));

    held.get("/held")?.end(" to its end");
    expect(await text(long)).toMatch(/"x-version":"one".*\} to its end$/);
    expect(long.statusCode).toBe(200);
  });

  it("swaps the configuration alone", async () => {
    const module = showsConfiguration();
    await gateway.swap(plugin(module, "a"));
    await expect.poll(() => header("x-configuration")).toBe("a");
    await gateway.swap(plugin(module, "b"));
    await expect.poll(() => header("x-configuration")).toBe("b");
  });

  it("tells log lines of a plugin with another name and root id", async () => {
    await gateway.swap({ ...plugin(logs(2, "here I am")), name: "renamed", rootId: "other" });
    const line = { level: "info", plugin: "renamed", message: "here I am" };
    await expect.poll(() => fetch(gateway.url).then(() => gateway.logs.at(-1))).toEqual(line);
  });

  it("goes on with the old filter where the new one refuses its configuration, and says why", async () => {
    await gateway.swap(one);
    await expect.poll(version).toBe("one");
    await expect(gateway.swap(plugin(refusesConfiguration("no such tenant"), "{}"))).rejects.toMatchObject({
      code: "ERR_CONFIGURATION_REFUSED",
      message: 'plugin "swapped" refused its configuration: no such tenant',
    });
    expect(await version()).toBe("one");
  });

  it.each([
    ["traps", trapsOnConfigure()],
    ["needs what no host has", importsUnknown()],
    ["is no module", new Uint8Array([0, 1, 2])],
  ])("goes on with the old filter where the new one %s", async (_, module) => {
    await expect(gateway.swap(plugin(module))).rejects.toMatchObject({ code: "ERR_MODULE_REFUSED" });
    expect(await version()).toBe("one");
    await gateway.swap(two);
    await expect.poll(version).toBe("two");
    await gateway.swap(one);
    await expect.poll(version).toBe("one");
  });

  it("takes calls one after another, and the same filter twice", async () => {
    await Promise.all([gateway.swap(two), gateway.swap(two), gateway.swap(one), gateway.swap(two)]);
    await expect.poll(version).toBe("two");
  });

  it("keeps the file of no module but the one that serves", async () => {
    const files = await readdir(`/proc/${gateway.pid}/cwd`);
    expect(files.filter((name) => name.endsWith(".wasm"))).toHaveLength(1);
  });

  it("refuses what is no HTTP filter", async () => {
    await expect(gateway.swap({ ...one, kind: "network" })).rejects.toMatchObject({ code: "ERR_USAGE" });
  });

  it("refuses to start with a filter that refuses its configuration", async () => {
    const refused = plugin(refusesConfiguration("no such tenant"), "{}");
    await expect(startSwappableEnvoy({ plugin: refused, upstream: "http://127.0.0.1:1" })).rejects.toMatchObject({
      code: "ERR_CONFIGURATION_REFUSED",
      message: 'plugin "swapped" refused its configuration: no such tenant',
    });
  });
});
