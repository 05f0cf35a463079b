import { unless, type Problem } from "./problem.js";

/** A digest as Istio and Envoy want it; an absent one is fine. */
export function checkSha256(path: string, value: string | undefined): Problem[] {
  return unless(
    value === undefined || /^[a-f0-9]{64}$/.test(value),
    path,
    "is no SHA-256 digest",
    "use 64 lowercase hex digits, without a sha256: in front",
  );
}
