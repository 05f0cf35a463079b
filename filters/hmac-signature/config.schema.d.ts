// Generated from config.schema.json by sluice build. Do not edit.

export interface SigningKey {
  /** What signatures name it by. */
  keyid: string;
  /** Shared with the signer: 32 random bytes or more. */
  secret: string | { env: string };
  /** `text`: the secret's bytes as they are; `base64`: what they stand for. */
  encoding?: "text" | "base64";
}

/** Who may sign requests, and what a signature must cover. */
export interface HmacSignatureConfig {
  /** Who may sign. */
  keys: SigningKey[];
  /** What a signature must cover at least: `@method`, `@authority`, `@scheme`, `@target-uri`, `@request-target`, `@path`, `@query`, or a header. */
  required_components?: string[];
  /** How old a signature may be, by its `created`. 0: any age, and `created` may be absent. */
  max_age_seconds?: number;
  /** How far clocks may differ. */
  leeway_seconds?: number;
  /** Checks bodies up to this size against `Content-Digest`, which the signature must then cover; a larger one is 413. 0: bodies are not looked at. */
  max_body_bytes?: number;
  /** Remembers as many nonces of each key, over all workers, and lets each signature pass once; `nonce` is then required. 0: a signature is good until it is too old. */
  max_nonces?: number;
  /** Paths that need no signature, each with all paths below it. */
  unsigned_paths?: string[];
  /** Tells the upstream who signed. What a client sends under this name is removed, from every request. */
  keyid_header?: string;
}
