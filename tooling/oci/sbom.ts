import { packageVersion } from "../package-root.js";
import { annotation } from "./annotations.js";
import { type Digest, hexOf } from "./digest.js";
import type { Producer } from "./producers.js";

/** What a bill of materials is made from. */
export interface SbomInput {
  /** The annotations of the image. */
  readonly annotations: Readonly<Record<string, string>>;
  /** Of the module. */
  readonly moduleDigest: Digest;
  /** Whether `sluice build` made the module: then the SDK and the compiler's standard library are in it. */
  readonly isOurs: boolean;
  readonly producers: readonly Producer[];
}

/**
 * The bill of materials of a module in CycloneDX 1.6. It has no serial number and no time, so that the same module has the
 * same; versions that nobody wrote down are left out, not guessed.
 */
export function writeSbom({ annotations, moduleDigest, isOurs, producers }: SbomInput): Uint8Array {
  const name = annotation(annotations, "title") ?? "module";
  const version = annotation(annotations, "version");
  const licenses = annotation(annotations, "licenses");
  const source = annotation(annotations, "source");
  const libraries = isOurs ? ["sluice", "assemblyscript"].map((library) => packageComponent(library)) : [];
  const tools = producers.map((producer) => producerComponent(producer));
  const bom = {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      tools: { components: [{ type: "application", name: "sluice", version: packageVersion() }] },
      component: {
        type: "application",
        "bom-ref": "module",
        name,
        ...(version === undefined ? {} : { version }),
        hashes: [{ alg: "SHA-256", content: hexOf(moduleDigest) }],
        ...(licenses === undefined ? {} : { licenses: [{ expression: licenses }] }),
        ...(source === undefined ? {} : { externalReferences: [{ type: "vcs", url: source }] }),
      },
    },
    components: [...libraries, ...tools],
    dependencies: [{ ref: "module", dependsOn: libraries.map((library) => library["bom-ref"]) }],
  };
  return Buffer.from(JSON.stringify(bom));
}

function packageComponent(name: string) {
  return { type: "library", "bom-ref": `pkg:npm/${name}`, name, purl: `pkg:npm/${name}` };
}

function producerComponent({ field, name, version }: Producer) {
  const property = { name: "wasm:producers", value: field };
  return { type: "application", name, ...(version === "" ? {} : { version }), properties: [property] };
}
