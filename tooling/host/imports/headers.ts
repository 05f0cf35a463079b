import { HeaderMapType, Status } from "../../../assembly/shared/abi.js";
import { parsePairs, serializePairs } from "../http/pairs.js";
import type { Vm } from "../vm/vm.js";

const isType = (type: number): boolean => type >>> 0 <= HeaderMapType.HttpCallResponseTrailers;

/**
 * The header map functions. A map that is not there now (let go, or not yet come) answers BadArgument, but
 * `proxy_get_header_map_pairs` answers Ok with nothing; a missing name answers NotFound, and Ok to a removal.
 */
export const headerFunctions = (vm: Vm) => {
  const change = (type: number, keyPointer: number, keySize: number, valuePointer: number, valueSize: number) => {
    if (!isType(type)) return Status.BadArgument;
    const key = vm.memory.readString(keyPointer, keySize);
    const value = vm.memory.readString(valuePointer, valueSize);
    if (key === null || value === null) return Status.InvalidMemoryAccess;
    const map = vm.context.writableMap(type);
    return map === null ? Status.BadArgument : { map, key, value };
  };

  return {
    proxy_get_header_map_value(
      type: number,
      keyPointer: number,
      keySize: number,
      valueOut: number,
      sizeOut: number,
    ): Status {
      if (!isType(type)) return Status.BadArgument;
      const key = vm.memory.readString(keyPointer, keySize);
      if (key === null) return Status.InvalidMemoryAccess;
      const map = vm.context.readableMap(type);
      if (map === null) return vm.context.isLogging ? Status.NotFound : Status.BadArgument;
      const value = map.get(key);
      if (value === null) return Status.NotFound;
      return vm.copyOut(Buffer.from(value, "latin1"), valueOut, sizeOut) ? Status.Ok : Status.InvalidMemoryAccess;
    },

    proxy_add_header_map_value(...args: [number, number, number, number, number]): Status {
      const target = change(...args);
      if (typeof target === "number") return target;
      target.map.append(target.key, target.value);
      return Status.Ok;
    },

    proxy_replace_header_map_value(...args: [number, number, number, number, number]): Status {
      const target = change(...args);
      if (typeof target === "number") return target;
      target.map.set(target.key, target.value);
      return Status.Ok;
    },

    proxy_remove_header_map_value(type: number, keyPointer: number, keySize: number): Status {
      const target = change(type, keyPointer, keySize, 0, 0);
      if (typeof target === "number") return target;
      target.map.remove(target.key);
      return Status.Ok;
    },

    proxy_get_header_map_pairs(type: number, pairsOut: number, sizeOut: number): Status {
      if (!isType(type)) return Status.BadArgument;
      const pairs = [...(vm.context.readableMap(type) ?? [])];
      const bytes = pairs.length === 0 ? Buffer.alloc(0) : serializePairs(pairs);
      return vm.copyOut(bytes, pairsOut, sizeOut) ? Status.Ok : Status.InvalidMemoryAccess;
    },

    proxy_set_header_map_pairs(type: number, pairsPointer: number, pairsSize: number): Status {
      if (!isType(type)) return Status.BadArgument;
      const bytes = vm.memory.read(pairsPointer, pairsSize);
      if (bytes === null) return Status.InvalidMemoryAccess;
      const map = vm.context.writableMap(type);
      if (map === null) return Status.BadArgument;
      map.replaceAll(parsePairs(bytes));
      return Status.Ok;
    },

    proxy_get_header_map_size(type: number, sizeOut: number): Status {
      if (!isType(type)) return Status.BadArgument;
      const map = vm.context.writableMap(type);
      if (map === null) return Status.BadArgument;
      return vm.memory.writeU32(sizeOut, map.byteSize) ? Status.Ok : Status.InvalidMemoryAccess;
    },
  };
};
