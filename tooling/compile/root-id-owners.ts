import type { Source } from "assemblyscript";
import { ToolError } from "../error.js";
import type { FilterCode } from "./filter-code.js";
import type { FilterSource } from "./sources.js";

/** One call by which a plugin is registered. */
export interface Registration {
  /** Null: it serves every root id that a gateway may configure. */
  readonly rootId: string | null;
  readonly source: Source;
  /** File, line and column. */
  readonly place: string;
}

/**
 * The filter behind each root id, in the order of the registrations. A filter may register several.
 *
 * @throws ToolError ERR_COMPILE when a filter registers nothing, when two register the same root id, or when one that serves
 *   every root id is not alone: which of them a gateway means could not be told.
 */
export function findOwners(
  registrations: readonly Registration[],
  filters: readonly FilterCode[],
): Map<string, FilterSource> {
  const owned = registrations.map((registration) => ({ ...registration, owners: ownersOf(registration, filters) }));
  for (const filter of filters) {
    const own = owned.filter(({ owners }) => owners.includes(filter));
    if (own.length === 0) throw registersNothing(filter);
    if (filters.length > 1 && own.some(({ rootId }) => rootId === null)) throw servesEverything(filter);
  }
  const found = new Map<string, { readonly owner: FilterCode; readonly place: string }>();
  for (const { rootId, place, owners } of owned) {
    for (const owner of owners) {
      if (rootId === null) continue;
      const first = found.get(rootId);
      if (first !== undefined && first.owner !== owner) throw registeredTwice(rootId, first.place, place);
      if (first === undefined) found.set(rootId, { owner, place });
    }
  }
  return new Map([...found].map(([rootId, { owner }]) => [rootId, owner.filter]));
}

/** A filter that imports another's entry runs its registrations too; they stay the other's. */
function ownersOf({ source }: Registration, filters: readonly FilterCode[]): FilterCode[] {
  const owner = filters.find(({ filter }) => filter.entry === source.internalPath);
  return owner === undefined ? filters.filter((filter) => filter.holds(source)) : [owner];
}

function registersNothing({ title }: FilterCode): ToolError {
  return new ToolError("ERR_COMPILE", `${title} registers nothing`, {
    hint: 'call register("my-root-id", () => new MyFilter()) at the top level of its source',
  });
}

function servesEverything({ title }: FilterCode): ToolError {
  return new ToolError("ERR_COMPILE", `${title} serves every root id, so no other can be in its module`, {
    hint: "build it alone, or have it register a root id of its own",
  });
}

function registeredTwice(rootId: string, first: string, second: string): ToolError {
  const places = first === second ? `${first}, which both filters import,` : `${first} and ${second}`;
  return new ToolError("ERR_COMPILE", `two filters register the root id ${JSON.stringify(rootId)}: ${places}`, {
    hint: "give each a root id of its own, or build them into two modules",
  });
}
