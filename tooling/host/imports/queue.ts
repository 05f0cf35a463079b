import { Status } from "../../../assembly/shared/abi.js";
import type { Vm } from "../vm/vm.js";

/** The shared queues. An event goes to the root context, in the VM that registered the queue last. */
export const queueFunctions = (vm: Vm) => ({
  proxy_register_shared_queue(namePointer: number, nameSize: number, tokenOut: number): Status {
    const name = vm.memory.readString(namePointer, nameSize);
    if (name === null) return Status.InvalidMemoryAccess;
    const root = vm.context.root;
    const token = vm.services.queues.register(vm.vmId, name, (ready) => root.onQueueReady(ready));
    if (token === null) return Status.InternalFailure;
    return vm.memory.writeU32(tokenOut, token) ? Status.Ok : Status.InvalidMemoryAccess;
  },

  proxy_resolve_shared_queue(
    vmIdPointer: number,
    vmIdSize: number,
    namePointer: number,
    nameSize: number,
    tokenOut: number,
  ): Status {
    const vmId = vm.memory.readString(vmIdPointer, vmIdSize);
    const name = vm.memory.readString(namePointer, nameSize);
    if (vmId === null || name === null) return Status.InvalidMemoryAccess;
    const token = vm.services.queues.resolve(vmId === "" ? vm.vmId : vmId, name);
    if (token === null) return Status.NotFound;
    return vm.memory.writeU32(tokenOut, token) ? Status.Ok : Status.InvalidMemoryAccess;
  },

  proxy_enqueue_shared_queue(token: number, itemPointer: number, itemSize: number): Status {
    const item = vm.memory.read(itemPointer, itemSize);
    if (item === null) return Status.InvalidMemoryAccess;
    return vm.services.queues.enqueue(token >>> 0, item);
  },

  proxy_dequeue_shared_queue(token: number, itemOut: number, sizeOut: number): Status {
    const item = vm.services.queues.dequeue(token >>> 0);
    if (typeof item === "number") return item;
    return vm.copyOut(item, itemOut, sizeOut) ? Status.Ok : Status.InvalidMemoryAccess;
  },
});
