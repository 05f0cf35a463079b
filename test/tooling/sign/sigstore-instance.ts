import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { HashAlgorithm, PublicKeyDetails, TrustedRoot } from "@sigstore/protobuf-specs";
import { initializeCA, initializeCTLog, initializeTLog } from "@sigstore/mock";
import type { CertificateIdentity } from "../../../tooling/sign/judge-bundle.js";

/** Where Fulcio keeps the OIDC issuer in a certificate. */
const ISSUER_OID = "1.3.6.1.4.1.57264.1.8";
const LOG_URL = "https://rekor.example.com";
const IN_TOTO = "application/vnd.in-toto+json";
const sha256 = (bytes: Uint8Array): Buffer => createHash("sha256").update(bytes).digest();
const keyPair = () => generateKeyPairSync("ec", { namedCurve: "prime256v1" });
const spki = (key: KeyObject): Buffer => key.export({ format: "der", type: "spki" });

/** How a signature is to differ from a good one. */
export interface SigningOptions {
  /** Minutes after the certificate was issued at which the log takes the signature; the certificate holds for ten. */
  readonly loggedAfterMinutes?: number;
  readonly isLogged?: boolean;
  readonly predicateType?: string;
}

type Content =
  | { readonly messageSignature: { readonly messageDigest: object; readonly signature: string } }
  | {
      readonly dsseEnvelope: { readonly payload: string; readonly payloadType: string; readonly signatures: object[] };
    };

/** What a bundle has in it, as JSON. */
export type BundleJson = Content & {
  readonly mediaType: string;
  readonly verificationMaterial: { readonly [material: string]: unknown; readonly tlogEntries: readonly object[] };
};

/** A Sigstore instance of its own: an authority, its certificate log, and a transparency log. */
export class SigstoreInstance {
  private constructor(
    private readonly ca: Awaited<ReturnType<typeof initializeCA>>,
    private readonly ctLog: Awaited<ReturnType<typeof initializeCTLog>>,
    private readonly logKeys: ReturnType<typeof keyPair>,
    private readonly startedAt: Date,
  ) {}

  static async start(): Promise<SigstoreInstance> {
    const startedAt = new Date();
    const ctLog = await initializeCTLog(keyPair(), startedAt);
    const ca = await initializeCA(generateKeyPairSync("ec", { namedCurve: "secp384r1" }), ctLog, startedAt);
    return new SigstoreInstance(ca, ctLog, keyPair(), startedAt);
  }

  /** What `trusted_root.json` holds; `logs` takes the transparency log of another instance. */
  trustedRoot(logs: SigstoreInstance = this): object {
    const validFor = { start: new Date(0) };
    const log = (baseUrl: string, key: Buffer) => ({
      baseUrl,
      logId: { keyId: sha256(key) },
      hashAlgorithm: HashAlgorithm.SHA2_256,
      publicKey: { rawBytes: key, keyDetails: PublicKeyDetails.PKIX_ECDSA_P256_SHA_256, validFor },
      checkpointKeyId: undefined,
      operator: "",
    });
    const { rootCertificate } = this.ca;
    return TrustedRoot.toJSON({
      mediaType: "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
      certificateAuthorities: [
        {
          subject: { commonName: "sigstore", organization: "example" },
          uri: "https://fulcio.example.com",
          certChain: { certificates: [{ rawBytes: Buffer.from(rootCertificate as Uint8Array) }] },
          ...{ validFor, operator: "" },
        },
      ],
      tlogs: [log(LOG_URL, spki(logs.logKeys.publicKey))],
      ctlogs: [log("https://ctfe.example.com", this.ctLog.publicKey)],
      timestampAuthorities: [],
    }) as object;
  }

