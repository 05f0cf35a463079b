/** Something about a module that Envoy refuses or crashes on (`error`), or that hardly is what its author meant (`warning`). */
export interface Refusal {
  /** Kebab-case name of the rule: API, like an error code. */
  readonly rule: string;
  /** `error`: Envoy refuses the module or crashes on it. */
  readonly severity: "error" | "warning";
  /** What is wrong, naming the import or export. */
  readonly message: string;
  /** What to do about it: one sentence, imperative. */
  readonly hint: string;
}

export function error(rule: string, message: string, hint: string): Refusal {
  return { rule, severity: "error", message, hint };
}

export function warning(rule: string, message: string, hint: string): Refusal {
  return { rule, severity: "warning", message, hint };
}

/** Rules that are ours alone: Envoy loads such a module, and then gives it all the memory that it asks for. */
export const STRICTER_THAN_ENVOY: readonly string[] = ["memory-unbounded", "memory-maximum"];
