import { Status } from "../../../assembly/shared/abi.js";
import { FOREIGN_FUNCTIONS } from "../foreign/foreign-functions.js";
import type { Vm } from "../vm/vm.js";

/** `proxy_call_foreign_function`; the functions themselves stand in `foreign-functions.ts`. */
export const foreignFunctionFunctions = (vm: Vm) => ({
  proxy_call_foreign_function(
    ...[name, nameSize, argument, argumentSize, resultOut, sizeOut]: [number, number, number, number, number, number]
  ): Status {
    const functionName = vm.memory.readString(name, nameSize);
    const bytes = vm.memory.read(argument, argumentSize);
    if (functionName === null || bytes === null) return Status.InvalidMemoryAccess;
    const call = FOREIGN_FUNCTIONS.get(functionName);
    if (call === undefined) return Status.NotFound;
    const { status, result } = call({ context: vm.context, calledContext: vm.calledContext }, bytes);
    // Address 0 says that the guest does not want that part of the answer.
    const address = resultOut === 0 || result.length === 0 ? 0 : vm.allocate(result.length);
    if (address === null || !vm.memory.write(address, address === 0 ? Buffer.alloc(0) : result)) {
      return Status.InvalidMemoryAccess;
    }
    if (resultOut !== 0 && !vm.memory.writeU32(resultOut, address)) return Status.InvalidMemoryAccess;
    if (sizeOut !== 0 && !vm.memory.writeU32(sizeOut, result.length)) return Status.InvalidMemoryAccess;
    return status;
  },
});
