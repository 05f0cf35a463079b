import { ToolError } from "../../error.js";
import type { Descriptor } from "../descriptor.js";
import { type FetchedManifest, getManifest } from "./manifests.js";
import type { Repository } from "./repository.js";
import { isDamage } from "./retry.js";

/** How often a list is written again when someone else writes it at the same time. */
const ROUNDS_MAX = 10;

/** What anybody may add to and a registry keeps no list of itself: the manifest under a tag, whose entries are descriptors. */
export interface TaggedList {
  readonly tag: string;
  /** The entries of the manifest, which nobody vouches for. */
  readonly parse: (manifest: FetchedManifest) => Descriptor[];
  /** What tells one entry from another. */
  readonly keyOf: (entry: Descriptor) => string;
  /**
   * Puts a manifest of these entries under the tag. `padding` goes behind its JSON: a registry does not write again what it believes to
   * have, so that a list that it lost needs another digest.
   */
  readonly put: (entries: readonly Descriptor[], padding: Uint8Array) => Promise<unknown>;
}

/**
 * The entries of a list; none where there is no list.
 *
 * @throws ToolError `ERR_IMAGE_INVALID` when it is not what its digest says, or no such list; `ERR_REGISTRY`, `ERR_REGISTRY_DENIED`
 */
export async function getEntries(repository: Repository, { tag, parse }: TaggedList): Promise<Descriptor[]> {
  const found = await getManifest(repository, tag);
  return found === null ? [] : parse(found);
}

/** As `getEntries`, but a list that the registry has lost is one without entries: what writes it anew mends it. */
export async function getEntriesLeft(repository: Repository, list: TaggedList): Promise<Descriptor[] | null> {
  return getEntries(repository, list).catch((error: unknown) => {
    if (isDamage(error)) return null;
    throw error;
  });
}

/**
 * Adds entries to a list. A tag has no compare-and-set: the list is read again after it was written, and written again where an entry got
 * lost. Of two that write different entries at the same moment one can still lose its own; adding it again mends that.
 *
 * @throws ToolError `ERR_REGISTRY` when the list never has them, and what `getEntries` throws
 */
export async function addEntries(
  repository: Repository,
  list: TaggedList,
  entries: readonly Descriptor[],
): Promise<void> {
  let damages = 0;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const present = await getEntriesLeft(repository, list);
    if (present === null) damages++;
    const known = new Set(present?.map(list.keyOf));
    const missing = entries.filter((entry) => !known.has(list.keyOf(entry)));
    if (missing.length === 0) return;
    await list.put([...(present ?? []), ...missing], Buffer.alloc(damages, "\n"));
  }
  throw new ToolError("ERR_REGISTRY", `${repository.name}:${list.tag} stays as it was`, {
    hint: "do it again, when nobody else attaches something to the same image",
  });
}
