import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { appendCustomSection } from "../../../tooling/wasm/index.js";
import { digestOf, hexOf } from "../../../tooling/oci/digest.js";
import type { Artifact, Image } from "../../../tooling/oci/image.js";
import { unpackLayer } from "../../../tooling/oci/layer.js";
import { packageModule } from "../../../tooling/oci/package-module.js";
import { readLayout } from "../../../tooling/oci/read-layout.js";
import { writeLayout } from "../../../tooling/oci/write-layout.js";
import { IMAGE_VARIANTS } from "../../../tooling/oci/variants.js";
import { moduleWithPapers, smallModule } from "./modules.js";

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-oci-"));
  path = join(folder, "hello.wasm");
  await writeFile(path, moduleWithPapers());
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const json = (bytes: Uint8Array): unknown => JSON.parse(Buffer.from(bytes).toString());
const manifestOf = (artifact: Artifact) =>
  json(artifact.manifest.bytes) as {
    readonly layers: readonly { readonly mediaType: string; readonly digest: string }[];
    readonly config: { readonly mediaType: string; readonly digest: string };
    readonly annotations?: Record<string, string>;
    readonly subject?: unknown;
  };
const contentOf = (artifact: Artifact, digest: string | undefined): Uint8Array =>
  artifact.blobs.find(({ descriptor }) => descriptor.digest === digest)?.bytes ?? Buffer.alloc(0);

/** What is attached to the image under a type of artifact. */
function attached(image: Image, artifactType: string): unknown {
  const referrer = image.referrers.find(({ manifest }) => manifest.descriptor.artifactType === artifactType);
  if (referrer === undefined) throw new Error(`nothing of type ${artifactType}`);
  expect(manifestOf(referrer).subject).toEqual(image.manifest.descriptor);
  return json(contentOf(referrer, manifestOf(referrer).layers[0]?.digest));
}

