import { compareBytes } from "../compare-bytes";
import { NODE_BYTES, textStartOf } from "./nodes";

/** Up to here, comparing all with all is faster than sorting them. */
const FEW: i32 = 16;

/**
 * Whether a name occurs twice among `count` members, whose nodes start at `first`: name, value, name, value … Many are heap-sorted
 * in the room behind them: unlike a hash, that has no bad case for hostile input to aim at.
 */
export function hasDuplicates(first: usize, count: i32): bool {
  return count > FEW ? hasDuplicatesSorted(first, count) : hasDuplicatesAmongFew(first, count);
}

function hasDuplicatesAmongFew(first: usize, count: i32): bool {
  const end = first + <usize>count * 2 * NODE_BYTES;
  for (let name = first; name < end; name += 2 * NODE_BYTES) {
    const head = load<u32>(name, 4);
    for (let other = first; other < name; other += 2 * NODE_BYTES) {
      if (load<u32>(other, 4) == head && compare(name, other) == 0) return true;
    }
  }
  return false;
}

function hasDuplicatesSorted(first: usize, count: i32): bool {
  const sorted = first + <usize>count * 2 * NODE_BYTES;
  for (let i = 0; i < count; i++) store<u32>(sorted + (i << 2), <u32>(first + <usize>i * 2 * NODE_BYTES));
  for (let i = count >> 1; i > 0; i--) siftDown(sorted, i - 1, count);
  for (let end = count - 1; end > 0; end--) {
    const largest = load<u32>(sorted);
    store<u32>(sorted, load<u32>(sorted + (end << 2)));
    siftDown(sorted, 0, end);
    if (compare(largest, load<u32>(sorted)) == 0) return true;
  }
  return false;
}

function siftDown(sorted: usize, root: u32, end: u32): void {
  const value = load<u32>(sorted + (root << 2));
  let at = root;
  while (true) {
    let child: u32 = 2 * at + 1;
    if (child >= end) break;
    let largest = load<u32>(sorted + (child << 2));
    if (child + 1 < end) {
      const right = load<u32>(sorted + (child << 2), 4);
      if (compare(right, largest) > 0) {
        largest = right;
        child++;
      }
    }
    if (compare(value, largest) >= 0) break;
    store<u32>(sorted + (at << 2), largest);
    at = child;
  }
  store<u32>(sorted + (at << 2), value);
}

/** Any total order will do: by length, then by bytes. */
function compare(a: usize, b: usize): i32 {
  const head = load<i32>(a, 4);
  const difference = head - load<i32>(b, 4);
  return difference ? difference : compareBytes(textStartOf(a), textStartOf(b), head >> 3);
}
