import { Status, StreamType } from "../../../assembly/shared/abi.js";
import type { Vm } from "../vm/vm.js";

const isType = (type: number): boolean => type >>> 0 <= StreamType.Upstream;

/** `proxy_continue_stream` and `proxy_close_stream`: both take effect once the callback has returned. */
export const streamFunctions = (vm: Vm) => ({
  proxy_continue_stream(type: number): Status {
    return isType(type) ? vm.context.continueStream(type) : Status.BadArgument;
  },

  proxy_close_stream(type: number): Status {
    return isType(type) ? vm.context.closeStream(type) : Status.BadArgument;
  },
});
