/** The callbacks of an HTTP stream. */
import { StreamAction, StreamType } from "../shared/abi";
import { enterStream, finish, leave } from "./current";
import { refuse } from "./refusal";

export function onRequestHeaders(id: u32, count: u32, endOfStream: bool): i32 {
  const stream = enterStream(id, StreamType.HttpRequest);
  return leave(stream === null ? refuse() : stream.whenRequestHeaders(count, endOfStream));
}

export function onRequestBody(id: u32, size: u32, endOfStream: bool): i32 {
  const stream = enterStream(id, StreamType.HttpRequest);
  return leave(stream === null ? refuse() : stream.whenRequestBody(size, endOfStream));
}

export function onRequestTrailers(id: u32, count: u32): i32 {
  const stream = enterStream(id, StreamType.HttpRequest);
  return leave(stream === null ? refuse() : stream.whenRequestTrailers(count));
}

export function onRequestMetadata(id: u32, count: u32): i32 {
  const stream = enterStream(id, StreamType.HttpRequest);
  if (stream !== null) stream.whenRequestMetadata(count);
  finish();
  return StreamAction.Continue;
}

export function onResponseHeaders(id: u32, count: u32, endOfStream: bool): i32 {
  const stream = enterStream(id, StreamType.HttpResponse);
  return leave(stream === null ? refuse() : stream.whenResponseHeaders(count, endOfStream));
}

export function onResponseBody(id: u32, size: u32, endOfStream: bool): i32 {
  const stream = enterStream(id, StreamType.HttpResponse);
  return leave(stream === null ? refuse() : stream.whenResponseBody(size, endOfStream));
}

export function onResponseTrailers(id: u32, count: u32): i32 {
  const stream = enterStream(id, StreamType.HttpResponse);
  return leave(stream === null ? refuse() : stream.whenResponseTrailers(count));
}

export function onResponseMetadata(id: u32, count: u32): i32 {
  const stream = enterStream(id, StreamType.HttpResponse);
  if (stream !== null) stream.whenResponseMetadata(count);
  finish();
  return StreamAction.Continue;
}
