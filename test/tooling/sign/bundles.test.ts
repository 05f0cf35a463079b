import { describe, expect, it } from "vitest";
import { type Descriptor, writeIndex } from "../../../tooling/oci/descriptor.js";
import { digestOf } from "../../../tooling/oci/digest.js";
import { OCI } from "../../../tooling/oci/media-types.js";
import { Repository } from "../../../tooling/oci/registry/repository.js";
import { findBundles, type FoundBundle } from "../../../tooling/sign/bundles.js";
import { startServer } from "../oci/fake-registry.js";

const BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json";
const IMAGE = digestOf(Buffer.from("an image"));

function bundleManifest(layers: number): Buffer {
  const layer = (index: number): Descriptor => {
    return { mediaType: BUNDLE, digest: digestOf(Buffer.from(`bundle ${index}`)), size: 1024 * 1024 };
  };
  const manifest = { schemaVersion: 2, mediaType: OCI.manifest, artifactType: BUNDLE, config: layer(0) };
  return Buffer.from(
    JSON.stringify({ ...manifest, layers: Array.from({ length: layers }, (_, index) => layer(index)) }),
  );
}

describe("findBundles", () => {
  it("reads none of a manifest that names thousands, and goes on with the next one", async () => {
    const manifests = [bundleManifest(5000), bundleManifest(1)];
    const listed = manifests.map((bytes): Descriptor => {
      return { mediaType: OCI.manifest, digest: digestOf(bytes), size: bytes.length, artifactType: BUNDLE };
    });
    await using server = await startServer(({ path }) => {
      if (path.includes("/referrers/")) {
        return { status: 200, headers: { "content-type": OCI.index }, body: writeIndex(listed) };
      }
      const body = manifests.find((bytes) => path.endsWith(digestOf(bytes)));
      return body === undefined ? { status: 404 } : { status: 200, headers: { "content-type": OCI.manifest }, body };
    });
    await using registry = new Repository({ registry: server.host, repository: "acme/x", actions: "pull" });
    const found: FoundBundle[] = [];
    for await (const each of findBundles(registry, IMAGE)) found.push(each);
    expect(found).toEqual([
      { fault: `${listed[0]?.digest} names 5000 bundles, and none of Sigstore's has more than one` },
      { layer: expect.objectContaining({ mediaType: BUNDLE }) as Descriptor },
    ]);
  });
});
