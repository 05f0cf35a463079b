type Random = (below: number) => number;

const TEXTS = [
  ...[
    "",
    "{}",
    '{"rules":[{"path":"/a","mode":"deny"}],"limit":7}',
    "[[[[[[",
    '{"a":1e999,"\\ud800":"\\u0000"}',
    "content-length",
    "200",
    "1e400",
  ],
  ...[
    "https://user@[::1%25]:99999/%zz/../?a=%ff&b#",
    'a=b; c="d; $x=1;;=',
    "Sun, 06 Nov 1994 08:49:37 GMT",
    "(a*)*b{2,9}|[^\\d-x]",
    "eyJhbGciOiJIUzI1NiJ9.e30.",
  ],
  ...[
    "\u{1f600}\u0000\r\n",
    "\ufeff\ud7ff",
    "x".repeat(300),
    "/a/./../..//%2e%2e/",
    "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
  ],
];

/** Bytes that some parser of the SDK may read, whole, cut, or with one byte changed. */
export function hostileBytes(random: Random): Uint8Array {
  const bytes = kindOfBytes(random);
  if (random(4) === 0) return bytes.subarray(0, random(bytes.length + 1));
  if (random(4) === 0 && bytes.length > 0) bytes[random(bytes.length)] = random(256);
  return bytes;
}

function kindOfBytes(random: Random): Uint8Array {
  switch (random(8)) {
    case 0:
      return Uint8Array.from({ length: random(40) }, () => random(256));
    case 1:
      return new Uint8Array(random(3) === 0 ? random(300_000) : random(300)).fill(random(256));
    case 2:
      return Uint8Array.from({ length: 8 }, () => (random(2) === 0 ? 0 : random(256)));
    case 3:
    case 4:
      return hostilePairs(random);
    case 5:
      return Uint8Array.of(random(256));
    default:
      // The first byte says what the guest does, the text is its input.
      return Buffer.concat([Uint8Array.of(random(256)), Buffer.from(TEXTS[random(TEXTS.length)] ?? "")]);
  }
}

/** So many bytes at most: one over and over, or a serialized map of empty names and values. */
export function largeBytes(random: Random, most: number): Uint8Array {
  const bytes = Buffer.alloc(random(most), "[&a;{1%"[random(7)]);
  if (random(5) === 0) {
    bytes.fill(0);
    if (bytes.length >= 4) bytes.writeUInt32LE(Math.floor((bytes.length - 4) / 10));
  }
  return bytes;
}

/** A serialized map, right or with a count, a size or an end that is not. */
export function hostilePairs(random: Random): Uint8Array {
  const fields = Array.from({ length: 2 * random(5) }, () =>
    Buffer.from(
      random(3) === 0 ? "x-acts" : String.fromCharCode(...Array.from({ length: random(6) }, () => random(256))),
      "latin1",
    ),
  );
  const head = Buffer.alloc(4 + 4 * fields.length);
  head.writeUInt32LE(fields.length / 2);
  fields.forEach((field, i) => head.writeUInt32LE(field.length, 4 + 4 * i));
  const pairs = Buffer.concat([head, ...fields.flatMap((field) => [field, Buffer.of(0)])]);
  switch (random(6)) {
    case 0:
      return Buffer.concat([pairs, Buffer.alloc(random(9), random(256))]);
    case 1:
      return pairs.subarray(0, random(pairs.length + 1));
    case 2:
      pairs.writeUInt32LE(oddNumber(random), 4 * random(Math.floor(pairs.length / 4)));
      return pairs;
    default:
      return pairs;
  }
}

/** A number that something may take for a size, an address, an id or a count. */
export function oddNumber(random: Random): number {
  const numbers = [0, 1, 2, 7, 8, 255, 65_535, 65_536, 0x7fffffff, 0x80000000, 0x80000001, 0xfffffff0, 0xffffffff];
  return random(2) === 0 ? (numbers[random(numbers.length)] ?? 0) : random(0x100000000);
}
