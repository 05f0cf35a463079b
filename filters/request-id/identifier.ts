import { Bytes } from "sluice/sdk";

/** What is longer is of no tool, and would fill logs. */
const LENGTH_MAX: i32 = 128;

/** Whether a client's identifier may stay: it goes into logs and into the queries of those who read them. */
export function isIdentifier(value: Bytes): bool {
  const length = value.byteLength;
  if (length == 0 || length > LENGTH_MAX) return false;
  for (let i = 0; i < length; ++i) {
    if (!isAllowed(<u32>value.at(i))) return false;
  }
  return true;
}

/** Letters, digits and `+ - . / : = @ _`: UUIDs, ULIDs, base64, and what clouds make of their own. */
function isAllowed(octet: u32): bool {
  if ((octet | 0x20) - 0x61 < 26 || octet - 0x2d < 14) return true;
  return octet == 0x2b || octet == 0x3d || octet == 0x40 || octet == 0x5f;
}
