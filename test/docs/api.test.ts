import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type Entry, writeIndex, writePages } from "./markdown.js";
import { readPublicApi } from "./public-api.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const FOLDER = "docs/api";

const SDK: Entry = {
  specifier: "sluice/sdk",
  folder: "sdk",
  groups: readPublicApi("sdk/index.ts", "tsconfig.types.json"),
};
const TOOLING: Entry = {
  specifier: "sluice",
  folder: "sluice",
  groups: readPublicApi("tooling/index.ts", "tsconfig.json"),
};
const TESTING: Entry = {
  specifier: "sluice/testing",
  folder: "testing",
  groups: readPublicApi("tooling/testing/index.ts", "tsconfig.json"),
};
const INTRODUCTION = `
# API

What can be imported, with its contract: when it may be called, what it answers, in which unit, and which document or behaviour of Envoy it rests on.
`;

const pages = new Map([
  ["README.md", writeIndex(INTRODUCTION, [SDK, TOOLING, TESTING])],
  ...[SDK, TOOLING, TESTING].flatMap((entry) => [...writePages(entry)]),
]);

describe("the API reference", () => {
  it.each([...pages])("%s", async (path, text) => {
    await expect(text).toMatchFileSnapshot(join(ROOT, FOLDER, path));
  });
});
