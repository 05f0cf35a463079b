import { callouts } from "../callout";
import { Context as AbiContext } from "../contexts";
import { currentContext } from "../dispatcher/current";
import { GrpcCall, GrpcStreamCallout } from "../grpc-callout";
import { grpcCall, grpcCancel, grpcClose, grpcSend, grpcStream, grpcToken } from "../hostcalls/grpc";
import { LiveContext } from "../live-context";
import { readText } from "../text";
import { WasmResultValues } from "./enums";
import { Headers } from "./header-pairs";
import { RootContext } from "./root-context";

/** A gRPC call or stream under way: its token is what the callbacks of the root context bring. */
export class GrpcTokenResult {
  token: u32 = 0;

  constructor(public result: WasmResultValues) {
    if (result == WasmResultValues.Ok) this.token = grpcToken();
  }
}

/** Calls a unary method for a root context; see `RootContext.grpcCall`. */
export function sendGrpcCall(
  root: RootContext,
  cluster: string,
  service_name: string,
  method_name: string,
  initial_metadata: Headers,
  request: ArrayBuffer,
  timeout_milliseconds: u32,
): GrpcTokenResult {
  const status = grpcCall(
    cluster,
    service_name,
    method_name,
    texts(initial_metadata),
    changetype<usize>(request),
    request.byteLength,
    timeout_milliseconds,
  );
  const result = new GrpcTokenResult(status);
  if (status == WasmResultValues.Ok) {
    new GrpcCall(result.token, caller(root), new GrpcEvents(root, result.token)).begin();
  }
  return result;
}

/** Opens a stream for a root context; see `RootContext.grpcStream`. */
export function openGrpcStream(
  root: RootContext,
  cluster: string,
  service_name: string,
  method_name: string,
  initial_metadata: Headers,
): GrpcTokenResult {
  const metadata = texts(initial_metadata);
  const status = grpcStream(cluster, service_name, method_name, metadata);
  const result = new GrpcTokenResult(status);
  if (status == WasmResultValues.Ok) {
    new GrpcStreamCallout(result.token, caller(root), new GrpcEvents(root, result.token)).begin();
  }
  return result;
}

/** Sends a message on a stream; with `end_of_stream`, the last. */
export function grpc_send(token: u32, message: ArrayBuffer, end_of_stream: bool): WasmResultValues {
  return grpcSend(token, changetype<usize>(message), message.byteLength, end_of_stream);
}

/** Ends our side of a stream; the service may still send. */
export function grpc_close(token: u32): WasmResultValues {
  return grpcClose(token);
}

/** Gives a call or a stream up: no callback comes for it any more. */
export function grpc_cancel(token: u32): WasmResultValues {
  const callout = callouts.get(token);
  if (callout !== null) callout.end();
  return grpcCancel(token);
}

/** Hands what comes to the root context. */
@final
class GrpcEvents extends AbiContext {
  constructor(
    private readonly root: RootContext,
    private readonly token: u32,
  ) {
    super();
  }

  whenGrpcInitialMetadata(count: u32): void {
    this.root.on_grpc_receive_initial_metadata(this.token, count);
  }

  whenGrpcMessage(size: u32): bool {
    this.root.on_grpc_receive(this.token, size);
    return true;
  }

  whenGrpcTrailingMetadata(count: u32): void {
    this.root.on_grpc_trailing_metadata(this.token, count);
  }

  whenGrpcClosed(status: u32): void {
    this.root.on_grpc_close(this.token, status);
  }
}

/** Who asks: the callback that runs; the root context itself while it is made. */
function caller(root: RootContext): LiveContext {
  const current = currentContext();
  return current === null ? new LiveContext(root.context_id, root) : current;
}

/** Names and values in turn: gRPC's metadata is ASCII. */
function texts(headers: Headers): Array<string> {
  const fields = new Array<string>();
  for (let i = 0; i < headers.length; ++i) {
    fields.push(textOf(headers[i].key));
    fields.push(textOf(headers[i].value));
  }
  return fields;
}

function textOf(bytes: ArrayBuffer): string {
  return readText(changetype<usize>(bytes), <usize>bytes.byteLength);
}
