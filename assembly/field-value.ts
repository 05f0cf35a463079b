import { NOWHERE } from "./text";

const EIGHT_ONES: u64 = 0x0101010101010101;
const EIGHT_SPACES: u64 = 0x2020202020202020;
const EIGHT_HIGH_BITS: u64 = 0x8080808080808080;

/**
 * Whether the `size` bytes at `start` may be a field's value: RFC 9110 §5.5 has no control character but the tab in it. Envoy sends no request
 * with another one, and writes some of them into responses. An address that lies out of memory is left to the host, which refuses it.
 */
export function isFieldValue(start: usize, size: usize): bool {
  if (<u64>start + <u64>size > (<u64>memory.size()) << 16) return true;
  const end = start + size;
  let at = start;
  while (at < end) {
    if (at + 8 <= end && !mayHaveControl(load<u64>(at))) at += 8;
    else if (isControl(load<u8>(at++))) return false;
  }
  return true;
}

/** True for eight bytes of which one is below 0x20 or 0x7f, and for some others: a carry goes into the next byte. */
// @ts-ignore: decorator
@inline
function mayHaveControl(eight: u64): bool {
  return (((eight - EIGHT_SPACES) | (eight + EIGHT_ONES)) & ~eight & EIGHT_HIGH_BITS) != 0;
}

/** Whether an octet or a UTF-16 unit is a control character other than the tab. */
function isControl(unit: u32): bool {
  return unit < 0x20 ? unit != 0x09 : unit == 0x7f;
}

/** The octets of a token (RFC 9110 §5.6.2), as bits: below 64, and from there. */
const TOKEN_LOW: u64 = 0x03ff6cfa00000000;
const TOKEN_HIGH: u64 = 0x57ffffffc7fffffe;

function isTokenUnit(unit: u32): bool {
  return unit < 128 && (((unit < 64 ? TOKEN_LOW : TOKEN_HIGH) >>> (unit & 63)) & 1) != 0;
}

/** Of octets when `step` is 1, of UTF-16 when it is 2. */
function isToken(start: usize, size: usize, step: usize): bool {
  const end = start + size;
  for (let at = start; at < end; at += step) {
    if (!isTokenUnit(step == 1 ? load<u8>(at) : load<u16>(at))) return false;
  }
  return size > 0;
}

/** "stat" of `:status`, "meth" of `:method`, and the middle of `transfer-encoding`, in lower case. */
const STAT: u32 = 0x74617473;
const METH: u32 = 0x6874656d;
const FER_ENCO: u64 = 0x6f636e652d726566;
/** The last two digits of 204 and 304. */
const NO_CONTENT: u32 = 0x3430;

/**
 * Whether a name and a value may be set as a header. Envoy writes all as it is: a name that is no token would be another field's, or none; behind
 * a status of 204 or 304 no peer reads the body that Envoy sends, but takes it for the next response; and framing is Envoy's own. What lies
 * nowhere is left to the host, which refuses it.
 */
export function isField(name: usize, nameSize: usize, value: usize, valueSize: usize): bool {
  if ((name | value) == NOWHERE) return true;
  if (!isFieldValue(value, valueSize)) return false;
  const colon: usize = nameSize > 0 && load<u8>(name) == 0x3a ? 1 : 0;
  if (!isToken(name + colon, nameSize - colon, 1)) return false;
  if (colon != 0 && nameSize == 7) {
    const word = load<u32>(name, 1) | (<u32>EIGHT_SPACES);
    if (word == METH) return isToken(value, valueSize, 1);
    return word != STAT || isStatus(value, valueSize);
  }
  return nameSize != 17 || (load<u64>(name, 5) | EIGHT_SPACES) != FER_ENCO;
}

/** Whether it is a status from 200 to 599 behind which a body may follow. */
function isStatus(start: usize, size: usize): bool {
  if (size != 3) return false;
  const first = load<u8>(start);
  const others: u32 = load<u16>(start, 1);
  if (first < 0x32 || first > 0x35 || !isDigit(others & 0xff) || !isDigit(others >>> 8)) return false;
  return others != NO_CONTENT || first > 0x33;
}

// @ts-ignore: decorator
@inline
function isDigit(octet: u32): bool {
  return octet - 0x30 < 10;
}

/** Whether a text may be a field's value: RFC 9110 §5.5 has no control character but the tab in it. Callable everywhere. */
export function isFieldText(text: string): bool {
  for (let i = 0; i < text.length; ++i) {
    if (isControl(text.charCodeAt(i))) return false;
  }
  return true;
}

/** Whether a text may be a field's name: a token (RFC 9110 §5.1). No pseudo-header's is. */
export function isFieldName(text: string): bool {
  return isToken(changetype<usize>(text), (<usize>text.length) << 1, 2);
}

/** Whether every text may be a field's value. */
export function areFieldTexts(texts: Array<string>): bool {
  for (let i = 0; i < texts.length; ++i) {
    if (!isFieldText(unchecked(texts[i]))) return false;
  }
  return true;
}

/** Whether names and values in turn may be the fields of a message. */
export function areFields(fields: Array<string>): bool {
  for (let i = 0; i < fields.length; i += 2) {
    if (!isFieldName(unchecked(fields[i]))) return false;
  }
  return areFieldTexts(fields);
}
