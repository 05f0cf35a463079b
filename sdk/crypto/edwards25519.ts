/*
 * Points of edwards25519 (RFC 8032 §5.1) in extended coordinates X, Y, Z, T, each one element (Hisil et al. 2008): x = X/Z, y = Y/Z,
 * xy = T/Z. A point that is added often is kept as Y - X, Y + X, 2Z and 2dT. The formulas are complete: no case needs care.
 */
import {
  addElements,
  copyElement,
  ELEMENT_BYTES,
  invertElement,
  isZero,
  multiplyElements,
  readElement,
  rootPower,
  setElement,
  signOf,
  squareElement,
  subtractElements,
  writeElement,
} from "./field25519";

/** Bytes of a point, in either form. */
export const POINT_BYTES: usize = 4 * ELEMENT_BYTES;

const Y: usize = ELEMENT_BYTES;
const Z: usize = 2 * ELEMENT_BYTES;
const T: usize = 3 * ELEMENT_BYTES;

/** Multiples that a table holds: one for each digit of four bits. */
const TABLE_POINTS: i32 = 16;

/** d of the curve's equation, its double, and the square root of -1. */
// @ts-ignore: decorator
@lazy
const D = memory.data<i32>([
  56195235, 13857412, 51736253, 6949390, 114729, 24766616, 60832955, 30306712, 48412415, 21499315,
]);

// @ts-ignore: decorator
@lazy
const TWO_D = memory.data<i32>([
  45281625, 27714825, 36363642, 13898781, 229458, 15978800, 54557047, 27058993, 29715967, 9444199,
]);

// @ts-ignore: decorator
@lazy
const ROOT_OF_MINUS_1 = memory.data<i32>([
  34513072, 25610706, 9377949, 3500415, 12389472, 33281959, 41962654, 31548777, 326685, 11406482,
]);

/** The work of one formula. */
// @ts-ignore: decorator
@lazy
const E = memory.data(40);

// @ts-ignore: decorator
@lazy
const F = memory.data(40);

// @ts-ignore: decorator
@lazy
const G = memory.data(40);

// @ts-ignore: decorator
@lazy
const H = memory.data(40);

// @ts-ignore: decorator
@lazy
const MULTIPLE = memory.data(160);

/** Makes `point` the neutral one. */
export function setNeutral(point: usize): void {
  setElement(point, 0);
  setElement(point + Y, 1);
  setElement(point + Z, 1);
  setElement(point + T, 0);
}

/** Doubles a point in place; without T, where no addition follows. */
export function doublePoint(point: usize, withT: bool): void {
  // E = (X + Y)² - X² - Y², G = Y² - X², H = -(X² + Y²), F = G - 2Z².
  addElements(E, point, point + Y);
  squareElement(E, E);
  squareElement(G, point);
  squareElement(H, point + Y);
  squareElement(F, point + Z);
  addElements(point, G, H);
  subtractElements(E, E, point);
  subtractElements(G, H, G);
  addElements(F, F, F);
  subtractElements(F, G, F);
  subtractFromZero(H, point);
  finish(point, withT);
}

/** Adds a point that is kept for it, in place. */
export function addPoint(point: usize, kept: usize): void {
  subtractElements(E, point + Y, point);
  multiplyElements(E, E, kept);
  addElements(H, point + Y, point);
  multiplyElements(H, H, kept + Y);
  multiplyElements(F, point + Z, kept + Z);
  multiplyElements(G, point + T, kept + T);
  copyElement(point, E);
  subtractElements(E, H, E);
  addElements(H, H, point);
  copyElement(point, F);
  subtractElements(F, F, G);
  addElements(G, point, G);
  finish(point, true);
}

/** X = EF, Y = GH, Z = FG, T = EH. */
function finish(point: usize, withT: bool): void {
  multiplyElements(point, E, F);
  multiplyElements(point + Y, G, H);
  multiplyElements(point + Z, F, G);
  if (withT) multiplyElements(point + T, E, H);
}

function subtractFromZero(target: usize, a: usize): void {
  for (let i: usize = 0; i < ELEMENT_BYTES; i += 4) store<i32>(target + i, -load<i32>(a + i));
}

/** Turns a point around in place: x becomes -x. */
export function negatePoint(point: usize): void {
  subtractFromZero(point, point);
  subtractFromZero(point + T, point + T);
}

/** The multiples of `point` from none to fifteen times, kept for `addPoint`. */
export function makeTable(point: usize): StaticArray<u8> {
  const table = new StaticArray<u8>(TABLE_POINTS * <i32>POINT_BYTES);
  const start = changetype<usize>(table);
  setNeutral(MULTIPLE);
  keep(start, MULTIPLE);
  keep(start + POINT_BYTES, point);
  memory.copy(MULTIPLE, point, POINT_BYTES);
  for (let i: usize = 2; i < <usize>TABLE_POINTS; i++) {
    addPoint(MULTIPLE, start + POINT_BYTES);
    keep(start + i * POINT_BYTES, MULTIPLE);
  }
  return table;
}

function keep(target: usize, point: usize): void {
  subtractElements(target, point + Y, point);
  addElements(target + Y, point + Y, point);
  addElements(target + Z, point + Z, point + Z);
  multiplyElements(target + T, point + T, TWO_D);
}

/**
 * Reads a point from 32 bytes (RFC 8032 §5.1.3), strictly: false where y is not below the modulus, where no such point is on the
 * curve, and where x is zero with a sign.
 */
export function readPoint(point: usize, start: usize): bool {
  if (!readElement(point + Y, start)) return false;
  // x² = u / v with u = y² - 1 and v = dy² + 1; its root is x = uv³(uv⁷)^((p - 5) / 8), or that times the root of -1.
  setElement(point + Z, 1);
  squareElement(E, point + Y);
  multiplyElements(F, E, D);
  subtractElements(E, E, point + Z);
  addElements(F, F, point + Z);
  squareElement(G, F);
  multiplyElements(G, G, F);
  multiplyElements(G, G, E);
  squareElement(H, F);
  squareElement(H, H);
  multiplyElements(H, H, G);
  rootPower(point, H);
  multiplyElements(point, point, G);

  squareElement(G, point);
  multiplyElements(G, G, F);
  subtractElements(H, G, E);
  if (!isZero(H)) {
    addElements(H, G, E);
    if (!isZero(H)) return false;
    multiplyElements(point, point, ROOT_OF_MINUS_1);
  }
  const sign = (<u32>load<u8>(start, 31)) >> 7;
  if (signOf(point) != sign) {
    if (isZero(point)) return false;
    subtractFromZero(point, point);
  }
  multiplyElements(point + T, point, point + Y);
  return true;
}

/** Writes a point as 32 bytes (RFC 8032 §5.1.2); eight bytes behind them are overwritten. */
export function writePoint(target: usize, point: usize): void {
  invertElement(E, point + Z);
  multiplyElements(F, point, E);
  multiplyElements(G, point + Y, E);
  const sign = signOf(F);
  writeElement(target, G);
  store<u8>(target, load<u8>(target, 31) | (sign << 7), 31);
}

/** Whether eight times the point is the neutral one: such a point is no key, because anyone can sign for it. */
export function isOfSmallOrder(point: usize): bool {
  memory.copy(MULTIPLE, point, POINT_BYTES);
  for (let i = 0; i < 3; i++) doublePoint(MULTIPLE, false);
  return isZero(MULTIPLE);
}
