import { concat } from "../wasm/concat.js";
import { STRING_CLASS_ID } from "../../assembly/shared/static-text.js";

const [SPACE, TILDE] = [0x20, 0x7e];

/** Objects begin at a multiple of as many bytes. */
const ALIGNMENT = 8;

/**
 * The texts in a module's memory with one byte for each of their units, each at half of its address; null unless all are of printable ASCII. No
 * text is overlooked: every one has its class and its size before it. What only looks like one does no harm but to say no.
 */
export function narrowTexts(image: Uint8Array): Uint8Array | null {
  // A text of zeros may lie where the image has ended.
  const bytes = concat([image, new Uint8Array(2 * ALIGNMENT)]);
  const memory = new DataView(bytes.buffer);
  const narrow = new Uint8Array((bytes.length + 1) >>> 1);
  for (let at = ALIGNMENT; at <= image.length + ALIGNMENT; at += ALIGNMENT) {
    if (memory.getUint32(at - 8, true) !== STRING_CLASS_ID) continue;
    const end = at + memory.getUint32(at - 4, true);
    for (let unit = at; unit < end; unit += 2) {
      const code = unit < bytes.length - 1 ? memory.getUint16(unit, true) : 0;
      if (code < SPACE || code > TILDE) return null;
      narrow[unit >>> 1] = code;
    }
  }
  return narrow;
}
