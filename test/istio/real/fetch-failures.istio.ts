import { expect, it } from "vitest";
import { describeOnMesh, type Stage } from "./mesh/describe-on-mesh.js";
import { EFFECTS, exampleConfig } from "./mesh/filter-effects.js";
import { type Kind, printManifest } from "./mesh/print-manifest.js";

/** What someone pastes who has another digest at hand. */
const WRONG = "ab".repeat(32);

/** Kinds whose module istio-agent fetches; when it can't, it puts a filter in the plugin's place that refuses or admits all. */
const FETCHED_BY_AGENT: readonly (readonly [kind: Kind, transport: "oci" | "http"])[] = [
  ["WasmPlugin", "oci"],
  ["WasmPlugin", "http"],
  ["TrafficExtension", "oci"],
  ["EnvoyFilter", "http"],
];

/** The manifest of `auth`, and the same with another digest. */
async function manifests(
  { publisher }: Stage,
  [kind, transport]: (typeof FETCHED_BY_AGENT)[number],
  name: string,
  ...flags: readonly string[]
): Promise<{ right: string; wrong: string }> {
  const module = await publisher.publish("filters/auth", "auth");
  const source = module[transport];
  const right = await printManifest({ kind, name, module, source, config: exampleConfig("auth"), flags });
  const wrong = right.replace(source.sha256, WRONG);
  expect(wrong).not.toBe(right);
  return { right, wrong };
}

describeOnMesh("a module that is not what its manifest says", (stage) => {
  it.each(FETCHED_BY_AGENT)("has the gateway refuse all as a %s by %s, until the digest is right", async (...form) => {
    const { mesh } = stage();
    const { right, wrong } = await manifests(stage(), form, `closed-${form.join("-").toLowerCase()}`);
    await mesh.apply(wrong);
    for (const path of ["/", "/public"]) {
      const refusal = await mesh.fetch(path);
      expect([refusal.status, await refusal.text()]).toEqual([403, "RBAC: access denied"]);
    }
    expect(mesh.logs().join("\n")).toContain(`which does not match: ${WRONG}`);

    await mesh.submit(right);
    await expect.poll(async () => (await mesh.fetch("/public")).status, { timeout: 30_000 }).toBe(200);
    await EFFECTS["auth"]?.(mesh);
  });

  it.each(FETCHED_BY_AGENT)("lets all pass as a %s by %s with FAIL_OPEN", async (...form) => {
    const { mesh } = stage();
    const name = `open-${form.join("-").toLowerCase()}`;
    const { wrong } = await manifests(stage(), form, name, "--fail-strategy", "FAIL_OPEN");
    await mesh.apply(wrong);
    const response = await mesh.fetch("/");
    expect([response.status, await response.json()]).toMatchObject([200, { path: "/" }]);
  });

  it("has the gateway refuse all as an inline EnvoyFilter, whose module Envoy fetches, until the digest is right", async () => {
    const { mesh } = stage();
    const { right, wrong } = await manifests(stage(), ["EnvoyFilter, inline", "http"], "closed-inline");
    await mesh.submit(wrong);
    await expect.poll(async () => (await mesh.fetch("/public")).status, { timeout: 60_000 }).toBe(503);
    expect((await mesh.fetch("/")).status).toBe(503);

    await mesh.submit(right);
    await expect.poll(async () => (await mesh.fetch("/public")).status, { timeout: 60_000 }).toBe(200);
    await EFFECTS["auth"]?.(mesh);
  });

  it("lets all pass as an inline EnvoyFilter with FAIL_OPEN", async () => {
    const { mesh } = stage();
    const flags = ["--fail-strategy", "FAIL_OPEN"];
    const { wrong } = await manifests(stage(), ["EnvoyFilter, inline", "http"], "open-inline", ...flags);
    await mesh.apply(wrong);
    expect((await mesh.fetch("/")).status).toBe(200);
  });

  it("has the gateway refuse all where there is none", async () => {
    const { mesh } = stage();
    const { right } = await manifests(stage(), ["WasmPlugin", "oci"], "absent");
    await mesh.apply(right.replace("/filters/auth:1", "/filters/absent:1"));
    expect((await mesh.fetch("/public")).status).toBe(403);
  });
});
