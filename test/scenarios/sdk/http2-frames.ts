import type { Socket } from "node:net";

/** RFC 9113 section 6, and the extension frame METADATA, which `node:http2` cannot send. */
export const FrameType = { Data: 0, Headers: 1, Settings: 4, Metadata: 0x4d } as const;

/** END_STREAM of DATA and HEADERS, and ACK of SETTINGS; END_HEADERS, and END_METADATA. */
export const Flag = { EndStream: 1, Ack: 1, EndHeaders: 4, EndMetadata: 4 } as const;

/** What a client sends first (RFC 9113 section 3.4). */
export const PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly streamId: number;
  readonly payload: Uint8Array;
}

const HEAD_BYTES = 9;

/** RFC 9113 section 4.1. */
export function renderFrame({ type, flags, streamId, payload }: Frame): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(streamId, 5);
  return Buffer.concat([head, payload]);
}

/** RFC 7541 section 6.2.2: literal fields with new names, neither indexed nor compressed; up to 126 bytes each. */
export function renderFields(fields: readonly (readonly [name: string, value: string])[]): Buffer {
  return Buffer.concat(
    fields.flatMap(([name, value]) => [
      Buffer.of(0, name.length),
      Buffer.from(name),
      Buffer.of(value.length),
      Buffer.from(value),
    ]),
  );
}

/** The frames that come on a connection, without their contents being looked at, until it ends; it stays open. */
export async function* readFrames(socket: Socket, skip = 0): AsyncGenerator<Frame> {
  let received = Buffer.alloc(0);
  let toSkip = skip;
  for await (const chunk of socket.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    received = Buffer.concat([received, chunk]);
    if (toSkip > 0) {
      if (received.length < toSkip) continue;
      received = received.subarray(toSkip);
      toSkip = 0;
    }
    while (received.length >= HEAD_BYTES) {
      const end = HEAD_BYTES + received.readUIntBE(0, 3);
      if (received.length < end) break;
      const [type, flags, streamId] = [received.readUInt8(3), received.readUInt8(4), received.readUInt32BE(5)];
      yield { type, flags, streamId, payload: received.subarray(HEAD_BYTES, end) };
      received = received.subarray(end);
    }
  }
}
