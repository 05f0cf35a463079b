import { getProperty, setProperty } from "./property";

const NAME: string = "sluice.authenticated";

/**
 * Tells other filters of the stream that the request's credentials were found good, whatever they were and whether or not they go on: the
 * filter state `wasm.sluice.authenticated`, which no client sets.
 */
export function markAuthenticated(): void {
  setProperty(NAME, "1");
}

/** Whether a filter has told so; of all filters at the earliest when the response is there. */
export function isAuthenticated(): bool {
  return getProperty(NAME) !== null;
}
