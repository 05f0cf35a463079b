import { Status } from "../shared/abi";
import { clearResult, RESULT_SIZE, RESULT_START } from "../memory";
import { textSize, writeText } from "../text";
import { proxy_get_property, proxy_set_property } from "../imports";

/** Fetches the property at `path` into the result. Segments are separated by NUL: `request\0path`. */
export function getProperty(path: string): Status {
  const pathStart = writeText(path);
  clearResult();
  return proxy_get_property(pathStart, textSize(), RESULT_START, RESULT_SIZE);
}

/** Sets a property of the stream; Envoy keeps it as filter state under `wasm.` and `path`. */
export function setProperty(path: string, value: usize, valueSize: usize): Status {
  const pathStart = writeText(path);
  return proxy_set_property(pathStart, textSize(), value, valueSize);
}
