import type { Expression, Source } from "assemblyscript";
import { ToolError } from "../error.js";
import type { FilterCode } from "./filter-code.js";

/** One call by which a plugin is registered. */
export interface Registration {
  /** Null: it serves every root id that a gateway may configure. */
  readonly rootId: string | null;
  readonly source: Source;
  /** What makes its plugin or its filters. */
  readonly factory: Expression | undefined;
  /** File, line and column. */
  readonly place: string;
}

/** A root id's registration, and the filter that it is of. */
export interface Owned {
  readonly owner: FilterCode;
  readonly registration: Registration;
}

/**
 * The filter behind each root id, in the order of the registrations. A filter may register several.
 *
 * @throws ToolError ERR_COMPILE when a filter registers nothing, when a root id is registered twice, or when a filter that serves
 *   every root id is not alone: which of them a gateway means could not be told.
 */
export function findOwners(registrations: readonly Registration[], filters: readonly FilterCode[]): Map<string, Owned> {
  const owned = registrations.map((registration) => ({ registration, owners: ownersOf(registration, filters) }));
  for (const filter of filters) {
    const own = owned.filter(({ owners }) => owners.includes(filter));
    if (own.length === 0) throw registersNothing(filter);
    if (filters.length > 1 && own.some(({ registration }) => registration.rootId === null)) {
      throw servesEverything(filter);
    }
  }
  const found = new Map<string, Owned>();
  for (const { registration, owners } of owned) {
    const { rootId } = registration;
    if (rootId === null) continue;
    for (const owner of owners) {
      const first = found.get(rootId);
      if (first !== undefined) throw registeredTwice(rootId, first, { owner, registration });
      found.set(rootId, { owner, registration });
    }
  }
  return found;
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

function registeredTwice(rootId: string, first: Owned, second: Owned): ToolError {
  const [one, other] = [first.registration.place, second.registration.place];
  const places = one === other ? `${one}, which both filters import,` : `${one} and ${other}`;
  if (first.owner === second.owner) {
    return new ToolError("ERR_COMPILE", `the root id ${JSON.stringify(rootId)} is registered twice: ${places}`, {
      hint: "keep one of the two, or give each a root id of its own",
    });
  }
  return new ToolError("ERR_COMPILE", `two filters register the root id ${JSON.stringify(rootId)}: ${places}`, {
    hint: "give each a root id of its own, or build them into two modules",
  });
}
