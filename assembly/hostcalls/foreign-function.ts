import { Status } from "../shared/abi";
import { clearResult, RESULT_SIZE, RESULT_START } from "../memory";
import { textSize, writeText } from "../text";
import { proxy_call_foreign_function } from "../imports";

/** Calls a function that the host offers beside the ABI; what it returns goes to the result. `NotFound` when there is no such one. */
export function callForeignFunction(name: string, argument: usize, argumentSize: usize): Status {
  const nameStart = writeText(name);
  clearResult();
  return proxy_call_foreign_function(nameStart, textSize(), argument, argumentSize, RESULT_START, RESULT_SIZE);
}
