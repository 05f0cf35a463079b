import { ToolError } from "../../error.js";
import type { Descriptor } from "../descriptor.js";
import { digestOf } from "../digest.js";
import { LAYER_BYTES_MAX } from "../limits.js";
import type { Repository } from "./repository.js";

/**
 * Gets the content that a descriptor names.
 *
 * @throws ToolError `ERR_IMAGE_INVALID` when it is missing, too large, or not what its digest says
 */
export async function getBlob(
  repository: Repository,
  { digest, size }: Descriptor,
  name: string,
  bytesMax = LAYER_BYTES_MAX,
): Promise<Buffer> {
  const invalid = (what: string): ToolError =>
    new ToolError("ERR_IMAGE_INVALID", `${name}: ${digest} ${what}`, {
      hint: "the registry, or something on the way to it, changed or lost content: push the image again",
    });
  if (size > bytesMax) throw invalid(`has ${size} bytes: more than ${bytesMax}`);
  repository.onProgress(`pulling ${size} bytes from ${repository.registry}`);
  const response = await repository.send({ method: "GET", path: `blobs/${digest}`, bytesMax: size });
  if (response.status === 404) throw invalid("is missing");
  if (response.status !== 200) throw repository.unexpected(response, "gave no blob");
  if (response.body.length !== size) throw invalid(`has ${response.body.length} bytes instead of ${size}`);
  if (digestOf(response.body) !== digest) throw invalid("is not what its digest says");
  return response.body;
}
