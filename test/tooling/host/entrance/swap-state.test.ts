import { describe, expect, it } from "vitest";
import { startSwappableEnvoy } from "../../../../tooling/envoy/index.js";
import { startSwappableHost } from "../../../../tooling/host/index.js";
import { engines } from "../../../../tooling/testing/engines.js";
import { probePlugin } from "../probe.js";

const COUNT = "configure define 0 seen\nrequest_headers increment 4 1\nrequest_headers reply 200 _ _ _";
const QUEUE = "configure register jobs";

describe.each(engines)("a filter that takes another's place on %s", (engine) => {
  it("finds the shared data, the queues and the metrics of the one before", { timeout: 60_000 }, async () => {
    const before = `${COUNT}\n${QUEUE}\nrequest_headers set_data key kept 0\nrequest_headers enqueue job _`;
    const after = `${COUNT}\n${QUEUE}\nrequest_headers get_data key\nrequest_headers dequeue _`;
    const plugin = await probePlugin({ script: before });
    const start = engine === "envoy" ? startSwappableEnvoy : startSwappableHost;
    await using gateway = await start({ plugin, upstream: "http://127.0.0.1:9" });
    await fetch(gateway.url);
    expect(await gateway.swap({ ...plugin, configuration: after })).toBe(true);
    await fetch(gateway.url);
    const results = (): string[] => gateway.logs.map(({ message }) => message);
    await expect.poll(results).toContainEqual("request_headers: dequeue _ = 0 'job'");
    expect(results()).toContainEqual("request_headers: get_data key = 0 'kept' cas");
    expect(await gateway.metrics()).toContainEqual({ name: "seen", type: "counter", labels: {}, value: 2 });
  });
});
