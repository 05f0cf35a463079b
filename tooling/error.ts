/** Every reason for which the tooling refuses or fails. The codes are API: scripts may match on them. */
export type ToolErrorCode =
  | "ERR_USAGE"
  | "ERR_FILE_NOT_FOUND"
  | "ERR_FILE_UNREADABLE"
  | "ERR_FILE_UNWRITABLE"
  | "ERR_JSON_SYNTAX"
  | "ERR_SCHEMA_UNSUPPORTED"
  | "ERR_COMPILE"
  | "ERR_MODULE_INVALID"
  | "ERR_MODULE_REFUSED"
  | "ERR_CONFIGURATION_REFUSED"
  | "ERR_PORT_IN_USE"
  | "ERR_ENVOY_NOT_FOUND"
  | "ERR_ENVOY_INSTALL"
  | "ERR_ENVOY_START"
  | "ERR_ENVOY_EXITED"
  | "ERR_STREAM_TIMEOUT"
  | "ERR_UNMEASURABLE"
  | "ERR_MANIFEST_INVALID"
  | "ERR_IMAGE_INVALID"
  | "ERR_REGISTRY"
  | "ERR_REGISTRY_DENIED"
  | "ERR_REGISTRY_NOT_FOUND"
  | "ERR_KEY_INVALID"
  | "ERR_SIGNATURE_REFUSED"
  | "ERR_INTERNAL";

/** Codes whose cause lies with us or the machine, not with what the user typed: exit code 1 instead of 2. */
const FAULT_CODES: ReadonlySet<ToolErrorCode> = new Set([
  "ERR_ENVOY_INSTALL",
  "ERR_ENVOY_START",
  "ERR_ENVOY_EXITED",
  "ERR_UNMEASURABLE",
  "ERR_REGISTRY",
  "ERR_INTERNAL",
]);

/** What a `ToolError` may carry beside its message. */
export interface ToolErrorOptions {
  /** What the user can do about it: one sentence, imperative. */
  readonly hint?: string;
  /** The error behind it. */
  readonly cause?: unknown;
  /** Where in a configuration the mistakes are, as `$.name`. */
  readonly paths?: readonly string[];
}

/**
 * The one error type of the tooling. `message` names what is wrong (the file, the JSON path or the flag); `hint` the mend.
 * Neither ever holds a configuration value, a token or a key.
 *
 * @example
 * throw new ToolError("ERR_FILE_NOT_FOUND", `no file at ${path}`, { hint: "check the path" });
 */
export class ToolError extends Error {
  /** `ToolError`. */
  override readonly name = "ToolError";
  /** Which of the known reasons it is. */
  readonly code: ToolErrorCode;
  /** What the user can do about it, where that is known. */
  readonly hint: string | undefined;
  /** Where in a configuration the mistakes are, as `$.name`; empty where nobody has named the places. */
  readonly paths: readonly string[];

  /** `message` names what is wrong, `options.hint` the mend. */
  constructor(code: ToolErrorCode, message: string, options: ToolErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.paths = options.paths ?? [];
  }

  /** The exit code of the command line: 2 when the user's input is wrong, 1 when the fault is ours or the machine's. */
  get exitCode(): 1 | 2 {
    return FAULT_CODES.has(this.code) ? 1 : 2;
  }
}