describe("packageModule", () => {
  it("makes one manifest of one tar+gzip layer with the module as plugin.wasm", async () => {
    const image = await packageModule(path);
    const { layers, config } = manifestOf(image);
    expect(layers).toEqual([expect.objectContaining({ mediaType: "application/vnd.oci.image.layer.v1.tar+gzip" })]);
    expect(config.mediaType).toBe("application/vnd.oci.image.config.v1+json");
    const module = await unpackLayer(contentOf(image, layers[0]?.digest));
    expect(Buffer.from(module)).toEqual(await readFile(path));
  });

  it("makes the Wasm artifact: the bare module and its configuration", async () => {
    const image = await packageModule(path, { variant: "oci" });
    const { layers } = manifestOf(image);
    expect(layers.map(({ mediaType }) => mediaType)).toEqual([
      "application/vnd.module.wasm.config.v1+json",
      "application/vnd.module.wasm.content.layer.v1+wasm",
    ]);
    expect(Buffer.from(contentOf(image, layers[1]?.digest))).toEqual(await readFile(path));
    expect(json(contentOf(image, layers[0]?.digest))).toEqual({
      ...{ type: "envoy_proxy", abiVersions: ["0.2.1"], config: { rootIds: ["hello"] } },
    });
  });

  it("makes Docker's form, in Docker's media types", async () => {
    const image = await packageModule(path, { variant: "docker" });
    const { layers, config } = manifestOf(image);
    expect(image.manifest.descriptor.mediaType).toBe("application/vnd.docker.distribution.manifest.v2+json");
    expect(layers[0]?.mediaType).toBe("application/vnd.docker.image.rootfs.diff.tar.gzip");
    expect(config.mediaType).toBe("application/vnd.docker.container.image.v1+json");
  });

  it.each(IMAGE_VARIANTS)(
    "gives the same digests each time, and its papers without running it: %s",
    async (variant) => {
      const [first, second] = await Promise.all([packageModule(path, { variant }), packageModule(path, { variant })]);
      expect(second).toEqual(first);
      const config = json(contentOf(first, manifestOf(first).config.digest));
      const { Labels: labels } = (config as { config: { Labels: Record<string, string> } }).config;
      expect(JSON.parse(labels["sluice.papers"] ?? "")).toMatchObject({
        ...{ name: "hello", version: "1.2.3", rootIds: ["hello"] },
        configSchemas: { hello: { properties: { greeting: { type: "string" } } } },
      });
    },
  );

  it("annotates with what the papers say and what it is told", async () => {
    const image = await packageModule(path, {
      ...{ source: "https://git.example.com/hello", revision: "4f1c", licenses: "Apache-2.0" },
      annotations: { "com.example.team": "edge", "org.opencontainers.image.version": "2.0.0" },
    });
    expect(Object.entries(manifestOf(image).annotations ?? {})).toEqual([
      ["com.example.team", "edge"],
      ["org.opencontainers.image.licenses", "Apache-2.0"],
      ["org.opencontainers.image.revision", "4f1c"],
      ["org.opencontainers.image.source", "https://git.example.com/hello"],
      ["org.opencontainers.image.title", "hello"],
      ["org.opencontainers.image.version", "2.0.0"],
    ]);
  });

  it("attaches a bill of materials that names the module by its digest, and no version that it can't know", async () => {
    const image = await packageModule(path, { licenses: "MIT" });
    expect(attached(image, "application/vnd.cyclonedx+json")).toMatchObject({
      bomFormat: "CycloneDX",
      metadata: {
        component: {
          ...{ name: "hello", version: "1.2.3", licenses: [{ expression: "MIT" }] },
          hashes: [{ alg: "SHA-256", content: hexOf(digestOf(await readFile(path))) }],
        },
      },
      components: [{ purl: "pkg:npm/sluice" }, { purl: "pkg:npm/assemblyscript" }],
    });
  });

  it("reads what other toolchains wrote of themselves, and packages modules of theirs", async () => {
    const text = (value: string): number[] => [value.length, ...Buffer.from(value)];
    const producers = [1, ...text("language"), 1, ...text("Rust"), ...text("1.95")];
    await writeFile(path, appendCustomSection(smallModule(), "producers", Uint8Array.from(producers)));
    const image = await packageModule(path);
    expect(manifestOf(image).annotations).toEqual({ "org.opencontainers.image.title": "hello" });
    expect(attached(image, "application/vnd.cyclonedx+json")).toMatchObject({
      components: [{ name: "Rust", version: "1.95", properties: [{ value: "language" }] }],
    });
    await writeFile(path, appendCustomSection(smallModule(), "producers", Uint8Array.from(producers.slice(0, 9))));
    expect(attached(await packageModule(path), "application/vnd.cyclonedx+json")).toMatchObject({ components: [] });
  });

  it("attaches SLSA provenance about the image's manifest", async () => {
    const revision = "0123456789abcdef0123456789abcdef01234567";
    const source = "https://git.example.com/hello";
    const image = await packageModule(path, { source, revision, builderId: "https://ci.example.com/1" });
    expect(attached(image, "application/vnd.in-toto+json")).toMatchObject({
      _type: "https://in-toto.io/Statement/v1",
      subject: [{ name: "hello", digest: { sha256: hexOf(image.manifest.descriptor.digest) } }],
      predicateType: "https://slsa.dev/provenance/v1",
      predicate: {
        buildDefinition: {
          resolvedDependencies: [
            { digest: { sha256: hexOf(digestOf(await readFile(path))) } },
            { uri: source, digest: { gitCommit: revision } },
          ],
        },
        runDetails: { builder: { id: "https://ci.example.com/1" } },
      },
    });
  });

  it("refuses what no proxy could load", async () => {
    await writeFile(path, "no module");
    await expect(packageModule(path)).rejects.toMatchObject({ code: "ERR_MODULE_INVALID" });
    await expect(packageModule(join(folder, "none.wasm"))).rejects.toMatchObject({ code: "ERR_FILE_NOT_FOUND" });
  });

  it("refuses an annotation that is none", async () => {
    await expect(packageModule(path, { annotations: { "a b": "" } })).rejects.toMatchObject({ code: "ERR_USAGE" });
  });
});

