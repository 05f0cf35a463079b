import {
  decodeBase64,
  encodeText,
  findPathFault,
  log,
  lowerCase,
  mayRemoveHeader,
  mayWriteHeader,
  Refusal,
} from "sluice/sdk";
import { HmacSignatureConfig, SigningKey } from "./config";
import { Gate } from "./gate";
import { NonceStore } from "./nonce-store";
import { SignatureKey } from "./signature-key";
import { Verifier } from "./verifier";

/** The components of a request that have no header (RFC 9421 §2.2). */
const DERIVED: StaticArray<string> = [
  "@method",
  "@authority",
  "@scheme",
  "@target-uri",
  "@request-target",
  "@path",
  "@query",
];

/** RFC 2104 §3: a shorter key than the hash weakens the HMAC. */
const SECRET_BYTES_MIN: i32 = 32;

/** Makes a gate of a configuration. */
@final
export class Setup {
  /** What is wrong with the configuration, once `build` has answered null. */
  refusal: Refusal | null = null;
  private readonly keys: Map<string, SignatureKey> = new Map<string, SignatureKey>();
  private readonly required: Array<string> = new Array<string>();

  /** The gate; null where something is wrong. */
  build(config: HmacSignatureConfig): Gate | null {
    for (let i = 0; i < config.keys.length; ++i) this.addKey(config.keys[i], "$.keys[" + i.toString() + "]");
    for (let i = 0; i < config.requiredComponents.length; ++i) {
      const name = lowerCase(config.requiredComponents[i]);
      if (name.includes("@") && !DERIVED.includes(name)) {
        this.fault("$.required_components[" + i.toString() + "]", "is no component of a request");
      }
      this.required.push(name);
    }
    for (let i = 0; i < config.unsignedPaths.length; ++i) {
      const fault = findPathFault(config.unsignedPaths[i]);
      if (fault !== null) this.fault("$.unsigned_paths[" + i.toString() + "]", fault);
    }
    this.checkHeader(config.keyidHeader);
    if (config.maxNonces > 0 && config.maxAgeSeconds == 0) {
      this.fault("$.max_nonces", "needs max_age_seconds: a nonce is kept until its signature is too old");
    }
    return this.refusal === null ? this.makeGate(config) : null;
  }

  private makeGate(config: HmacSignatureConfig): Gate {
    const verifier = new Verifier(this.keys, this.required);
    verifier.maxAgeSeconds = config.maxAgeSeconds;
    verifier.leewaySeconds = config.leewaySeconds;
    verifier.checksBodies = config.maxBodyBytes > 0;
    if (config.maxNonces > 0) {
      verifier.nonces = new NonceStore(config.maxNonces, config.maxAgeSeconds + config.leewaySeconds);
    }
    const gate = new Gate(verifier, config.unsignedPaths, config.keyidHeader, this.beginWanted());
    gate.bodyBytesMax = config.maxBodyBytes;
    return gate;
  }

  private addKey(key: SigningKey, path: string): void {
    if (this.keys.has(key.keyid)) this.fault(path + ".keyid", "is that of another key");
    const secret = key.encoding == "base64" ? decodeBase64(encodeText(key.secret)) : encodeText(key.secret);
    if (secret === null || secret.length == 0) {
      this.fault(path + ".secret", "is no base64 (RFC 4648 §4)");
      return;
    }
    if (secret.length < SECRET_BYTES_MIN) {
      log.warn(path + ".secret: shorter than 32 bytes, against RFC 2104: it can be guessed from a signed request");
    }
    this.keys.set(key.keyid, new SignatureKey(key.keyid, secret));
  }

  private checkHeader(header: string | null): void {
    const name = header === null ? "" : lowerCase(header);
    if (!mayWriteHeader(name) || !mayRemoveHeader(name)) {
      this.fault("$.keyid_header", "must not be a header that frames or routes a message");
    }
  }

  /** The inner list of what must be covered, without its end: `Gate` adds what one request needs. */
  private beginWanted(): string {
    let wanted = "sig1=(";
    for (let i = 0; i < this.required.length; ++i) wanted += (i == 0 ? '"' : ' "') + this.required[i] + '"';
    return wanted;
  }

  private fault(path: string, what: string): void {
    if (this.refusal === null) this.refusal = new Refusal(path + ": " + what);
  }
}
