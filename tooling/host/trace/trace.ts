import { DataAction, HeadersAction, StreamAction } from "../../../assembly/shared/abi.js";
import type { CallbackName } from "../../abi/signatures.js";
import type { GuestMemory } from "../memory.js";
import { CallFormat } from "./trace-calls.js";

/** Which of the VMs of a plugin one is: the canary is thrown away when it was content with the configuration. */
export type VmRole = "base" | "canary" | "main thread" | "worker";

const BOOLEANS: readonly string[] = ["false", "true"];
type Names = Readonly<Record<number, string>>;

/** The parameters of each callback, and the names of what it answers. */
const CALLBACKS: Readonly<
  Record<CallbackName | "envoy_on_resolve_dns", readonly [parameters: string, results?: Names]>
> = {
  proxy_on_context_create: ["context parent"],
  proxy_on_vm_start: ["context configuration_size", BOOLEANS],
  proxy_validate_configuration: ["context configuration_size", BOOLEANS],
  proxy_on_configure: ["context configuration_size", BOOLEANS],
  proxy_on_tick: ["context"],
  proxy_on_queue_ready: ["context token"],
  proxy_on_foreign_function: ["context function size"],
  proxy_on_new_connection: ["context", StreamAction],
  proxy_on_downstream_data: ["context size end_of_stream", StreamAction],
  proxy_on_upstream_data: ["context size end_of_stream", StreamAction],
  proxy_on_downstream_connection_close: ["context peer"],
  proxy_on_upstream_connection_close: ["context peer"],
  proxy_on_request_headers: ["context headers end_of_stream", HeadersAction],
  proxy_on_request_body: ["context size end_of_stream", DataAction],
  proxy_on_request_trailers: ["context trailers", StreamAction],
  proxy_on_request_metadata: ["context elements", StreamAction],
  proxy_on_response_headers: ["context headers end_of_stream", HeadersAction],
  proxy_on_response_body: ["context size end_of_stream", DataAction],
  proxy_on_response_trailers: ["context trailers", StreamAction],
  proxy_on_response_metadata: ["context elements", StreamAction],
  proxy_on_http_call_response: ["context token headers body_size trailers"],
  proxy_on_grpc_receive_initial_metadata: ["context token headers"],
  proxy_on_grpc_receive: ["context token size"],
  proxy_on_grpc_receive_trailing_metadata: ["context token trailers"],
  proxy_on_grpc_close: ["context token status"],
  proxy_on_done: ["context", BOOLEANS],
  proxy_on_log: ["context"],
  proxy_on_delete: ["context"],
  envoy_on_resolve_dns: ["context token size"],
};

type HostCall = (...args: never[]) => number | void;

/**
 * Writes down what goes on between a host and its guests, a line a callback and a line a host call:
 *
 *     --- worker, plugin "auth"
 *     ==> proxy_on_request_headers(context=2, headers=5, end_of_stream=true)
 *         proxy_get_header_map_value(HttpRequestHeaders, "x-a") → Ok "b"
 *     <== Continue
 *
 * Equal runs give equal lines: no address is in them. Values are bounded and escaped; those of secret headers are masked,
 * and of configurations and of the arguments of foreign functions only the sizes are shown.
 */
export class Trace {
  readonly #write: (line: string) => void;
  #last: VmTrace | null = null;

  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  /** The trace of one VM of a plugin. */
  vm(role: VmRole, plugin: string): VmTrace {
    const trace: VmTrace = new VmTrace((line) => {
      if (this.#last !== trace) this.#write(`--- ${role}, plugin ${JSON.stringify(plugin)}`);
      this.#last = trace;
      this.#write(line);
    });
    return trace;
  }
}

/** What one VM and its host say to each other. */
export class VmTrace {
  readonly #write: (line: string) => void;

  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  /** The host calls the guest. */
  enter(name: string, args: readonly number[]): void {
    const [parameters] = entryOf(name);
    const names = parameters === "" ? [] : parameters.split(" ");
    const shown = args.map((arg, index) => {
      const parameter = names[index] ?? `argument_${index}`;
      return `${parameter}=${parameter === "end_of_stream" ? (BOOLEANS[arg] ?? arg) : arg >>> 0}`;
    });
    this.#write(`==> ${name}(${shown.join(", ")})`);
  }

  /** The guest has returned. */
  leave(name: string, result: number): void {
    const [, results] = entryOf(name);
    this.#write(results === undefined ? "<==" : `<== ${results[result] ?? result}`);
  }

  /** The guest did not return. */
  trap(reason: string): void {
    this.#write(`<== trap: ${reason}`);
  }

  /** A host function that writes its calls down. What the host calls meanwhile, to allocate, is no line of its own. */
  wrap(name: string, memory: () => GuestMemory, call: HostCall): HostCall {
    const format = new CallFormat(name);
    return (...args) => {
      const line = format.call(memory(), args);
      const status = call(...args);
      this.#write(`    ${line} ${format.result(memory(), args, status)}`.trimEnd());
      return status;
    };
  }
}

function entryOf(name: string): readonly [parameters: string, results?: Names] {
  return (CALLBACKS as Readonly<Record<string, readonly [string, Names?]>>)[name] ?? [""];
}
