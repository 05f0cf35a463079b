import { Status } from "../../../assembly/shared/abi.js";
import type { Vm } from "../vm/vm.js";

/** Shared data, one key space a `vm_id`; see `shared-data-store.ts`. */
export const sharedDataFunctions = (vm: Vm) => ({
  proxy_get_shared_data(
    keyPointer: number,
    keySize: number,
    valueOut: number,
    sizeOut: number,
    casOut: number,
  ): Status {
    const key = vm.memory.readString(keyPointer, keySize);
    if (key === null) return Status.InvalidMemoryAccess;
    const data = vm.services.sharedData.get(vm.vmId, key);
    if (data === null) return Status.NotFound;
    const isWritten = vm.copyOut(data.value, valueOut, sizeOut) && vm.memory.writeU32(casOut, data.cas);
    return isWritten ? Status.Ok : Status.InvalidMemoryAccess;
  },

  proxy_set_shared_data(
    keyPointer: number,
    keySize: number,
    valuePointer: number,
    valueSize: number,
    cas: number,
  ): Status {
    const key = vm.memory.readString(keyPointer, keySize);
    const value = vm.memory.read(valuePointer, valueSize);
    if (key === null || value === null) return Status.InvalidMemoryAccess;
    return vm.services.sharedData.set(vm.vmId, key, value, cas >>> 0);
  },
});