  /** Signs an image as `cosign sign --new-bundle-format` does: a statement that names its digest. */
  async signImage(digest: string, signer: CertificateIdentity, options: SigningOptions = {}): Promise<BundleJson> {
    const { predicateType = "https://sigstore.dev/cosign/sign/v1" } = options;
    const subject = [{ digest: { sha256: digest.replace("sha256:", "") } }];
    const statement = { _type: "https://in-toto.io/Statement/v1", subject, predicateType, predicate: {} };
    const payload = Buffer.from(JSON.stringify(statement));
    const { privateKey, certificate } = await this.issue(signer);
    const header = `DSSEv1 ${IN_TOTO.length} ${IN_TOTO} ${payload.length} `;
    const signature = sign("sha256", Buffer.concat([Buffer.from(header), payload]), privateKey).toString("base64");
    const entry = {
      ...{ apiVersion: "0.0.1", kind: "dsse" },
      spec: { payloadHash: hashOf(payload), signatures: [{ signature, verifier: certificate }] },
    };
    const signatures = [{ sig: signature, keyid: "" }];
    const dsseEnvelope = { payload: payload.toString("base64"), payloadType: IN_TOTO, signatures };
    return this.bundle(certificate, entry, options, { dsseEnvelope });
  }

  /** Signs some bytes as `cosign sign-blob --new-bundle-format` does. */
  async signBytes(bytes: Buffer, signer: CertificateIdentity): Promise<BundleJson> {
    const { privateKey, certificate } = await this.issue(signer);
    const signature = sign("sha256", bytes, privateKey).toString("base64");
    const entry = {
      ...{ apiVersion: "0.0.1", kind: "hashedrekord" },
      spec: { data: { hash: hashOf(bytes) }, signature: { content: signature, publicKey: { content: certificate } } },
    };
    const messageDigest = { algorithm: "SHA2_256", digest: sha256(bytes).toString("base64") };
    return this.bundle(certificate, entry, {}, { messageSignature: { messageDigest, signature } });
  }

  private async issue({ identity, issuer }: CertificateIdentity) {
    const { privateKey, publicKey } = keyPair();
    const extensions = [{ oid: ISSUER_OID, value: issuer }];
    const request = { publicKey: Uint8Array.from(spki(publicKey)), subjectAltName: identity, extensions };
    const certificate = await this.ca.issueCertificate(request);
    return { privateKey, certificate: Buffer.from(certificate as Uint8Array).toString("base64") };
  }

  private async bundle(
    certificate: string,
    entry: { readonly kind: string; readonly apiVersion: string },
    { isLogged = true, loggedAfterMinutes = 1 }: SigningOptions,
    content: Content,
  ): Promise<BundleJson> {
    const loggedAt = new Date(this.startedAt.getTime() + loggedAfterMinutes * 60_000);
    const log = await initializeTLog(LOG_URL, this.logKeys, loggedAt);
    const [logged] = Object.values((await log.log(entry)) as unknown as Record<string, LogEntry>) as [LogEntry];
    const { signedEntryTimestamp, inclusionProof } = logged.verification;
    const fromHex = (hex: string): string => Buffer.from(hex, "hex").toString("base64");
    const tlogEntry = {
      logIndex: String(logged.logIndex),
      logId: { keyId: fromHex(logged.logID) },
      kindVersion: { kind: entry.kind, version: entry.apiVersion },
      integratedTime: String(logged.integratedTime),
      inclusionPromise: { signedEntryTimestamp },
      inclusionProof: {
        logIndex: String(inclusionProof.logIndex),
        rootHash: fromHex(inclusionProof.rootHash),
        treeSize: String(inclusionProof.treeSize),
        hashes: [],
        checkpoint: { envelope: inclusionProof.checkpoint },
      },
      canonicalizedBody: logged.body,
    };
    return {
      mediaType: "application/vnd.dev.sigstore.bundle.v0.3+json",
      verificationMaterial: { certificate: { rawBytes: certificate }, tlogEntries: isLogged ? [tlogEntry] : [] },
      ...content,
    };
  }
}

/** An entry as Rekor's API gives it. */
interface LogEntry {
  readonly body: string;
  readonly integratedTime: number;
  readonly logID: string;
  readonly logIndex: number;
  readonly verification: {
    readonly signedEntryTimestamp: string;
    readonly inclusionProof: {
      readonly logIndex: number;
      readonly rootHash: string;
      readonly treeSize: number;
      readonly checkpoint: string;
    };
  };
}

function hashOf(bytes: Uint8Array) {
  return { algorithm: "sha256", value: sha256(bytes).toString("hex") };
}
