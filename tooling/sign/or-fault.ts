import { ToolError } from "../error.js";
import { isDamage } from "../oci/registry/retry.js";

/** What is read of something beside an image, or how the registry has damaged it: one that is damaged hides no other. */
export async function orFault<T>(reading: Promise<T>): Promise<T | ToolError> {
  return reading.catch((error: unknown) => {
    const isDamaged = error instanceof ToolError && (error.code === "ERR_IMAGE_INVALID" || isDamage(error));
    if (isDamaged) return error;
    throw error;
  });
}
