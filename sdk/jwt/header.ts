import { compareBytes } from "../compare-bytes";
import { decodeBase64UrlUntil, decodedSize } from "../encoding/base64";
import { lowerCase } from "../headers";
import { JsonKind } from "../json/value";
import { jwtAlgorithmOf, JwtAlgorithm } from "./algorithm";
import { parseObject } from "./object";
import { JwtPolicy } from "./policy";
import { JwtReason } from "./reason";

/** A longer header is read anew each time. */
const TEXT_BYTES_MAX: usize = 512;

const DOT: u8 = 0x2e;

/**
 * What the header of a token says (RFC 7515 §4.1). The tokens of an issuer have the same one, letter for letter: it is read once, and kept
 * with the keys.
 */
@final
export class JwtHeader {
  /** As the token has it. */
  private text: Uint8Array | null = null;
  /** `None`, or why the token is refused whatever the policy. */
  reason: JwtReason = JwtReason.Malformed;
  algorithm: JwtAlgorithm = JwtAlgorithm.Unknown;
  /** `kid`; null where there is none. */
  id: string | null = null;
  /** `typ` as types are compared; null where there is none. */
  private type: string | null = null;
  /** Characters of the header, without the dot behind it. */
  length: usize = 0;

  /** Reads the header of the token between `start` and `end`; `room` has room for what it decodes to. */
  static read(start: usize, end: usize, room: usize): JwtHeader {
    const header = new JwtHeader();
    const dot = decodeBase64UrlUntil(start, end, room);
    if (dot == 0 || dot == end || load<u8>(dot) != DOT) return header;
    const length = dot - start;
    header.length = length;
    const object = parseObject(room, decodedSize(length));
    if (object === null) return header;
    const alg = object.get("alg");
    const kid = object.get("kid");
    const typ = object.get("typ");
    if (object.get("crit") !== null) {
      header.reason = JwtReason.UnsupportedExtension;
    } else if (alg !== null && alg.kind == JsonKind.String && (kid === null || kid.kind == JsonKind.String)) {
      header.reason = JwtReason.None;
      header.algorithm = jwtAlgorithmOf(alg.text);
      if (kid !== null) header.id = kid.text;
      if (typ !== null) header.type = shortType(typ.text);
      if (length <= TEXT_BYTES_MAX) header.keep(start);
    }
    return header;
  }

  /** Whether the token between `start` and `end` has this very header. */
  begins(start: usize, end: usize): bool {
    const text = this.text;
    const length = this.length;
    if (text === null || length >= end - start || load<u8>(start + length) != DOT) return false;
    return compareBytes(text.dataStart, start, length) == 0;
  }

  /** Whether its `typ` is one of those asked for (§4.1.9). */
  hasType(policy: JwtPolicy): bool {
    const type = this.type;
    for (let i = 0; i < policy.types.length; ++i) {
      if (type !== null && shortType(policy.types[i]) == type) return true;
    }
    return policy.types.length == 0;
  }

  private keep(start: usize): void {
    const text = new Uint8Array(<i32>this.length);
    memory.copy(text.dataStart, start, this.length);
    this.text = text;
  }
}

function shortType(type: string): string {
  const lower = lowerCase(type);
  return lower.startsWith("application/") ? lower.substring(12) : lower;
}
