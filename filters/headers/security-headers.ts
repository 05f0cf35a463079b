import { PreparedHeader } from "sluice/sdk";
import { Operation } from "./config";
import { DefaultOperation, SetOperation } from "./header-operation";
import { MessageOperation } from "./message-operation";
import { Scope } from "./scope";
import { StrictTransportSecurity } from "./strict-transport-security";

const NAMES: StaticArray<string> = [
  "content-security-policy",
  "x-content-type-options",
  "referrer-policy",
  "permissions-policy",
  "cross-origin-opener-policy",
  "cross-origin-embedder-policy",
  "cross-origin-resource-policy",
];

const NO_DEVICES: string = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";

/** For pages: their own scripts, styles and frames, and no one who frames them. */
const WEB: StaticArray<string> = [
  "default-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'; object-src 'none'",
  "nosniff",
  "strict-origin-when-cross-origin",
  NO_DEVICES,
  "same-origin",
  "",
  "same-origin",
];

/** For what no browser shows: were it shown, nothing in it would run (OWASP REST Security Cheat Sheet). */
const API: StaticArray<string> = [
  "default-src 'none'; frame-ancestors 'none'",
  "nosniff",
  "no-referrer",
  "",
  "",
  "",
  "same-origin",
];

/** Adds the operations that a preset stands for. What comes after them may set or remove any of these headers again. */
export function addSecurityHeaders(operations: MessageOperation[], config: Operation, scope: Scope): void {
  const keep = config.keep;
  const preset = config.preset;
  const scheme = scope.compile("", "${request.scheme}");
  if (scheme !== null) {
    operations.push(new StrictTransportSecurity(scope.valueOf(scheme), config.includeSubdomains, keep));
  }
  for (let i = 0; i < NAMES.length; ++i) {
    const isIsolated = preset == "isolated" && NAMES[i] == "cross-origin-embedder-policy";
    const value = isIsolated ? "require-corp" : preset == "api" ? API[i] : WEB[i];
    if (value.length == 0) continue;
    const header = PreparedHeader.of(NAMES[i], value);
    if (header !== null) operations.push(keep ? new DefaultOperation(NAMES[i], header) : new SetOperation(header));
  }
}
