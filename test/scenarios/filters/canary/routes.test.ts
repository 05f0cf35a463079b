import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compileFilter } from "sluice";
import { engines } from "sluice/testing";
import { findEnvoy, renderBootstrap } from "../../../../tooling/envoy/index.js";
import { EnvoyProcess } from "../../../../tooling/envoy/process.js";
import { awaitReady } from "../../../../tooling/envoy/readiness.js";

const START_TIMEOUT_MS = 60_000;

const CONFIG = {
  variants: [
    { name: "stable", weight: 50 },
    { name: "canary", weight: 50, value: "canary-cluster" },
  ],
  sticky: "header",
  override_header: "x-want",
};

interface Routed {
  /** What answers `/header…`, by a route that matches on the header, and `/cluster…`, by `cluster_header`. */
  answer(path: string, headers: Record<string, string>): Promise<string>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** An Envoy with two clusters, and routes that go by the variant. */
async function startRouted(): Promise<Routed> {
  const cleanups: (() => Promise<unknown>)[] = [];
  const origin = async (name: string): Promise<string> => {
    const server = createServer((_, response) => response.end(name)).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    cleanups.push(() => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const directory = await mkdtemp(join(tmpdir(), "sluice-canary-"));
  cleanups.push(() => rm(directory, { recursive: true, force: true }));
  const { module } = await compileFilter({ filter: "filters/canary" });
  const modulePath = join(directory, "canary.wasm");
  await writeFile(modulePath, module);
  const bootstrap = renderBootstrap({
    plugins: [{ name: "canary", rootId: "canary", modulePath, configuration: JSON.stringify(CONFIG) }],
    upstream: await origin("stable"),
    clusters: { "canary-cluster": await origin("canary") },
  });
  const variantIs = { name: "x-variant", string_match: { exact: "canary-cluster" } };
  const routes = [
    { match: { prefix: "/header", headers: [variantIs] }, route: { cluster: "canary-cluster" } },
    { match: { prefix: "/header" }, route: { cluster: "upstream" } },
    { match: { prefix: "/cluster" }, route: { cluster_header: "x-variant" } },
  ];
  // The routes are what a gateway's own configuration has, and ours does not.
  const text = JSON.stringify(bootstrap, (key, value: unknown) => (key === "routes" ? routes : value));
  const configPath = join(directory, "bootstrap.json");
  await writeFile(configPath, text);
  const adminAddressPath = join(directory, "admin");
  const envoy = new EnvoyProcess({
    path: (await findEnvoy()).path,
    args: ["-c", configPath, "--admin-address-path", adminAddressPath, "--disable-hot-restart", "--concurrency", "1"],
    directory,
    onLine: () => undefined,
  });
  cleanups.push(() => envoy.stop());
  const addresses = await awaitReady({ adminAddressPath, exited: envoy.exited, timeoutMs: START_TIMEOUT_MS });
  return {
    answer: async (path, headers) => (await fetch(`${addresses?.url}${path}`, { headers })).text(),
    async [Symbol.asyncDispose]() {
      for (const cleanup of cleanups.reverse()) await cleanup();
    },
  };
}

describe.each(engines.filter((engine) => engine === "envoy"))("the routes of an %s", () => {
  let routed: Routed;

  beforeAll(async () => {
    routed = await startRouted();
  }, START_TIMEOUT_MS);
  afterAll(() => routed[Symbol.asyncDispose]());

  it("are chosen by the header that canary sets, and by none that a client sends", async () => {
    const answers: string[] = [];
    for (let i = 0; i < 30; ++i) {
      const headers = { "x-user-id": `user-${i}`, "x-variant": i % 2 ? "canary-cluster" : "stable" };
      answers.push(await routed.answer("/header", headers));
      // The same user, another request.
      expect(await routed.answer("/header/again", headers)).toBe(answers.at(-1));
    }
    expect([...new Set(answers)].sort()).toEqual(["canary", "stable"]);
  });

  it("lead testers where they ask to go", async () => {
    expect(await routed.answer("/header", { "x-want": "canary" })).toBe("canary");
    expect(await routed.answer("/header", { "x-want": "stable" })).toBe("stable");
  });

  it("take the cluster that the header names", async () => {
    expect(await routed.answer("/cluster", { "x-want": "canary", "x-variant": "upstream" })).toBe("canary");
  });
});
