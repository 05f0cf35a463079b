import { Status } from "../../../assembly/shared/abi.js";
import type { Vm } from "../vm/vm.js";

/** The metric functions; the rules of each type stand in `metrics-registry.ts`. */
export const metricFunctions = (vm: Vm) => ({
  proxy_define_metric(type: number, namePointer: number, nameSize: number, idOut: number): Status {
    const name = vm.memory.read(namePointer, nameSize)?.toString("utf8");
    if (name === undefined) return Status.InvalidMemoryAccess;
    const defined = vm.metricIds.define(type, name);
    if (typeof defined === "number") return defined;
    return vm.memory.writeU32(idOut, defined.id) ? Status.Ok : Status.InvalidMemoryAccess;
  },

  proxy_increment_metric(id: number, offset: bigint): Status {
    return vm.metricIds.increment(id >>> 0, offset);
  },

  proxy_record_metric(id: number, value: bigint): Status {
    return vm.metricIds.record(id >>> 0, BigInt.asUintN(64, value));
  },

  proxy_get_metric(id: number, valueOut: number): Status {
    const value = vm.metricIds.get(id >>> 0);
    if (typeof value === "number") return value;
    return vm.memory.writeU64(valueOut, value) ? Status.Ok : Status.InvalidMemoryAccess;
  },
});
