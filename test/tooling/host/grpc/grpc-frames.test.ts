import { afterEach, describe, expect, it, vi } from "vitest";
import { encodeFrame, FrameDecoder } from "../../../../tooling/host/grpc/grpc-frames.js";

const bytesOf = (messages: readonly Buffer[]): number => messages.reduce((sum, { length }) => sum + length, 0);

describe("FrameDecoder", () => {
  afterEach(() => void vi.restoreAllMocks());

  it("gives the same messages however their bytes are cut", () => {
    const sent = ["", "a", "hello", "x".repeat(300)].map((text) => Buffer.from(text));
    const body = Buffer.concat(sent.map(encodeFrame));
    for (const size of [1, 2, 5, 6, 7, 100, body.length]) {
      const decoder = new FrameDecoder();
      const got: Buffer[] = [];
      for (let at = 0; at < body.length; at += size) {
        const { messages, failure } = decoder.push(body.subarray(at, at + size));
        expect(failure).toBeNull();
        got.push(...messages);
      }
      expect(got.map(String)).toEqual(sent.map(String));
    }
  });

  it("copies each byte of a long message a few times at most, however many chunks bring it", () => {
    const body = encodeFrame(Buffer.alloc(1_000_000));
    const concat = Buffer.concat.bind(Buffer);
    let copied = 0;
    vi.spyOn(Buffer, "concat").mockImplementation((list) => {
      copied += bytesOf(list as Buffer[]);
      return concat(list);
    });
    const decoder = new FrameDecoder();
    let count = 0;
    for (let at = 0; at < body.length; at += 1000) count += decoder.push(body.subarray(at, at + 1000)).messages.length;
    expect(count).toBe(1);
    expect(copied).toBeLessThan(3 * body.length);
  });
});
