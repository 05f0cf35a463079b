/**
 * Texts that grow by their ends, `text += more` in a loop. As nothing is freed within a callback, each turn's copy would stay: 8 KB, one
 * character a turn, are 64 MiB of copies. The build calls `growText` in the place of the library's concatenation where nothing but one
 * variable leads to the text; see `tooling/compile/grow-texts.ts`.
 */
import { blockSize, HEADER } from "./heap";

/** Where the room ends that the text returned last may grow into. */
export let grownEnd: usize = 0;

/**
 * Both texts, one after the other: where the first lies, if its room allows, or else where it gets twice what it needs. What moves for the
 * first time gets no more than that: it may be as long as it ever becomes.
 *
 * @param end where the room ends that `text` has, and that nobody else knows of; 0 where others may have the text too, or it lies elsewhere
 */
export function growText(text: string, more: string, end: usize): string {
  const size = (<usize>text.length) << 1;
  const moreSize = (<usize>more.length) << 1;
  const whole = size + moreSize;
  const needs = blockSize(whole);
  let at = changetype<usize>(text) - HEADER;
  if (<isize>(end - at) < <isize>needs) {
    const room = end == 0 ? whole : whole << 1;
    at = __new(room, idof<String>()) - HEADER;
    end = at + blockSize(room);
    memory.copy(at + HEADER, changetype<usize>(text), size);
  }
  memory.copy(at + HEADER + size, changetype<usize>(more), moreSize);
  store<usize>(at, whole, 8);
  // A chunk that is in no bin: a collection finds it, and nothing else takes it.
  if (at + needs != end) store<usize>(at + needs, (end - at - needs) | 1);
  grownEnd = end;
  return changetype<string>(at + HEADER);
}
