import { expect, it } from "vitest";
import { describeOnMesh } from "./mesh/describe-on-mesh.js";
import { EFFECTS, exampleConfig, filterNames } from "./mesh/filter-effects.js";
import { SELECTOR } from "./mesh/gateway-objects.js";
import { KINDS, type Kind, printManifest } from "./mesh/print-manifest.js";
import { type PublishedModule, sluice } from "./mesh/publisher.js";

type Transport = Exclude<keyof PublishedModule, "file">;

/** Filters by all kinds, and each of the others by one; Envoy itself, which fetches for the inline form, knows no registries. */
const IN_EVERY_KIND = ["auth", "headers", "metrics"];
const DEPLOYMENTS: readonly (readonly [filter: string, kind: Kind, transport: Transport])[] = [
  ...IN_EVERY_KIND.flatMap((filter) =>
    (Object.keys(KINDS) as Kind[]).map(
      (kind) => [filter, kind, kind === "EnvoyFilter, inline" ? "http" : "oci"] as const,
    ),
  ),
  ["auth", "WasmPlugin", "http"],
  ["headers", "TrafficExtension", "http"],
  ["metrics", "EnvoyFilter", "http"],
  ["body-guard", "WasmPlugin", "oci"],
  ["bot-and-block", "TrafficExtension", "http"],
  ["cache-headers", "TrafficExtension", "http"],
  ["canary", "EnvoyFilter", "oci"],
  ["cors", "WasmPlugin", "http"],
  ["ext-authz", "TrafficExtension", "oci"],
  ["hmac-signature", "EnvoyFilter", "http"],
  ["ip-restriction", "WasmPlugin", "oci"],
  ["maintenance", "EnvoyFilter, inline", "http"],
  ["rate-limit", "TrafficExtension", "oci"],
  ["request-id", "EnvoyFilter", "oci"],
  ["substitute", "WasmPlugin", "http"],
];

describeOnMesh("what sluice manifest prints for a filter", (stage) => {
  it("is tried here for every filter there is", async () => {
    expect(new Set(DEPLOYMENTS.map(([filter]) => filter))).toEqual(new Set(await filterNames()));
  });

  it.each(DEPLOYMENTS)("has %s act as a %s by %s", async (filter, kind, transport) => {
    const { mesh, publisher } = stage();
    const module = await publisher.publish(`filters/${filter}`, filter);
    const name = `p${DEPLOYMENTS.findIndex((each) => each.join() === [filter, kind, transport].join())}-${filter}`;
    await mesh.apply(
      await printManifest({ kind, name, module, source: module[transport], config: exampleConfig(filter) }),
    );
    await EFFECTS[filter]?.(mesh);
  });

  it("has it act where the manifest is made of the image's reference alone", async () => {
    const { mesh, publisher } = stage();
    const { oci } = await publisher.publish("filters/auth", "auth");
    const flags = ["--kind", "WasmPlugin", "--name", "by-reference", "--selector", SELECTOR];
    await mesh.apply(
      await sluice("manifest", oci.url, ...flags, "--sha256", oci.sha256, "--config", exampleConfig("auth")),
    );
    await EFFECTS["auth"]?.(mesh);
  });
});
