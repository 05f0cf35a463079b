/*
 * What the parser makes of a text: one node for each value and for each member's name.
 *
 *      63         35 34  32 31         0
 *     ┌─────────────┬──────┬────────────┐
 *     │ length      │ kind │ place      │
 *     └─────────────┴──────┴────────────┘
 *
 * Of a string or number: how many bytes, and where in the text. Of an array or object: how many items or members, and how far
 * before the end of all nodes the first of them lies; they lie side by side, those of an object as name, value, name, value. Of a
 * boolean: length 1 for true.
 *
 * While a text is read, nodes are pushed at the low end of the room; when an array or object closes, those inside it settle at the
 * high end:
 *
 *     ┌──────────────────┬───────────┬──────────────────┐
 *     │ pending        → │           │ ←        settled │
 *     └──────────────────┴───────────┴──────────────────┘
 *
 * A value takes two bytes of text or more (`0,`), a member five (`"":0,`): the nodes of a text never need more than four times
 * its size, and four bytes for each member that is pending are always left between the two ends.
 */
import { decodeUtf8 } from "../../assembly/utf8";
import { JsonKind } from "./value";

export const NODE_BYTES: usize = 8;

/** Bytes of a name that hold more characters than any message shows. */
const SHOWN_MAX: u32 = 512;

let text: usize = 0;
let low: usize = 0;
let pending: usize = 0;
let settled: usize = 0;
let high: usize = 0;

/** Bytes of memory for the nodes of a text of `size` bytes; a multiple of eight. */
export function roomForNodes(size: usize): usize {
  return (size * 4 + 23) & ~7;
}

/** Begins the reading of the text at `textStart`; the room for its nodes starts at `start`, and has `size` bytes. */
export function openNodes(textStart: usize, start: usize, size: usize): void {
  text = textStart;
  low = start;
  pending = start;
  high = start + size;
  settled = high;
}

/** Where the next node will be pushed. */
// @ts-ignore: decorator
@inline
export function nextNode(): usize {
  return pending;
}

// @ts-ignore: decorator
@inline
export function pushNode(kind: JsonKind, place: usize, length: usize): void {
  store<u32>(pending, <u32>place);
  store<u32>(pending, ((<u32>length) << 3) | kind, 4);
  pending += NODE_BYTES;
}

/** Pushes the node of a string or number: `length` bytes at `start`. */
// @ts-ignore: decorator
@inline
export function pushText(kind: JsonKind, start: usize, length: usize): void {
  pushNode(kind, start - text, length);
}

/** Where the bytes of a string or number lie. */
// @ts-ignore: decorator
@inline
export function textStartOf(node: usize): usize {
  return text + load<u32>(node);
}

/** The string of a node, or as much of a long one as a message can show. */
export function shownTextOf(node: usize): string {
  return decodeUtf8(textStartOf(node), min(load<u32>(node, 4) >> 3, SHOWN_MAX));
}

/** Settles the nodes from `first` on and pushes that of the array or object around them. */
export function closeNodes(kind: JsonKind, first: usize, length: usize): void {
  let to = settled;
  for (let from = pending; from > first;) {
    from -= NODE_BYTES;
    to -= NODE_BYTES;
    store<u64>(to, load<u64>(from));
  }
  settled = to;
  pending = first;
  pushNode(kind, high - to, length);
}

/** The node of the whole text, once that was read. */
export function rootNode(): usize {
  return low;
}

/** Where the settled nodes start. */
export function settledStart(): usize {
  return settled;
}

/** How many bytes the settled nodes take. */
export function settledSize(): usize {
  return high - settled;
}
