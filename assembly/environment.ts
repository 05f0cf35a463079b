/**
 * What AssemblyScript's language, not its library, asks of its environment: the build gives these names to the compiler in the place
 * of imports that no gateway has.
 */
import { LogLevel } from "./shared/abi";
import { log } from "./hostcalls/log";
import { fillRandom } from "./hostcalls/random";
import { RESULT_NUMBER } from "./memory";

/** What `Math.random()` starts from: eight bytes of the host's own randomness. */
// @ts-ignore: decorator
@global
export function seedFromHost(): f64 {
  store<u64>(RESULT_NUMBER, 0);
  fillRandom(RESULT_NUMBER, 8);
  return load<f64>(RESULT_NUMBER);
}

/** `trace(message, n, …)` writes a debug line. */
// @ts-ignore: decorator
@global
export function traceToLog(
  message: string,
  n: i32 = 0,
  a0: f64 = 0,
  a1: f64 = 0,
  a2: f64 = 0,
  a3: f64 = 0,
  a4: f64 = 0,
): void {
  let line = message;
  if (n > 0) line += " " + a0.toString();
  if (n > 1) line += ", " + a1.toString();
  if (n > 2) line += ", " + a2.toString();
  if (n > 3) line += ", " + a3.toString();
  if (n > 4) line += ", " + a4.toString();
  log(LogLevel.Debug, line);
}
