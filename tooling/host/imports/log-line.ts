/**
 * How many bytes of one line are read. Envoy writes a line whole, however long; what a module says more than this can't be meant for a reader,
 * and vectors that all name the same bytes would be any number of gigabytes.
 */
export const MAXIMUM_LINE_BYTES = 1024 * 1024;

/** The text of a line of `size` bytes that begins with these, all of them or {@link MAXIMUM_LINE_BYTES}. */
export function lineText(bytes: Buffer, size: number): string {
  const text = bytes.toString("utf8");
  return size > bytes.length ? `${text}… (${size - bytes.length} more bytes)` : text;
}
