import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Digest, hexOf } from "../../../tooling/oci/digest.js";
import type { Image } from "../../../tooling/oci/image.js";
import { packageModule } from "../../../tooling/oci/package-module.js";
import { pullModule } from "../../../tooling/oci/pull.js";
import { pushImage } from "../../../tooling/oci/push.js";
import { parseReference } from "../../../tooling/oci/reference.js";
import { IMAGE_VARIANTS } from "../../../tooling/oci/variants.js";
import { getReferrers } from "../../../tooling/oci/registry/referrers.js";
import { Repository } from "../../../tooling/oci/registry/repository.js";
import { moduleWithPapers } from "./modules.js";
import { RegistryServer } from "./start-registry.js";
import { describeWithRegistry } from "./with-registry.js";

/** Text that no compressor makes smaller. */
const filler = (bytes: number, seed: number): string => {
  let state = seed;
  return Array.from({ length: bytes }, () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return String.fromCharCode(97 + ((state >> 16) % 26));
  }).join("");
};

let folder: string;

/** Packages a module of its own: `name` and `seed` make it another one. */
async function imageOf(
  name: string,
  options: { readonly bytes?: number; readonly variant?: "compat" | "oci" | "docker" } = {},
) {
  const path = join(folder, `${name}.wasm`);
  await writeFile(path, moduleWithPapers(name, filler(options.bytes ?? 100, name.length + name.charCodeAt(0))));
  return { path, image: await packageModule(path, { variant: options.variant }) };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-push-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describeWithRegistry("push and pull", () => {
  let server: RegistryServer;
  beforeAll(async () => {
    server = await RegistryServer.start();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const referrersOf = async (repository: string, image: Image) => {
    await using registry = new Repository({ registry: server.host, repository, actions: "pull" });
    return await getReferrers(registry, image.manifest.descriptor.digest);
  };

  it.each(IMAGE_VARIANTS)("bring back the module that was pushed, by tag and by digest: %s", async (variant) => {
    const { path, image } = await imageOf(`round-${variant}`, { variant });
    const reference = parseReference(server.reference(`acme/round:${variant}`));
    const pushed = await pushImage(image, reference);
    const { digest } = image.manifest.descriptor;
    const pinned = `${server.host}/acme/round:${variant}@${digest}`;
    expect(pushed).toMatchObject({ digest, sha256: hexOf(digest), reference: pinned, url: `oci://${pinned}` });
    for (const version of [`:${variant}`, `@${digest}`, `:${variant}@${digest}`]) {
      const pulled = await pullModule(parseReference(server.reference(`acme/round${version}`)));
      expect({ ...pulled, module: Buffer.from(pulled.module) }).toEqual({
        module: await readFile(path),
        digest,
        variant,
      });
    }
  });

  it("attach the SBOM and the provenance, and list them once however often they are pushed", async () => {
    const { image } = await imageOf("attached");
    const reference = parseReference(server.reference("acme/attached:1"));
    await pushImage(image, reference);
    expect((await pushImage(image, reference)).blobs).toEqual({ uploaded: 0, existed: 5, mounted: 0 });
    expect(await referrersOf("acme/attached", image)).toEqual(
      image.referrers.map(({ manifest }) => manifest.descriptor),
    );
  });

  it("mount what another repository has", async () => {
    const { path, image } = await imageOf("mounted");
    await pushImage(image, parseReference(server.reference("acme/first:1")));
    const to = parseReference(server.reference("acme/second:1"));
    const { blobs } = await pushImage(image, to, { mountFrom: "acme/first" });
    expect(blobs).toEqual({ uploaded: 0, existed: 0, mounted: 5 });
    expect(Buffer.from((await pullModule(to)).module)).toEqual(await readFile(path));
    const nowhere = await pushImage(image, parseReference(server.reference("acme/third:1")), {
      mountFrom: "acme/none",
    });
    expect(nowhere.blobs).toEqual({ uploaded: 5, existed: 0, mounted: 0 });
  });

  it("send a large layer in pieces", async () => {
    const { path, image } = await imageOf("pieces", { bytes: 60_000, variant: "oci" });
    const reference = parseReference(server.reference("acme/pieces:1"));
    const progress: string[] = [];
    await pushImage(image, reference, { chunkBytes: 10_000, onProgress: (message) => progress.push(message) });
    expect(progress.filter((message) => /^pushing sha256:\w+: \d+ %$/.test(message))).toHaveLength(7);
    expect(Buffer.from((await pullModule(reference)).module)).toEqual(await readFile(path));
  });

  it.each([
    ["goes on where it was", true],
    ["starts anew where the registry has forgotten it", false],
  ])("an upload that a restart of the registry cuts %s", async (_what, isSecretKept) => {
    await using restarted = await RegistryServer.start({ isSecretKept });
    const { path, image } = await imageOf(`cut-${isSecretKept}`, { bytes: 60_000, variant: "oci" });
    const reference = parseReference(restarted.reference("acme/cut:1"));
    const progress: string[] = [];
    let restart: Promise<void> | null = null;
    await pushImage(image, reference, {
      chunkBytes: 10_000,
      onProgress: (message) => {
        progress.push(message);
        if (message.endsWith(": 49 %")) restart ??= restarted.restart();
      },
    });
    expect(restart).not.toBeNull();
    const beginnings = progress.filter((message) => /^pushing sha256:\w+: 0 %$/.test(message));
    expect(beginnings).toHaveLength(isSecretKept ? 1 : 2);
    expect(Buffer.from((await pullModule(reference)).module)).toEqual(await readFile(path));
  });

  it("refuse a reference without a version, with another image's digest, and one that is not there", async () => {
    const { image } = await imageOf("refused");
    const other = `sha256:${"0".repeat(64)}`;
    await expect(pushImage(image, parseReference(server.reference("acme/refused")))).rejects.toMatchObject({
      code: "ERR_USAGE",
      message: expect.stringContaining("names neither a tag nor a digest") as string,
    });
    await expect(pushImage(image, parseReference(server.reference(`acme/refused@${other}`)))).rejects.toMatchObject({
      code: "ERR_USAGE",
      message: expect.stringContaining("names another image") as string,
    });
    await expect(pullModule(parseReference(server.reference("acme/refused:none")))).rejects.toMatchObject({
      code: "ERR_REGISTRY_NOT_FOUND",
      message: `there is no image ${server.host}/acme/refused:none`,
    });
  });

  it("mend what a registry that was killed while it wrote has empty on its disk", async () => {
    const { image } = await imageOf("killed");
    const reference = parseReference(server.reference("acme/killed:1"));
    await pushImage(image, reference);
    const repository = join(server.folder, "data/docker/registry/v2/repositories/acme/killed");
    const digest = hexOf(image.manifest.descriptor.digest);
    const layer = hexOf(image.blobs[1]?.descriptor.digest ?? "sha256:");
    for (const link of [
      `_layers/sha256/${layer}/link`,
      `_manifests/revisions/sha256/${digest}/link`,
      `_manifests/tags/sha256-${digest}/current/link`,
      "_manifests/tags/1/current/link",
    ]) {
      await writeFile(join(repository, link), "");
    }
    const retry = { attempts: 2, delayMs: 1, delayMsMax: 1 };
    await expect(pullModule(reference, { retry })).rejects.toMatchObject({ code: "ERR_REGISTRY" });
    await pushImage(image, reference, { retry });
    expect((await pullModule(reference, { retry })).digest).toBe(image.manifest.descriptor.digest);
    expect(await referrersOf("acme/killed", image)).toHaveLength(2);
  });

  it("list what is attached again where a registry that was killed while it wrote has an empty list", async () => {
    const { image } = await imageOf("emptied");
    const reference = parseReference(server.reference("acme/emptied:1"));
    await pushImage(image, reference);
    const registry = join(server.folder, "data/docker/registry/v2");
    const tag = `sha256-${hexOf(image.manifest.descriptor.digest)}`;
    const link = join(registry, "repositories/acme/emptied/_manifests/tags", tag, "current/link");
    await writeFile(server.blobFile((await readFile(link, "utf8")) as Digest), "");
    await pushImage(image, reference, { retry: { attempts: 2, delayMs: 1, delayMsMax: 1 } });
    expect(await referrersOf("acme/emptied", image)).toHaveLength(2);
  });

  it("refuse content that the registry's disk has changed, or lost", async () => {
    const { image } = await imageOf("spoilt");
    const reference = parseReference(server.reference("acme/spoilt:1"));
    await pushImage(image, reference);
    const layer = image.blobs[1]?.descriptor.digest ?? "sha256:";
    const file = server.blobFile(layer);
    const bytes = await readFile(file);
    bytes[30] = (bytes[30] ?? 0) ^ 1;
    await writeFile(file, bytes);
    const refusal = (what: string) => ({
      code: "ERR_IMAGE_INVALID",
      message: `${server.host}/acme/spoilt:1: ${layer} ${what}`,
    });
    await expect(pullModule(reference)).rejects.toMatchObject(refusal("is not what its digest says"));
    await rm(file);
    await expect(pullModule(reference)).rejects.toMatchObject(refusal("is missing"));
  });
});

describeWithRegistry("a hundred pushes at once", () => {
  it(
    "lose nothing and corrupt nothing when the registry is killed twice on the way",
    { timeout: 240_000 },
    async () => {
      await using server = await RegistryServer.start();
      const images = await Promise.all(
        Array.from({ length: 100 }, (_, index) => imageOf(`filter-${index}`, { bytes: 4000 })),
      );
      let done = 0;
      const restarts: Promise<void>[] = [];
      await Promise.all(
        images.map(async ({ image }, index) => {
          await pushImage(image, parseReference(server.reference(`acme/filter-${index % 10}:v${index}`)));
          done += 1;
          if (done === 10 || done === 50) restarts.push(server.restart());
        }),
      );
      await Promise.all(restarts);
      expect(restarts).toHaveLength(2);
      for (const [index, { path, image }] of images.entries()) {
        const repository = `acme/filter-${index % 10}`;
        const pulled = await pullModule(parseReference(server.reference(`${repository}:v${index}`)));
        expect(Buffer.from(pulled.module)).toEqual(await readFile(path));
        expect(pulled.digest).toBe(image.manifest.descriptor.digest);
        await using registry = new Repository({ registry: server.host, repository, actions: "pull" });
        expect(await getReferrers(registry, pulled.digest)).toHaveLength(2);
      }
      const repositories = await readdir(join(server.folder, "data/docker/registry/v2/repositories/acme"));
      expect(repositories).toHaveLength(10);
    },
  );
});

describe("the progress of a push", () => {
  it("is about nothing when nobody listens at the other end", async () => {
    const { image } = await imageOf("nobody");
    const retry = { attempts: 2, delayMs: 1, delayMsMax: 1 };
    const progress: string[] = [];
    const push = pushImage(image, parseReference("127.0.0.1:1/acme/nobody:1"), {
      retry,
      onProgress: (message) => progress.push(message),
    });
    await expect(push).rejects.toMatchObject({
      code: "ERR_REGISTRY",
      exitCode: 1,
      message: "127.0.0.1:1 cannot be reached: nothing listens there",
    });
    expect(progress.join("\n")).toContain("trying again");
  });
});
