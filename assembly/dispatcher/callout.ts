/** The answers to callouts. The host gives them to the plugin, by their token; they are for the context that asked. */
import { Callout, callouts } from "../callout";
import { GrpcStatus } from "../shared/abi";
import { grpcCancel } from "../hostcalls/grpc";
import { finish, makeEffective } from "./current";

export function onHttpCallResponse(token: u32, headers: u32, bodySize: u32, trailers: u32): void {
  const callout = take(token);
  if (callout !== null) callout.handler.whenAnswered(headers, bodySize, trailers);
  finish();
}

export function onGrpcReceiveInitialMetadata(token: u32, count: u32): void {
  const callout = find(token);
  if (callout !== null) callout.handler.whenGrpcInitialMetadata(count);
  finish();
}

export function onGrpcReceive(token: u32, size: u32): void {
  const callout = find(token);
  if (callout !== null) {
    if (!callout.isStream) callout.end();
    const handler = callout.handler;
    if (!handler.whenGrpcMessage(size)) {
      // What came next would be read as if nothing were missing.
      if (callout.isStream) {
        callout.end();
        grpcCancel(token);
      }
      handler.whenGrpcClosed(GrpcStatus.ResourceExhausted);
    }
  }
  finish();
}

export function onGrpcReceiveTrailingMetadata(token: u32, count: u32): void {
  const callout = find(token);
  if (callout !== null) callout.handler.whenGrpcTrailingMetadata(count);
  finish();
}

export function onGrpcClose(token: u32, status: u32): void {
  const callout = take(token);
  if (callout !== null) callout.handler.whenGrpcClosed(status);
  finish();
}

/** The callout, its context made effective; null when nobody waits for it. */
function find(token: u32): Callout | null {
  const callout = callouts.get(token);
  return callout !== null && makeEffective(callout.origin) ? callout : null;
}

/** The same for the last word on a callout, which is over then. */
function take(token: u32): Callout | null {
  const callout = callouts.get(token);
  if (callout === null) return null;
  callout.end();
  return makeEffective(callout.origin) ? callout : null;
}
