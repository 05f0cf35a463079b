/**
 * Whether a name occurs twice. The names are heap-sorted: unlike a hash, that has no bad case for hostile input to aim at.
 */
export function hasDuplicates(names: string[]): bool {
  const count = names.length;
  if (count < 2) return false;
  // The array keeps the strings alive; the heap only orders their addresses.
  const sorted = heap.alloc((<usize>count) << 2);
  memory.copy(sorted, names.dataStart, (<usize>count) << 2);
  for (let i = count >> 1; i > 0; i--) siftDown(sorted, i - 1, count);
  let isFound = false;
  for (let end = count - 1; end > 0 && !isFound; end--) {
    const largest = load<u32>(sorted);
    store<u32>(sorted, load<u32>(sorted + (end << 2)));
    siftDown(sorted, 0, end);
    isFound = compare(largest, load<u32>(sorted)) == 0;
  }
  heap.free(sorted);
  return isFound;
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
  const length = byteLengthOf(a);
  const difference = length - byteLengthOf(b);
  return difference ? difference : memory.compare(a, b, length);
}

/** `changetype<string>(at).length` in bytes, read from the object's header (`rtSize`) without making a managed value of it. */
function byteLengthOf(at: usize): i32 {
  return load<i32>(at - 4);
}
