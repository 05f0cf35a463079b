/**
 * What AssemblyScript's standard library asks of a browser, answered by proxy-wasm: `console.log` writes to Envoy's log, `Date.now()`
 * reads Envoy's clock. The build puts this file in the place of the library's own `bindings/dom`, whose imports no gateway has; as it
 * is read there, it names this package in full.
 */
import { LogLevel } from "sluice/assembly/shared/abi";
import { log as write } from "sluice/assembly/hostcalls/log";
import { fillRandom } from "sluice/assembly/hostcalls/random";
import { getCurrentTimeNanoseconds } from "sluice/assembly/hostcalls/timer";

export namespace console {
  export function assert(condition: bool, message: string): void {
    if (!condition) write(LogLevel.Error, "Assertion failed: " + message);
  }

  export function log(message: string): void {
    write(LogLevel.Info, message);
  }

  export function debug(message: string): void {
    write(LogLevel.Debug, message);
  }

  export function info(message: string): void {
    write(LogLevel.Info, message);
  }

  export function warn(message: string): void {
    write(LogLevel.Warn, message);
  }

  export function error(message: string): void {
    write(LogLevel.Error, message);
  }
}

export namespace Date {
  export function now(): f64 {
    return <f64>(getCurrentTimeNanoseconds() / 1000000);
  }
}

export namespace crypto {
  export function getRandomValues(array: Uint8Array): void {
    fillRandom(array.dataStart, array.byteLength);
  }
}

// The library names these three; of the first it asks nothing, and a filter that uses the others is told at build that they have none.
export namespace Math {}

export namespace performance {}

export namespace process {}
