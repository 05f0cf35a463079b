import { expect, it } from "vitest";
import { startEnvoy } from "../../../../tooling/envoy/index.js";
import { startHost } from "../../../../tooling/host/entrance/server.js";
import { engines } from "../../../../tooling/testing/engines.js";
import { startUpstream } from "../../../../tooling/testing/upstream.js";
import { on, probePlugin } from "../probe.js";

const CALL = "call service :method=GET,:path=/start,:authority=a _ 1000";

it.each(engines)(
  "sends what the VMs that stay ask for in their start, and nothing of the canary's, on %s",
  async (engine) => {
    const paths: string[] = [];
    const service = await startUpstream((request) => {
      paths.push(new URL(request.url).pathname);
      return new Response("ok");
    });
    const plugin = await probePlugin({ script: on("configure", [CALL]) });
    const start = engine === "envoy" ? startEnvoy : startHost;
    const gateway = await start({ plugins: [plugin], upstream: service.url, clusters: { service: service.url } });
    try {
      await expect.poll(() => paths.length).toBeGreaterThanOrEqual(2);
      await fetch(`${gateway.url}/after`);
      expect(paths).toEqual(["/start", "/start", "/after"]);
    } finally {
      await Promise.all([gateway.close(), service.close()]);
    }
  },
);
