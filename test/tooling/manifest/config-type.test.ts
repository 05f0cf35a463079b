import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import {
  FAIL_STRATEGIES,
  IMAGE_PULL_POLICIES,
  ISTIO_TARGETS,
  PATCH_CONTEXTS,
  PHASES,
  REGISTRY_STORAGES,
} from "../../../istio/index.js";
import { RESOURCE_KINDS, VM_POLICIES } from "../../../tooling/manifest/options.js";
import { configType } from "./config-type.js";

const MANIFEST = new URL("../../../tooling/manifest/", import.meta.url);

it("the type of defineConfig is that of the schema", async () => {
  const schema = JSON.parse(await readFile(new URL("sluice.config.schema.json", MANIFEST), "utf8")) as object;
  await expect(await configType(schema)).toMatchFileSnapshot(fileURLToPath(new URL("sluice-config.ts", MANIFEST)));
});

it("the schema lets a field have each of its values, and no others", async () => {
  const text = await readFile(new URL("sluice.config.schema.json", MANIFEST), "utf8");
  const values: Readonly<Record<string, readonly string[]>> = {
    kinds: [...RESOURCE_KINDS, "registry"],
    target: ISTIO_TARGETS,
    phase: PHASES,
    failStrategy: FAIL_STRATEGIES,
    context: PATCH_CONTEXTS,
    imagePullPolicy: IMAGE_PULL_POLICIES,
    registryStorage: REGISTRY_STORAGES,
    vm: VM_POLICIES,
  };
  const said = new Map<string, (readonly string[])[]>();
  JSON.parse(text, (key, value: { enum?: readonly string[]; items?: { enum?: readonly string[] } } | null) => {
    const choices = value?.enum ?? value?.items?.enum;
    if (choices !== undefined && key in values) said.set(key, [...(said.get(key) ?? []), choices]);
    return value;
  });
  expect([...said.keys()].sort()).toEqual(Object.keys(values).sort());
  for (const [key, all] of said) {
    for (const choices of all) expect(choices).toEqual(values[key]);
  }
});
