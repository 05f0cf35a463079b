import { STATIC_HEADER, STRING_CLASS_ID } from "../../assembly/shared/static-text.js";

/** How many bytes one instruction may be about, but for a longer form that says so in two more bytes. */
const COUNT_MAX = 62;
const LONG_COUNT_MAX = 0xffff;
const LONG_COUNT_BYTES = 2;

const NEAR_MAX = 0x7f;
const FAR_MAX = 0x7fff;
const REPEAT_MIN = 3;

/** How many earlier places with the same bytes are looked at. */
const CANDIDATES_MAX = 256;

/** More zeros than these are always left, whatever else could write them. */
const PLAIN_ZEROS = 8;

/** How many bytes are looked at that one instruction could take: longer runs are cut. */
const TAKE_MAX = 192;

/** In a static object's header: where its class stands, before its size. */
const CLASS_OFFSET = STATIC_HEADER - 8;

const [LEAVE, TAKE, TEXT, REPEAT] = [0, 1, 2, 3];

/** One instruction: how far it gets, and what it costs in bytes. */
interface Step {
  readonly kind: number;
  readonly count: number;
  readonly distance: number;
}

/**
 * Packs the memory's first bytes for `assembly/unpack.ts`, in as few bytes as its instructions allow. The same bytes give the same, on
 * every machine.
 */
export function packBytes(image: Uint8Array): Uint8Array {
  const places = new Places(image);
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  // What the bytes from each place on cost, from the last to the first, and how the cheapest way begins.
  const costs = new Uint32Array(image.length + 1);
  const steps: Step[] = new Array<Step>(image.length);
  let zeros = 0;
  for (let at = image.length - 1; at >= 0; --at) {
    let best = Infinity;
    const consider = (step: Step, bytes: number, extra: number): void => {
      const cost = 1 + (step.count > COUNT_MAX ? LONG_COUNT_BYTES : 0) + extra + (costs[at + bytes] ?? 0);
      if (cost >= best) return;
      best = cost;
      steps[at] = step;
    };
    zeros = image[at] === 0 ? Math.min(zeros + 1, LONG_COUNT_MAX) : 0;
    // Zeros end where a string begins, whose header has some too.
    for (const count of [
      zeros,
      Math.min(zeros, COUNT_MAX),
      placeOf(at + zeros - CLASS_OFFSET - STATIC_HEADER + 1) - at,
    ]) {
      if (count > 0 && count <= zeros) consider({ kind: LEAVE, count, distance: 0 }, count, 0);
    }
    const length = textLength(view, at, zeros);
    if (length > 0) {
      consider({ kind: TEXT, count: length, distance: 0 }, placeOf(at) - at + STATIC_HEADER + 2 * length, length);
    }
    const rest = zeros > PLAIN_ZEROS ? 0 : Math.min(image.length - at, TAKE_MAX);
    for (let count = 1; count <= rest; ++count) consider({ kind: TAKE, count, distance: 0 }, count, count);
    for (const { distance, length } of rest === 0 ? [] : places.find(at)) {
      const extra = distance > NEAR_MAX ? 2 : 1;
      for (let count = REPEAT_MIN; count <= length; ++count) consider({ kind: REPEAT, count, distance }, count, extra);
    }
    costs[at] = best;
  }
  return write(image, steps);
}

function write(image: Uint8Array, steps: readonly Step[]): Uint8Array {
  const packed: number[] = [];
  for (let at = 0; at < image.length;) {
    const { kind, count, distance } = steps[at] as Step;
    if (count > COUNT_MAX) packed.push(((COUNT_MAX + 1) << 2) | kind, count & 0xff, count >> 8);
    else packed.push((count << 2) | kind);
    if (kind === REPEAT) packed.push(...(distance > NEAR_MAX ? [0x80 | (distance >> 8), distance & 0xff] : [distance]));
    if (kind === TEXT) at = placeOf(at) + STATIC_HEADER;
    const stride = kind === TEXT ? 2 : 1;
    if (kind === TAKE || kind === TEXT) {
      for (let index = 0; index < count; ++index) packed.push(image[at + index * stride] ?? 0);
    }
    at += count * stride;
  }
  return Uint8Array.from([...packed, 0]);
}

/** Where the next static object's header may begin. */
function placeOf(at: number): number {
  return Math.ceil(at / STATIC_HEADER) * STATIC_HEADER;
}

/** How many characters of one byte the string has that comes next, if there is one before which there are but zeros. */
function textLength(view: DataView, at: number, zeros: number): number {
  const header = placeOf(at);
  const start = header + STATIC_HEADER;
  if (header + CLASS_OFFSET > at + zeros || start > view.byteLength) return 0;
  if (view.getUint32(header + CLASS_OFFSET, true) !== STRING_CLASS_ID) return 0;
  const length = view.getUint32(header + CLASS_OFFSET + 4, true) / 2;
  if (length > LONG_COUNT_MAX || start + 2 * length > view.byteLength) return 0;
  for (let index = 0; index < length; ++index) if (view.getUint8(start + 2 * index + 1) !== 0) return 0;
  return length;
}

/** Finds what is there twice. */
class Places {
  readonly #image: Uint8Array;
  /** Of each place: the last one before it with the same bytes to begin with. */
  readonly #previous: Int32Array;

  constructor(image: Uint8Array) {
    this.#image = image;
    this.#previous = new Int32Array(image.length).fill(-1);
    const last = new Map<number, number>();
    for (let at = 0; at + REPEAT_MIN <= image.length; ++at) {
      const key = ((image[at] ?? 0) << 16) | ((image[at + 1] ?? 0) << 8) | (image[at + 2] ?? 0);
      this.#previous[at] = last.get(key) ?? -1;
      last.set(key, at);
    }
  }

  /** The longest repetitions at a place, of a short distance and of any. */
  find(at: number): { readonly distance: number; readonly length: number }[] {
    const found = [];
    let longest = REPEAT_MIN - 1;
    let place = this.#previous[at] ?? -1;
    for (let tries = 0; place >= 0 && at - place <= FAR_MAX && tries < CANDIDATES_MAX; ++tries) {
      const length = this.#lengthOf(at, place);
      if (length > longest) {
        found.push({ distance: at - place, length });
        longest = length;
      }
      place = this.#previous[place] ?? -1;
    }
    return found;
  }

  #lengthOf(at: number, place: number): number {
    const image = this.#image;
    let length = REPEAT_MIN;
    while (length < TAKE_MAX && at + length < image.length && image[at + length] === image[place + length]) ++length;
    return length;
  }
}
