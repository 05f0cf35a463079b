import { unless, type Problem } from "./problem.js";

const INT32_MAX = 2_147_483_647;

/** A TCP port. */
export function checkPort(path: string, value: number): Problem[] {
  return checkInteger(path, value, 1, 65_535);
}

/** A priority: any int32. */
export function checkPriority(path: string, value: number | undefined): Problem[] {
  return value === undefined ? [] : checkInteger(path, value, -INT32_MAX - 1, INT32_MAX);
}

export function checkInteger(path: string, value: number, minimum: number, maximum: number): Problem[] {
  return unless(
    Number.isInteger(value) && value >= minimum && value <= maximum,
    path,
    `${value} is out of range`,
    `use an integer from ${minimum} to ${maximum}`,
  );
}

/** Text of a length the schema bounds. The message leaves the text out: it may be a secret. */
export function checkLength(path: string, value: string, minimum: number, maximum: number): Problem[] {
  return unless(
    value.length >= minimum && value.length <= maximum,
    path,
    value.length < minimum ? "is empty" : `is ${value.length} characters long`,
    `use ${minimum} to ${maximum} characters`,
  );
}
