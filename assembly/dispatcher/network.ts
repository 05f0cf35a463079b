/** The callbacks of a TCP connection. */
import { StreamType } from "../shared/abi";
import { enterStream, finish, leave } from "./current";
import { refuse } from "./refusal";

export function onNewConnection(id: u32): i32 {
  const connection = enterStream(id, StreamType.Downstream);
  return leave(connection === null ? refuse() : connection.whenNewConnection());
}

export function onDownstreamData(id: u32, size: u32, endOfStream: bool): i32 {
  const connection = enterStream(id, StreamType.Downstream);
  return leave(connection === null ? refuse() : connection.whenDownstreamData(size, endOfStream));
}

export function onUpstreamData(id: u32, size: u32, endOfStream: bool): i32 {
  const connection = enterStream(id, StreamType.Upstream);
  return leave(connection === null ? refuse() : connection.whenUpstreamData(size, endOfStream));
}

export function onDownstreamConnectionClose(id: u32, peer: u32): void {
  const connection = enterStream(id, StreamType.Downstream);
  if (connection !== null) connection.whenDownstreamClosed(peer);
  finish();
}

export function onUpstreamConnectionClose(id: u32, peer: u32): void {
  const connection = enterStream(id, StreamType.Upstream);
  if (connection !== null) connection.whenUpstreamClosed(peer);
  finish();
}
