/** What the build decides for each module: it writes these values anew, and what depends on a false one is left out. */

/**
 * Whether every plugin and every stream has an object of its own. The build sets this to false, and leaves `proxy_on_context_create`
 * and `proxy_on_delete` out, where the only filter keeps nothing between callbacks: one object then serves all streams of the VM.
 */
export const TRACKS_CONTEXTS: bool = true;

/**
 * Whether a filter comes back to streams that are not those of the running callback, so that one callback may let any number of them go on.
 * Where it is false, nothing is ever postponed.
 */
export const COMES_BACK: bool = true;

/** Whether a filter sends callouts, whose answers must find nobody once their stream is gone. */
export const CALLS_OUT: bool = true;

/** Whether a filter waits for whole bodies (`onWholeRequestBody`, `onWholeResponseBody`). */
export const WAITS_FOR_BODIES: bool = true;

/**
 * Whether a callback may make an object. The build finds out in the compiled module, and writes it here before it is optimised: where none
 * does, there is no heap, and nothing to collect. Not a constant, or the compiler would not leave the question open.
 */
// eslint-disable-next-line prefer-const -- The build writes it.
export let hasHeap: bool = true;

/**
 * Where all texts lie once more with one byte for each of their units, each at half of its address from there; 0 where they do not. They do where
 * all are of printable ASCII, and none is ever made: such a text is UTF-8 as it is, and may be a field's name or value. The build finds
 * out as above.
 */
// eslint-disable-next-line prefer-const -- The build writes it.
export let narrowTexts: usize = 0;

/** What is logged when the host asks for a root id that is not there. The build adds the root ids that are. */
export const UNKNOWN_ROOT_ID: string = "no filter of this module has the configured root_id";
