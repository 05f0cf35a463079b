import { random_get } from "../imports";

/** The most that Envoy gives in one call. */
const MOST: u32 = 65536;

/** Fills memory with the host's randomness. */
export function fillRandom(start: usize, length: u32): void {
  for (let done: u32 = 0; done < length; done += MOST) random_get(start + done, min(length - done, MOST));
}
