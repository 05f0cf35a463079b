const SIGNATURES: readonly (readonly [string, string])[] = [
  ["\x1f\x8b", "a gzip archive"],
  ["PK\x03\x04", "a zip archive"],
  ["\x28\xb5\x2f\xfd", "a zstd archive"],
  ["\x7fELF", "a native (ELF) binary"],
  ["MZ", "a Windows executable"],
  ["\xcf\xfa\xed\xfe", "a native (Mach-O) binary"],
  ["!<arch>\n", "an object archive"],
];

const TAR_MAGIC_OFFSET = 257;

/** Says what a file that is not WebAssembly seems to be, as a noun phrase for an error message: `a gzip archive`. */
export function describeFile(bytes: Uint8Array): string {
  if (bytes.length === 0) return "an empty file";
  const head = Buffer.from(bytes.subarray(0, 512)).toString("latin1");
  for (const [magic, what] of SIGNATURES) if (head.startsWith(magic)) return what;
  if (head.startsWith("ustar", TAR_MAGIC_OFFSET)) return "a tar archive";
  if (!/^[\t\n\r\x20-\x7e\x80-\xff]*$/.test(head)) return "an unknown binary file";
  if (/^\s*(;;[^\n]*\n\s*)*\(module\b/.test(head)) return "WebAssembly text, which must be assembled first";
  if (/^\s*<(!doctype|html)/i.test(head)) return "an HTML page";
  return "a text file";
}
