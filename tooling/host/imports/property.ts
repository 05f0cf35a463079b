import { Status } from "../../../assembly/shared/abi.js";
import { readProperty } from "../properties/properties.js";
import type { Vm } from "../vm/vm.js";

/** `proxy_get_property` and `proxy_set_property`; what a path answers with stands in `properties.ts`. */
export const propertyFunctions = (vm: Vm) => ({
  proxy_get_property(pathPointer: number, pathSize: number, valueOut: number, sizeOut: number): Status {
    const path = vm.memory.readString(pathPointer, pathSize);
    if (path === null) return Status.InvalidMemoryAccess;
    const value = readProperty(vm.context, path);
    if (typeof value === "number") return value;
    return vm.copyOut(value, valueOut, sizeOut) ? Status.Ok : Status.InvalidMemoryAccess;
  },

  proxy_set_property(pathPointer: number, pathSize: number, valuePointer: number, valueSize: number): Status {
    const path = vm.memory.readString(pathPointer, pathSize);
    const value = vm.memory.read(valuePointer, valueSize);
    if (path === null || value === null) return Status.InvalidMemoryAccess;
    return vm.context.setProperty(path, value);
  },
});
