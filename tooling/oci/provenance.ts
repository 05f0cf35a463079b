import { packageVersion } from "../package-root.js";
import { annotation } from "./annotations.js";
import { type Digest, hexOf } from "./digest.js";
import { MODULE_FILE } from "./layer.js";

/** What a statement of provenance is made from. */
export interface ProvenanceInput {
  /** The annotations of the image. */
  readonly annotations: Readonly<Record<string, string>>;
  /** Of the image's manifest: what the statement is about. */
  readonly manifestDigest: Digest;
  /** Of the module inside. */
  readonly moduleDigest: Digest;
  readonly variant: string;
  /** Who packages: a URI. Absent: this tool. */
  readonly builderId?: string | undefined;
}

/** What `buildType` promises: the module under `resolvedDependencies` and the form of the image under `externalParameters` decide over its bytes. */
const BUILD_TYPE = "urn:sluice:package:v1";

/**
 * An in-toto statement with SLSA provenance 1.0 about an image: which module went into it and, as far as the packager said so,
 * which sources that came from. It has no times, so that the same image has the same.
 */
export function writeProvenance(input: ProvenanceInput): Uint8Array {
  const { annotations, manifestDigest, moduleDigest, variant, builderId } = input;
  const tool = `pkg:npm/sluice@${packageVersion()}`;
  const statement = {
    _type: "https://in-toto.io/Statement/v1",
    subject: [{ name: annotation(annotations, "title") ?? "module", digest: { sha256: hexOf(manifestDigest) } }],
    predicateType: "https://slsa.dev/provenance/v1",
    predicate: {
      buildDefinition: {
        buildType: BUILD_TYPE,
        externalParameters: { variant, annotations },
        resolvedDependencies: [
          { name: MODULE_FILE, digest: { sha256: hexOf(moduleDigest) } },
          ...sourceDependency(annotations),
        ],
      },
      runDetails: { builder: { id: builderId ?? tool, version: { sluice: packageVersion() } } },
    },
  };
  return Buffer.from(JSON.stringify(statement));
}

function sourceDependency(annotations: Readonly<Record<string, string>>): object[] {
  const source = annotation(annotations, "source");
  const revision = annotation(annotations, "revision");
  if (source === undefined) return [];
  const isCommit = revision !== undefined && /^[0-9a-f]{40}$/.test(revision);
  return [{ uri: source, ...(isCommit ? { digest: { gitCommit: revision } } : {}) }];
}
