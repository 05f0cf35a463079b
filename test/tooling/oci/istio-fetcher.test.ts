import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Blob, blobOf, writeIndex } from "../../../tooling/oci/descriptor.js";
import { type Digest, digestOf, hexOf } from "../../../tooling/oci/digest.js";
import { type Artifact, jsonBlob } from "../../../tooling/oci/image.js";
import { packLayer } from "../../../tooling/oci/layer.js";
import { DOCKER, OCI, WASM_ARTIFACT } from "../../../tooling/oci/media-types.js";
import { packageModule } from "../../../tooling/oci/package-module.js";
import { pullModule } from "../../../tooling/oci/pull.js";
import { pushImage } from "../../../tooling/oci/push.js";
import { parseReference } from "../../../tooling/oci/reference.js";
import { IMAGE_VARIANTS } from "../../../tooling/oci/variants.js";
import { putManifest } from "../../../tooling/oci/registry/manifests.js";
import { Repository } from "../../../tooling/oci/registry/repository.js";
import { findPart } from "../../real-parts/find.js";
import { ISTIO_FETCHER } from "../../real-parts/parts.js";
import { moduleWithPapers } from "./modules.js";
import { RegistryServer } from "./start-registry.js";
import { describeWithRegistry } from "./with-registry.js";

const run = promisify(execFile);
const found = await findPart(ISTIO_FETCHER);
const reason = "missing" in found ? ` (skipped: ${found.missing})` : "";

const MODULE = Buffer.from(moduleWithPapers());
const { gzip, tar } = packLayer(MODULE);
const other = blobOf(packLayer(Buffer.from("no module")).gzip, OCI.layer);
/** The layout for Wasm of the CNCF's TAG Runtime, whose only layer is the module. */
const CNCF = { manifest: OCI.manifest, config: "application/vnd.wasm.config.v0+json" };
const layer = (type: string, bytes: Uint8Array = gzip): Blob => blobOf(bytes, type);

/** A frame of Zstandard (RFC 8878 §3.1) with the bytes as they are, in one raw block. */
function zstdOf(bytes: Uint8Array): Buffer {
  const isOneSegment = 0x20;
  const hasSizeOf4Bytes = 0x80;
  const header = Buffer.alloc(12);
  header.writeUInt32LE(0xfd2fb528);
  header.writeUInt8(isOneSegment | hasSizeOf4Bytes, 4);
  header.writeUInt32LE(bytes.length, 5);
  header.writeUIntLE((bytes.length << 3) | 1, 9, 3);
  return Buffer.concat([header, bytes]);
}

/** An image of some layers. */
function imageOf(
  layers: readonly Blob[],
  types: { readonly manifest: string; readonly config: string } = OCI,
): Artifact {
  const config = jsonBlob(
    { os: "linux", architecture: "amd64", rootfs: { type: "layers", diff_ids: [] } },
    types.config,
  );
  const named = { config: config.descriptor, layers: layers.map(({ descriptor }) => descriptor) };
  const manifest = jsonBlob({ schemaVersion: 2, mediaType: types.manifest, ...named }, types.manifest);
  return { manifest, blobs: [config, ...layers] };
}

describe.skipIf(reason !== "")(`Istio's own fetcher${reason}`, () => {
  describeWithRegistry("with a registry", () => {
    let folder: string;
    let server: RegistryServer;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "sluice-istio-"));
      await writeFile(join(folder, "hello.wasm"), MODULE);
      server = await RegistryServer.start();
    });
    afterAll(async () => {
      await server[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    });

    /** The digest of the module that Istio took, or why it took none. */
    const fetch = (path: string, sha256 = ""): Promise<string> => {
      const program = "path" in found ? found.path : "";
      return run(program, ["-sha256", sha256, `oci://${server.reference(path)}`]).then(
        ({ stdout }) => stdout.trim().split("\n").at(-1) ?? "",
        (error: unknown) => `refused: ${(error as { readonly stderr: string }).stderr}`,
      );
    };
    const push = (artifact: Artifact, path: string) =>
      pushImage({ ...artifact, referrers: [] }, parseReference(server.reference(path)));

    it.each(IMAGE_VARIANTS)(
      "takes the module out of the form %s, and goes by the digest that push says",
      async (variant) => {
        const image = await packageModule(join(folder, "hello.wasm"), { variant });
        const path = `acme/hello:${variant}`;
        const { sha256 } = await pushImage(image, parseReference(server.reference(path)));
        const module = hexOf(digestOf(await readFile(join(folder, "hello.wasm"))));
        expect(await fetch(path, sha256)).toBe(module);
        expect(await fetch(`${path}@sha256:${sha256}`)).toBe(module);
        expect(await fetch(path, module)).toMatch(/^refused: .*does not match/s);
      },
    );

    it.each<[string, Artifact, boolean]>([
      ["two layers with the module in the last", imageOf([other, layer(OCI.layer)]), true],
      ["two layers with the module in the first", imageOf([layer(OCI.layer), other]), false],
      ["a layer that is not compressed", imageOf([layer("application/vnd.oci.image.layer.v1.tar", tar)]), false],
      ["a layer in zstd", imageOf([layer("application/vnd.oci.image.layer.v1.tar+zstd", zstdOf(tar))]), false],
      ["the bare module and nothing else", imageOf([layer(WASM_ARTIFACT.module, MODULE)]), false],
      ["the form of wasm-to-oci", imageOf([layer("application/vnd.wasm.content.layer.v1+wasm", MODULE)]), false],
      ["the form of the CNCF", imageOf([layer("application/wasm", MODULE)], CNCF), false],
      ["Docker's manifest with OCI's layer", imageOf([layer(OCI.layer)], DOCKER), false],
      ["OCI's manifest with Docker's layer", imageOf([layer(DOCKER.layer)]), false],
      ["a layer without a module", imageOf([blobOf(gzipSync(Buffer.alloc(1024)), OCI.layer)]), false],
    ])("judges as pull does: %s", async (what, artifact, isAccepted) => {
      const path = `acme/judged:${what.replaceAll(/\W+/g, "-")}`;
      await push(artifact, path);
      expect(await fetch(path)).toMatch(isAccepted ? /^[0-9a-f]{64}$/ : /^refused: /);
      const pulled = await pullModule(parseReference(server.reference(path))).catch((error: unknown) => error);
      if (isAccepted) expect(pulled).toMatchObject({ variant: "compat" });
      else expect(pulled).toMatchObject({ code: "ERR_IMAGE_INVALID" });
    });

    it("does not go by the digest of an index, which pull refuses", async () => {
      const image = imageOf([layer(OCI.layer)]);
      const { digest } = await push(image, "acme/index:image");
      const platform = { os: "linux", architecture: "amd64" };
      const descriptor = { ...image.manifest.descriptor, platform };
      const index = blobOf(writeIndex([descriptor]), OCI.index);
      await using registry = new Repository({ registry: server.host, repository: "acme/index", actions: "pull,push" });
      await putManifest(registry, "index", index);
      const byIndex: Digest = index.descriptor.digest;
      expect(await fetch("acme/index:index", hexOf(byIndex))).toMatch(/^refused: .*does not match/s);
      expect(await fetch("acme/index:index", hexOf(digest))).toMatch(/^[0-9a-f]{64}$/);
      await expect(pullModule(parseReference(server.reference("acme/index:index")))).rejects.toMatchObject({
        code: "ERR_IMAGE_INVALID",
        message: expect.stringContaining("is an index of images") as string,
      });
    });
  });
});
