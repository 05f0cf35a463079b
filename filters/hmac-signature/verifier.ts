import { nowSeconds, Request } from "sluice/sdk";
import { parseByteSequences } from "./byte-sequences";
import { ContentDigest } from "./content-digest";
import { Nonce, NonceStore } from "./nonce-store";
import { joinLines, signatureBase } from "./signature-base";
import { SignatureInput } from "./signature-input";
import { SignatureKey } from "./signature-key";

/** Longer fields are none. */
const FIELD_LENGTH_MAX: i32 = 16384;

const CONTENT_DIGEST: string = "content-digest";

/** Verifies the signatures of requests (RFC 9421 §3.2). There is one for all streams: what it tells is about the last request. */
@final
export class Verifier {
  /** Why it refused, in a closed set of words that hold nothing of the request. */
  reason: string = "";
  /** What a client gets then. */
  status: u32 = 401;
  /** Who signed. */
  keyid: string = "";
  /** What the body must be; null where that is known already, or nobody asks. */
  digest: ContentDigest | null = null;
  maxAgeSeconds: i64 = 0;
  leewaySeconds: i64 = 0;
  checksBodies: bool = false;
  nonces: NonceStore | null = null;

  constructor(
    private readonly keys: Map<string, SignatureKey>,
    private readonly required: Array<string>,
  ) {}

  /** Whether the request is signed as it must be. */
  verify(request: Request): bool {
    this.digest = null;
    const inputLines = request.headers.getAll("signature-input");
    const signatureLines = request.headers.getAll("signature");
    if (inputLines.length == 0 || signatureLines.length == 0) return this.refuse("missing signature");
    const inputField = joinLines(inputLines);
    const signatureField = joinLines(signatureLines);
    if (inputField === null || signatureField === null) return this.refuse("malformed signature", 400);
    if (max(inputField.length, signatureField.length) > FIELD_LENGTH_MAX) {
      return this.refuse("malformed signature", 400);
    }
    const inputs = SignatureInput.parseAll(inputField);
    const signatures = parseByteSequences(signatureField);
    if (inputs === null || signatures === null) return this.refuse("malformed signature", 400);
    for (let i = 0; i < inputs.length; ++i) {
      const input = inputs[i];
      const keyid = input.keyid;
      if (keyid === null || !this.keys.has(keyid)) continue;
      if (!signatures.has(input.label)) return this.refuse("malformed signature", 400);
      return this.verifyOne(request, input, this.keys.get(keyid), signatures.get(input.label));
    }
    return this.refuse("unknown key");
  }

  private verifyOne(request: Request, input: SignatureInput, key: SignatureKey, signature: Uint8Array): bool {
    const alg = input.alg;
    if (alg !== null && alg != "hmac-sha256") return this.refuse("unsupported algorithm");
    if (input.hasParameters) return this.refuse("unsupported component");
    for (let i = 0; i < this.required.length; ++i) {
      if (!input.components.includes(this.required[i])) return this.refuse("component not covered");
    }
    const now = nowSeconds();
    if (!this.isTimely(input, now)) return false;
    const base = signatureBase(request, input);
    if (base === null) return this.refuse("component missing");
    if (!key.matches(base, signature)) return this.refuse("bad signature");
    this.keyid = key.keyid;
    return this.readDigest(request, input) && this.useNonce(input, key, now);
  }

  private isTimely(input: SignatureInput, now: i64): bool {
    const leeway = this.leewaySeconds;
    if (input.created > now + leeway) return this.refuse("signature from the future");
    if (input.expires >= 0 && input.expires + leeway < now) return this.refuse("signature expired");
    if (this.maxAgeSeconds == 0) return true;
    if (input.created < 0) return this.refuse("missing created");
    return input.created + this.maxAgeSeconds + leeway >= now || this.refuse("signature expired");
  }

  private readDigest(request: Request, input: SignatureInput): bool {
    if (!this.checksBodies) return true;
    if (!input.components.includes(CONTENT_DIGEST)) return request.endOfStream || this.refuse("component not covered");
    const field = joinLines(request.headers.getAll(CONTENT_DIGEST));
    const digest = ContentDigest.parse(field === null ? "" : field);
    if (digest === null) return this.refuse("malformed digest", 400);
    if (request.endOfStream) return digest.matches(null) || this.refuse("wrong digest");
    this.digest = digest;
    return true;
  }

  /** Last of all: a nonce is used up by a request that passes. */
  private useNonce(input: SignatureInput, key: SignatureKey, now: i64): bool {
    const nonces = this.nonces;
    if (nonces === null) return true;
    const nonce = input.nonce;
    if (nonce === null) return this.refuse("missing nonce");
    const used = nonces.use(key.signer, nonce, input.created, now);
    if (used == Nonce.NotKept) return this.refuse("too many nonces", 503);
    if (used == Nonce.Forgotten) return this.refuse("signature expired");
    return used == Nonce.Fresh || this.refuse("nonce used before");
  }

  private refuse(reason: string, status: u32 = 401): bool {
    this.reason = reason;
    this.status = status;
    return false;
  }
}
