import type { Socket } from "node:net";
import { engines, serve, type TestGateway } from "sluice/testing";
import { describe, expect, it } from "vitest";
import { startTcpUpstream } from "../../../tooling/testing/tcp-upstream.js";
import { Flag, type Frame, FrameType, PREFACE, readFrames, renderFields, renderFrame } from "./http2-frames.js";

const STREAM = 1;
const SETTINGS: Frame = { type: FrameType.Settings, flags: 0, streamId: 0, payload: Buffer.of() };
const END: Frame = { type: FrameType.Data, flags: Flag.EndStream, streamId: STREAM, payload: Buffer.of() };

/** RFC 7541 appendix A: GET, http, / and 200 are entries of the static table, :authority is a name of it. */
const REQUEST_FIELDS = Buffer.concat([Buffer.of(0x82, 0x86, 0x84, 0x01, 12), Buffer.from("gateway.test")]);
const RESPONSE_FIELDS = Buffer.of(0x88);

const headers = (payload: Uint8Array): Frame => ({
  ...{ type: FrameType.Headers, flags: Flag.EndHeaders, streamId: STREAM, payload },
});

const metadata = (payload: Uint8Array, flags: number = Flag.EndMetadata): Frame => ({
  ...{ type: FrameType.Metadata, flags, streamId: STREAM, payload },
});

const TWO = renderFields([
  ["tenant", "acme"],
  ["trace", "1"],
]);
const THREE = renderFields([
  ["a", "1"],
  ["b", "2"],
  ["c", "3"],
]);

const write = (socket: Socket, frames: readonly Frame[]): void => {
  socket.write(Buffer.concat(frames.map(renderFrame)));
};

/** Reads until the other end has said all, and acknowledges its settings; the status that came, and how many METADATA frames. */
const readToEnd = async (socket: Socket, skip = 0): Promise<{ status: number | undefined; metadataFrames: number }> => {
  const frames: Frame[] = [];
  for await (const frame of readFrames(socket, skip)) {
    const { type, flags } = frame;
    if (type === FrameType.Settings && (flags & Flag.Ack) === 0) write(socket, [{ ...SETTINGS, flags: Flag.Ack }]);
    frames.push(frame);
    if ((type === FrameType.Headers || type === FrameType.Data) && (flags & Flag.EndStream) !== 0) break;
  }
  const of = (wanted: number): Uint8Array[] => frames.filter(({ type }) => type === wanted).map((one) => one.payload);
  return { status: of(FrameType.Headers)[0]?.[0], metadataFrames: of(FrameType.Metadata).length };
};

interface Exchange {
  readonly logged: string[];
  /** METADATA frames that came to the upstream, and to the client. */
  readonly upstream: number;
  readonly client: number;
}

/** Sends one request with these frames between its headers and its end, to an upstream that answers likewise. */
async function exchange(options: { allowMetadata: boolean; request?: Frame[]; response?: Frame[] }): Promise<Exchange> {
  const { allowMetadata, request = [], response = [] } = options;
  let upstreamFrames = 0;
  const upstream = await startTcpUpstream(async (socket) => {
    write(socket, [SETTINGS]);
    upstreamFrames = (await readToEnd(socket, PREFACE.length)).metadataFrames;
    write(socket, [headers(RESPONSE_FIELDS), ...response, END]);
  });
  try {
    const origin = upstream.url.replace("tcp:", "grpc:");
    await using gateway: TestGateway = await serve({
      ...{ engine: "envoy", filter: "test/fixtures/filters/metadata", upstream: origin, allowMetadata },
    });
    const socket = await gateway.connect();
    socket.write(PREFACE);
    write(socket, [SETTINGS, headers(REQUEST_FIELDS), ...request, END]);
    const { status, metadataFrames } = await readToEnd(socket);
    expect(status).toBe(RESPONSE_FIELDS[0]);
    await expect.poll(() => gateway.logs.at(-1)?.message).toBe("log");
    return { logged: gateway.logs.map(({ message }) => message), upstream: upstreamFrames, client: metadataFrames };
  } finally {
    await upstream.close();
  }
}

// On Envoy alone: METADATA frames are of HTTP/2, and the in-process host serves HTTP/1.1.
describe.runIf(engines.includes("envoy"))("METADATA frames on envoy", () => {
  it("come to the callback of the request with the number of their entries, and go on to the upstream", async () => {
    const { logged, upstream } = await exchange({ allowMetadata: true, request: [metadata(TWO), metadata(THREE)] });
    expect(logged).toEqual([
      ...["request headers", "request metadata: 2", "request metadata: 3", "response headers", "log"],
    ]);
    expect(upstream).toBe(2);
  });

  it("come to the callback of the response with the number of their entries, and go on to the client", async () => {
    const { logged, client } = await exchange({ allowMetadata: true, response: [metadata(TWO)] });
    expect(logged).toEqual(["request headers", "response headers", "response metadata: 2", "log"]);
    expect(client).toBe(1);
  });

  it("are one where they were sent in pieces", async () => {
    const pieces = [metadata(THREE.subarray(0, 7), 0), metadata(THREE.subarray(7))];
    const { logged } = await exchange({ allowMetadata: true, request: pieces, response: pieces });
    expect(logged).toEqual([
      ...["request headers", "request metadata: 3", "response headers", "response metadata: 3", "log"],
    ]);
  });

  it("are passed over where they are not allowed", async () => {
    const frames = [metadata(TWO)];
    const { logged, upstream, client } = await exchange({ allowMetadata: false, request: frames, response: frames });
    expect(logged).toEqual(["request headers", "response headers", "log"]);
    expect([upstream, client]).toEqual([0, 0]);
  });
});
