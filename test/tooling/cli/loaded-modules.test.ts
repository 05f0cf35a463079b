import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const MAIN = fileURLToPath(new URL("../../../dist/tooling/cli/main.js", import.meta.url));

const HOOKS = `export async function resolve(specifier, context, next) {
  const resolved = await next(specifier, context);
  console.error("loads " + resolved.url);
  return resolved;
}`;
const encoded = (script: string): string => `data:text/javascript,${encodeURIComponent(script)}`;
const REGISTER = encoded(`import { register } from "node:module"; register(${JSON.stringify(encoded(HOOKS))});`);

/** The modules that a run of the command line loads. */
function loadedBy(...args: readonly string[]): Promise<string[]> {
  return new Promise((resolve) => {
    execFile(process.execPath, ["--import", REGISTER, MAIN, ...args], (_error, _stdout, stderr) => {
      resolve([...stderr.matchAll(/^loads (.*)$/gm)].map(([, url = ""]) => url));
    });
  });
}

it("starts a push with neither the compiler nor what only manifests need", async () => {
  const loaded = await loadedBy("push", "missing.wasm", "localhost:1/acme/hello:1");
  const packages = loaded.flatMap((url) => /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1] ?? []);
  expect([...new Set(packages)].sort()).toEqual(["commander", "fflate", "tar", "undici"]);
  expect(loaded.filter((url) => url.endsWith("/tooling/compile/compile.js"))).toEqual([]);
}, 60_000);
