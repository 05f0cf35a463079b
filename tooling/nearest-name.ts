/** Edits that a slip of the fingers takes: one in a short name, two in a longer one. */
const EDITS_MAX = 2;

/**
 * The one of `names` that was most likely meant by `name`; null where none is near.
 *
 * @example
 * nearestName("jwt_secre", ["issuer", "jwt_secret"]) // "jwt_secret"
 */
export function nearestName(name: string, names: readonly string[]): string | null {
  const most = name.length <= EDITS_MAX + 2 ? 1 : EDITS_MAX;
  const near = names
    .map((each) => ({ each, edits: countEdits(name.toLowerCase(), each.toLowerCase()) }))
    .filter(({ edits }) => edits <= most)
    .sort((a, b) => a.edits - b.edits);
  return near[0]?.each ?? null;
}

/** Letters put in, taken out, exchanged, or swapped with their neighbour, at the least. */
function countEdits(a: string, b: string): number {
  // What follows compares each letter with each: nobody mistypes a name by as many.
  if (Math.abs(a.length - b.length) > EDITS_MAX) return Infinity;
  let before: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      const edits = Math.min(at(row, j) + 1, at(next, j - 1) + 1, at(row, j - 1) + (isSame ? 0 : 1));
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      next.push(isSwapped ? Math.min(edits, at(before, j - 2) + 1) : edits);
    }
    before = row;
    row = next;
  }
  return at(row, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}
