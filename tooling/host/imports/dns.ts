import { lookup } from "node:dns/promises";
import { Status } from "../../../assembly/shared/abi.js";
import type { Vm } from "../vm/vm.js";

/** `envoy_resolve_dns`: the answer comes to the root context's `envoy_on_resolve_dns`, with size 0 when there is none. */
export const dnsFunctions = (vm: Vm) => {
  let nextToken = 1;
  return {
    envoy_resolve_dns(namePointer: number, nameSize: number, tokenOut: number): Status {
      const name = vm.memory.read(namePointer, nameSize)?.toString("utf8");
      const token = nextToken++;
      if (name === undefined || !vm.memory.writeU32(tokenOut, token)) return Status.InvalidMemoryAccess;
      const root = vm.context.root;
      lookup(name, { all: true }).then(
        (found) => root.onResolveDns(token, serializeAddresses(found.map((entry) => entry.address))),
        () => root.onResolveDns(token, Buffer.alloc(0)),
      );
      return Status.Ok;
    },
  };
};

/** Envoy's form: u32 count, a u32 time to live for each, then each as `address:port` with a NUL. The system tells no TTL. */
function serializeAddresses(addresses: readonly string[]): Buffer {
  const head = Buffer.alloc(4 + addresses.length * 4);
  head.writeUInt32LE(addresses.length);
  const texts = addresses.map((address) => (address.includes(":") ? `[${address}]:0\0` : `${address}:0\0`));
  return Buffer.concat([head, Buffer.from(texts.join(""))]);
}
