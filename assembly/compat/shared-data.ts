import { getSharedData, setSharedData, sharedDataCas } from "../hostcalls/shared-data";
import { resultBuffer } from "./array-buffer";
import { WasmResultValues } from "./enums";

/** A value of the shared data. */
export class GetSharedData {
  /** Null unless `result` is `Ok`. */
  value: ArrayBuffer | null = null;
  result: WasmResultValues = WasmResultValues.Ok;
  /** The number that a compare-and-swap needs. */
  cas: usize = 0;
}

/** The value of a key, which all VMs with the same `vm_id` share. `NotFound` when it was never set. */
export function get_shared_data(key: string): GetSharedData {
  const data = new GetSharedData();
  data.result = getSharedData(key);
  if (data.result == WasmResultValues.Ok) {
    data.cas = sharedDataCas();
    data.value = resultBuffer();
  }
  return data;
}

/** Sets a key; with a `cas` other than 0 only if nobody has set it since that number was read: else `CasMismatch`. */
export function set_shared_data(key: string, value: ArrayBuffer, cas: u32 = 0): WasmResultValues {
  return setSharedData(key, changetype<usize>(value), value.byteLength, cas);
}