describe("a layout on disk", () => {
  const layout = (): string => join(folder, "layout");

  it.each(IMAGE_VARIANTS)("is read as it was written: %s", async (variant) => {
    const image = await packageModule(path, { variant });
    await writeLayout(layout(), image);
    expect((await readdir(layout())).sort()).toEqual(["blobs", "index.json", "oci-layout"]);
    const read = await readLayout(layout());
    expect(read.manifest.descriptor).toEqual(image.manifest.descriptor);
    const digests = (from: Artifact): string[] => from.blobs.map(({ descriptor }) => descriptor.digest).sort();
    expect(digests(read)).toEqual(digests(image));
    expect(read.referrers.map(({ manifest }) => manifest.descriptor)).toEqual(
      image.referrers.map(({ manifest }) => manifest.descriptor),
    );
  });

  it("replaces a layout as a whole, and leaves nothing beside it", async () => {
    await writeLayout(layout(), await packageModule(path));
    const second = await packageModule(path, { variant: "oci" });
    await writeLayout(layout(), second);
    expect((await readLayout(layout())).manifest.descriptor).toEqual(second.manifest.descriptor);
    expect((await readdir(folder)).sort()).toEqual(["hello.wasm", "layout"]);
    const artifacts = [second, ...second.referrers];
    const files = new Set(
      artifacts.flatMap(({ manifest, blobs }) => [manifest, ...blobs].map((b) => hexOf(b.descriptor.digest))),
    );
    expect((await readdir(join(layout(), "blobs/sha256"))).sort()).toEqual([...files].sort());
  });

  it("is written by all of several at the same time: a whole one stays, and nothing beside it", async () => {
    const images = await Promise.all(
      Array.from({ length: 8 }, (_, index) => packageModule(path, { revision: `r${index}` })),
    );
    for (let round = 0; round < 2; round++) {
      await Promise.all(images.map((image) => writeLayout(layout(), image)));
      const { descriptor } = (await readLayout(layout())).manifest;
      expect(images.map(({ manifest }) => manifest.descriptor)).toContainEqual(descriptor);
      expect((await readdir(folder)).sort()).toEqual(["hello.wasm", "layout"]);
    }
  });

  it("refuses a folder that holds something else, and a file", async () => {
    const image = await packageModule(path);
    await mkdir(layout());
    await writeFile(join(layout(), "thesis.txt"), "");
    await expect(writeLayout(layout(), image)).rejects.toMatchObject({ code: "ERR_FILE_UNWRITABLE" });
    await writeFile(join(layout(), "oci-layout"), "");
    await expect(writeLayout(layout(), image)).rejects.toMatchObject({ code: "ERR_FILE_UNWRITABLE" });
    expect(await readdir(layout())).toEqual(["oci-layout", "thesis.txt"]);
    await expect(writeLayout(path, image)).rejects.toMatchObject({
      message: `cannot write the layout ${path}: it is not a folder`,
    });
  });

  it("refuses a changed byte, a missing blob, a wrong size, and what is no layout", async () => {
    const image = await packageModule(path);
    await writeLayout(layout(), image);
    const layer = manifestOf(image).layers[0]?.digest ?? "";
    const file = join(layout(), "blobs/sha256", layer.slice(7));
    const bytes = await readFile(file);
    bytes[20] = (bytes[20] ?? 0) ^ 1;
    await writeFile(file, bytes);
    const refusal = (what: string) => ({ code: "ERR_IMAGE_INVALID", message: `${layout()}: ${layer} ${what}` });
    await expect(readLayout(layout())).rejects.toMatchObject(refusal("is not what its digest says"));
    await writeFile(file, bytes.subarray(1));
    await expect(readLayout(layout())).rejects.toMatchObject(
      refusal(`has ${bytes.length - 1} bytes instead of ${bytes.length}`),
    );
    await rm(file);
    await expect(readLayout(layout())).rejects.toMatchObject(refusal("is missing"));
    await expect(readLayout(folder)).rejects.toMatchObject({ code: "ERR_FILE_NOT_FOUND" });
  });

  it("refuses several images before it reads a layer, and a pipe in the place of a file", async () => {
    const images = [await packageModule(path), await packageModule(path, { revision: "2" })] as const;
    await writeLayout(layout(), images[0]);
    const index = join(layout(), "index.json");
    const { descriptor, bytes } = images[1].manifest;
    await writeFile(join(layout(), "blobs/sha256", descriptor.digest.slice(7)), bytes);
    await writeFile(index, JSON.stringify({ manifests: images.map(({ manifest }) => manifest.descriptor) }));
    for (const { digest } of manifestOf(images[0]).layers) await rm(join(layout(), "blobs/sha256", digest.slice(7)));
    await expect(readLayout(layout())).rejects.toMatchObject({ message: `${layout()} holds several images` });
    await rm(index);
    execFileSync("mkfifo", [index]);
    await expect(readLayout(layout())).rejects.toMatchObject({
      ...{ code: "ERR_FILE_UNREADABLE", message: `layout: ${index} is a pipe` },
    });
  });

  it("refuses a layout of another version", async () => {
    await writeLayout(layout(), await packageModule(path));
    await writeFile(join(layout(), "oci-layout"), '{"imageLayoutVersion":"2.0.0"}');
    await expect(readLayout(layout())).rejects.toMatchObject({
      ...{ code: "ERR_IMAGE_INVALID", message: `${join(layout(), "oci-layout")}: $.imageLayoutVersion is not 1.0.0` },
    });
  });

  it.each([
    ["no JSON", "{", "is not JSON"],
    ["no list", '{"manifests":{}}', "$.manifests: must be an array"],
    [
      "a path for a digest",
      '{"manifests":[{"mediaType":"a","digest":"sha256:../../x","size":1}]}',
      "$.manifests[0].digest: must be a SHA-256 digest",
    ],
    [
      "a size below zero",
      `{"manifests":[{"mediaType":"a","digest":"sha256:${"0".repeat(64)}","size":-1}]}`,
      "$.manifests[0].size: must be a number of bytes",
    ],
    ["no image", '{"manifests":[]}', "holds no image"],
  ])("refuses an index with %s", async (_what, index, message) => {
    await writeLayout(layout(), await packageModule(path));
    await writeFile(join(layout(), "index.json"), index);
    await expect(readLayout(layout())).rejects.toMatchObject({
      code: "ERR_IMAGE_INVALID",
      message: expect.stringContaining(message) as string,
    });
  });
});
