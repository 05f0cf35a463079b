import { ToolError } from "../error.js";

/** A signature that does not hold: `reason` says why, `hint` what to do. */
export function refused(name: string, reason: string, options: { readonly hint: string }): ToolError {
  return new ToolError("ERR_SIGNATURE_REFUSED", `${name} does not verify: ${reason}`, options);
}
