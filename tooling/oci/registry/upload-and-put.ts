import type { Blob } from "../descriptor.js";
import type { Repository } from "./repository.js";
import { uploadBlob, type UploadOptions, type UploadOutcome } from "./upload.js";

/**
 * Uploads blobs, then puts the manifests that name them. Where the registry says that it lost one (it was killed while it wrote, or someone
 * writes the same blob at this moment), all are sent again, whatever it says that it has.
 *
 * @returns how each blob came there
 * @throws ToolError `ERR_REGISTRY`, `ERR_REGISTRY_DENIED`
 */
export async function uploadAndPut(
  repository: Repository,
  blobs: readonly Blob[],
  options: UploadOptions,
  put: () => Promise<unknown>,
): Promise<UploadOutcome[]> {
  let isLost = false;
  return repository.retrying(async () => {
    const outcomes = await Promise.all(blobs.map((blob) => uploadBlob(repository, blob, options, isLost)));
    isLost = true;
    await put();
    return outcomes;
  });
}
