import { expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import type { JsonObject } from "../../../istio/index.js";
import { adminGet } from "../../../tooling/envoy/admin.js";
import { describeOnMesh } from "./mesh/describe-on-mesh.js";
import { exampleConfig } from "./mesh/filter-effects.js";
import { printManifest } from "./mesh/print-manifest.js";
import type { Mesh } from "./mesh/start-mesh.js";

interface ObjectOfKind {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
}

const SERIES = /^gateway_requests_total\{(.*)\} (\d+)$/gm;

/** What the proxy keeps of its statistics. */
async function keptStatistics(mesh: Mesh): Promise<unknown> {
  const { body } = await adminGet(mesh.adminUrl, "/config_dump");
  const { configs } = JSON.parse(body) as { configs: readonly { bootstrap?: { stats_config?: JsonObject } }[] };
  return configs.map(({ bootstrap }) => bootstrap?.stats_config?.["stats_matcher"]).find((matcher) => matcher);
}

/** The labels of the requests that were counted, each `name="value"`, as Prometheus gets them. */
async function labels(mesh: Mesh): Promise<string[][]> {
  const text = await mesh.scrape();
  return [...text.matchAll(SERIES)].map(([, found = ""]) => found.split(",").filter((each) => each !== ""));
}

describeOnMesh("the labels of a plugin's metrics", (stage) => {
  it("reach Prometheus through istio-agent once the pods start with what --stats-tags makes, and not before", async () => {
    const { mesh, publisher } = stage();
    const module = await publisher.publish("filters/metrics", "metrics");
    const printed = await printManifest({
      ...{ kind: "WasmPlugin", name: "counted", module, config: exampleConfig("metrics"), flags: ["--stats-tags"] },
    });
    const documents = parseAllDocuments(printed);
    const [plugin, tags] = ["WasmPlugin", "ConfigMap"].map((kind) =>
      documents.find((document) => (document.toJS() as ObjectOfKind).kind === kind),
    );
    const { metadata, data } = tags?.toJS() as ObjectOfKind;
    expect(metadata.name).toBe("counted-stats-tags");

    await mesh.apply(String(plugin));
    // Istio keeps few statistics; what plugins count is called `wasmcustom.…`, and so among them without a proxyStatsMatcher.
    expect(await keptStatistics(mesh)).toMatchObject({
      inclusion_list: { patterns: expect.arrayContaining([{ prefix: "wasm" }]) as unknown },
    });
    expect((await mesh.fetch("/")).status).toBe(200);
    await expect.poll(() => mesh.scrape(), { timeout: 30_000 }).toMatch(/^gateway_requests_total.*GET/m);
    expect((await labels(mesh)).flat().filter((label) => label.startsWith("method="))).toEqual([]);

    await mesh.restart(data?.["custom_bootstrap.json"] ?? "");
    expect((await mesh.fetch("/")).status).toBe(200);
    await expect
      .poll(() => labels(mesh), { timeout: 30_000 })
      .toContainEqual(expect.arrayContaining(['method="GET"', 'status_class="2xx"']));
  });
});
