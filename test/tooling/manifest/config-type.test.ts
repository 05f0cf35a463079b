import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { configType } from "./config-type.js";

const MANIFEST = new URL("../../../tooling/manifest/", import.meta.url);

it("the type of defineConfig is that of the schema", async () => {
  const schema = JSON.parse(await readFile(new URL("sluice.config.schema.json", MANIFEST), "utf8")) as object;
  await expect(await configType(schema)).toMatchFileSnapshot(fileURLToPath(new URL("sluice-config.ts", MANIFEST)));
});
