import { Status } from "../shared/abi";
import { clearResult, RESULT_NUMBER, RESULT_SIZE, RESULT_START } from "../memory";
import { textSize, writeText } from "../text";
import { proxy_get_shared_data, proxy_set_shared_data } from "../imports";

/** Fetches the value of `key` into the result and its compare-and-swap number into `sharedDataCas()`. */
export function getSharedData(key: string): Status {
  const keyStart = writeText(key);
  clearResult();
  store<u32>(RESULT_NUMBER, 0);
  return proxy_get_shared_data(keyStart, textSize(), RESULT_START, RESULT_SIZE, RESULT_NUMBER);
}

/** The compare-and-swap number that came with the last `getSharedData`. */
// @ts-ignore: decorator
@inline
export function sharedDataCas(): u32 {
  return load<u32>(RESULT_NUMBER);
}

/** Sets `key`. With a `cas` other than 0, only if the value is still the one that came with it: else `CasMismatch`. */
export function setSharedData(key: string, value: usize, valueSize: usize, cas: u32): Status {
  const keyStart = writeText(key);
  return proxy_set_shared_data(keyStart, textSize(), value, valueSize, cas);
}
