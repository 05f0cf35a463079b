import { execFile } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createManifest, type ManifestOptions } from "../../../tooling/manifest/index.js";
import { serveRegistry } from "../../istio/serve-registry.js";
import { describeWithPart, findDebianPart } from "../../real-parts/debian.js";
import { NGINX } from "../../real-parts/parts.js";
import { fixtureModule } from "./fixture-module.js";

const nginx = await findDebianPart(NGINX);

/** Does what a cluster would with the pod of `kubectl run`: its own command on its input, its claim a folder of this machine. */
const KUBECTL = `#!/usr/bin/env node
const [, , ...words] = process.argv;
const { spec } = JSON.parse(words.find((word) => word.startsWith("--overrides=")).slice("--overrides=".length));
const [{ command: [program, ...args], volumeMounts: [{ mountPath }] }] = spec.containers;
const local = args.map((text) => text.replaceAll(mountPath, process.env.CLAIM));
process.exit(require("node:child_process").spawnSync(program, local, { stdio: "inherit" }).status);
`;

let folder = "";
let module = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-claim-"));
  // More than a ConfigMap takes.
  module = join(folder, "it's a module.wasm");
  await writeFile(module, fixtureModule({ version: randomBytes(1_200_000).toString("hex") }));
  await writeFile(join(folder, "kubectl"), KUBECTL);
  await chmod(join(folder, "kubectl"), 0o755);
});
afterAll(() => rm(folder, { recursive: true }));

const CLAIM = { name: "big", registryStorage: "PersistentVolumeClaim" } as const;

function registry(options: Partial<ManifestOptions>) {
  return createManifest({ module, kinds: ["registry"], ...options });
}

describe("a module that is too big for a ConfigMap", () => {
  it("is refused with the flag that finds a place for it", async () => {
    await expect(registry({})).rejects.toMatchObject({
      code: "ERR_MANIFEST_INVALID",
      message: expect.stringMatching(/^registryStorage: ConfigMap binaryData: the values hold \d+ bytes/) as string,
      hint: expect.stringContaining("PersistentVolumeClaim") as string,
    });
  });

  it("is taken on a claim, of the storage class named, and only there", async () => {
    const { objects } = await registry({ ...CLAIM, registryStorageClass: "files" });
    expect(objects.at(-1)).toMatchObject({
      kind: "PersistentVolumeClaim",
      metadata: { name: "big-registry" },
      spec: { storageClassName: "files" },
    });
    await expect(registry({ registryStorageClass: "files" })).rejects.toMatchObject({
      code: "ERR_USAGE",
      message: "registryStorageClass means nothing to a ConfigMap",
    });
  });
});

describeWithPart(nginx, "the command that loads a module, beside the real nginx", () => {
  it("has the registry serve it, and nothing that is not of its digest", async () => {
    const { objects, notes } = await registry(CLAIM);
    const [note = ""] = notes;
    expect(notes).toHaveLength(1);
    const command = note.slice(note.indexOf("kubectl "));
    expect(command).toMatch(/^kubectl -n istio-system run big-registry-loader --rm -i --restart=Never --image=nginx:/);

    await using server = await serveRegistry("path" in nginx ? nginx.path : NGINX.name, objects);
    const env = { ...process.env, PATH: `${folder}:${process.env["PATH"]}`, CLAIM: join(server.folder, "modules") };
    const load = (line: string) => promisify(execFile)("sh", ["-c", line], { env });
    const ask = () => fetch(`${server.url}/big.wasm`);
    expect((await ask()).status).toBe(404);

    await expect(load(command.replace(/<.*/, "< /dev/null"))).rejects.toMatchObject({ code: 1 });
    expect((await ask()).status).toBe(404);

    await load(command);
    const response = await ask();
    const sha256 = createHash("sha256")
      .update(new Uint8Array(await response.arrayBuffer()))
      .digest("hex");
    expect(objects).toContainEqual(
      expect.objectContaining({
        kind: "Deployment",
        spec: expect.objectContaining({
          template: expect.objectContaining({
            metadata: expect.objectContaining({ annotations: { "checksum/module": sha256 } }) as unknown,
          }) as unknown,
        }) as unknown,
      }),
    );
    await load(command);
  });
});
