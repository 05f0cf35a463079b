import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { parse } from "yaml";
import { createProgram } from "../../tooling/cli/program.js";
import { compileFilter } from "../../tooling/compile/compile.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const EXAMPLES = join(ROOT, "istio/examples");
const MODULE = /build\/([a-z-]+)\.wasm/;

const names = (await readdir(EXAMPLES)).filter((name) => name.endsWith(".yaml"));
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-examples-"));
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => void vi.restoreAllMocks());

/** The comment that an example starts with. */
function headerOf(text: string): string {
  return /^(?:#.*\n)*/.exec(text)?.[0] ?? "";
}

/** The arguments of the command in an example's header, which may go on after a backslash. */
function argumentsOf(header: string): string[] {
  const [, command = ""] = /^# {3}npx sluice ((?:.*\\\n)*.*)$/m.exec(header) ?? [];
  return command.replace(/\\\n#/g, " ").trim().split(/\s+/);
}

async function run(args: readonly string[]): Promise<string> {
  let stdout = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => ((stdout += String(text)), true));
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const name = MODULE.exec(args.join(" "))?.[1] ?? "";
  const { module } = await compileFilter({ filter: join(ROOT, "filters", name) });
  await writeFile(join(folder, `${name}.wasm`), module);
  await (
    await createProgram(args[0])
  ).parseAsync(
    args.map((arg) => arg.replace(MODULE, join(folder, `${name}.wasm`)).replace("istio/examples", EXAMPLES)),
    { from: "user" },
  );
  vi.restoreAllMocks();
  return stdout;
}

describe("the examples", () => {
  // `npm run examples` writes the files anew.
  it.each(names)("%s is what its command makes", async (name) => {
    const path = join(EXAMPLES, name);
    const header = headerOf(await readFile(path, "utf8"));
    const manifest = await run(argumentsOf(header));
    await expect(header + manifest).toMatchFileSnapshot(path);
  });

  it("hold the three keys of the classic example, and a placeholder for a secret", async () => {
    const configuration = JSON.parse(await readFile(join(EXAMPLES, "auth.json"), "utf8")) as Record<string, unknown>;
    expect(Object.keys(configuration)).toEqual(["jwt_secret", "token_header", "allowed_paths"]);
    expect(configuration["jwt_secret"]).toMatch(/^PLACEHOLDER/);
  });

  it("are the classic EnvoyFilter, part by part", async () => {
    const text = await readFile(join(EXAMPLES, "auth-envoyfilter.yaml"), "utf8");
    expect(parse(await run(argumentsOf(headerOf(text))))).toMatchObject({
      kind: "EnvoyFilter",
      spec: {
        configPatches: [
          {
            applyTo: "HTTP_FILTER",
            match: {
              context: "GATEWAY",
              listener: { filterChain: { filter: { subFilter: { name: "envoy.filters.http.router" } } } },
            },
            patch: {
              operation: "INSERT_BEFORE",
              value: {
                name: "envoy.filters.http.wasm",
                typed_config: {
                  config: {
                    name: "auth_plugin",
                    root_id: "auth",
                    configuration: { "@type": "type.googleapis.com/google.protobuf.StringValue" },
                    vm_config: {
                      runtime: "envoy.wasm.runtime.v8",
                      code: { remote: { http_uri: { cluster: "wasm_plugin_cluster", timeout: "10s" } } },
                    },
                  },
                },
              },
            },
          },
          { applyTo: "CLUSTER", patch: { operation: "ADD", value: { name: "wasm_plugin_cluster" } } },
        ],
      },
    });
  });
});
