import { describe, expect, it } from "vitest";
import { startEnvoy } from "../../../../tooling/envoy/index.js";
import { startHost } from "../../../../tooling/host/entrance/server.js";
import { engines } from "../../../../tooling/testing/engines.js";
import { on, probePlugin } from "../probe.js";

describe.each(engines)("the names of metrics on %s", (engine) => {
  it("are those that Prometheus takes, and of their labels only the declared ones are apart", async () => {
    const names = ["plain", "a%20b;c=d%0a%01", "x.y;m=a.b=c;other=1;word", "caf%c3%a9;m=1", "_", "9lives"];
    const script = on(
      "configure",
      names.map((name) => `define 0 ${name}`),
    );
    await using gateway = await (engine === "envoy" ? startEnvoy : startHost)({
      plugins: [await probePlugin({ script })],
      upstream: "http://127.0.0.1:9",
      metricLabels: ["m"],
    });
    const seen = (await gateway.metrics()).map(({ name, labels }) => ({ name, labels }));
    expect(seen.sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
      { name: "a_b_c_d__", labels: {} },
      { name: "caf_", labels: { m: "1" } },
      { name: "plain", labels: {} },
      { name: "x_y_other_1_word", labels: { m: "a.b=c" } },
    ]);
  });
});
