import { getProperty, setProperty } from "./property";

const NAME: string = "sluice.authenticated";

/**
 * Tells other filters of the stream that the request passed for what it brought, so that its answer is not for everyone: credentials, whatever
 * they were and whether or not they go on, or a service's word. It is the filter state `wasm.sluice.authenticated`, which no client sets.
 */
export function markAuthenticated(): void {
  setProperty(NAME, "1");
}

/** Whether a filter has told so; of all filters at the earliest when the response is there. */
export function isAuthenticated(): bool {
  return getProperty(NAME) !== null;
}
