/**
 * Texts that grow by their ends, `text += more` in a loop. As nothing is freed within a callback, each turn's copy would stay: 8 KB, one
 * character a turn, are 64 MiB of copies. The build calls `growText` in the place of the library's concatenation where nothing but one
 * variable leads to the text; see `tooling/compile/grow-texts.ts`.
 */
import { blockSize, enclose, HEADER, release, take, MEMORY_END } from "./heap";
import { outOfMemory } from "./objects";

/** Where the room ends that the text returned last may grow into. */
export let grownEnd: usize = 0;

/**
 * Both texts, one after the other.
 *
 * @param end where the room ends that `text` has, and that nobody else knows of; 0 where others may have the text too, or it lies elsewhere
 */
export function growText(text: string, more: string, end: usize): string {
  const from = changetype<usize>(text);
  const size = (<usize>text.length) << 1;
  const moreSize = (<usize>more.length) << 1;
  grownEnd = end;
  if (moreSize == 0) return text;
  const at = from - HEADER;
  const needs = blockSize(size + moreSize);
  if (end == 0 || needs > end - at) return moveText(from, size, more, moreSize, end);
  memory.copy(from + size, changetype<usize>(more), moreSize);
  store<usize>(at, size + moreSize, 8);
  leaveRoom(at + needs, end);
  return text;
}

/** What moves for the first time may be as long as it ever gets; what moves again gets twice the room. */
function moveText(from: usize, size: usize, more: string, moreSize: usize, end: usize): string {
  const whole = size + moreSize;
  const needs = blockSize(whole);
  let room = end == 0 ? needs : blockSize(whole << 1);
  let at = take(room, MEMORY_END);
  if (at == 0 && room > needs) {
    room = needs;
    at = take(room, MEMORY_END);
  }
  if (at == 0) outOfMemory();
  const text = enclose(at, whole, idof<String>());
  memory.copy(text, from, size);
  memory.copy(text + size, changetype<usize>(more), moreSize);
  grownEnd = at + room;
  leaveRoom(at + needs, grownEnd);
  if (end != 0) release(from - HEADER, end - (from - HEADER));
  return changetype<string>(text);
}

/** A chunk that is in no bin: a collection finds it, and nothing else takes it. */
// @ts-ignore: decorator
@inline
function leaveRoom(start: usize, end: usize): void {
  if (start != end) store<usize>(start, (end - start) | 1);
}
