import { describe, expect, it } from "vitest";
import { engines, GrpcError, grpcService, serve } from "sluice/testing";
import { on, probePlugin } from "../host/probe.js";

const SERVICE = grpcService({
  "/t.T/Upper": (request, call) => {
    call.initialMetadata["x-head"] = "h";
    call.trailingMetadata["x-tail"] = String(call.metadata["x-a"]);
    return Buffer.from(Buffer.from(request).toString().toUpperCase());
  },
  "/t.T/Refuse": () => {
    throw new GrpcError(7, "not you: é");
  },
  "/t.T/Twice": {
    async *stream(requests) {
      for await (const request of requests) {
        yield request;
        yield request;
      }
    },
  },
});

describe.each(engines)("a gRPC service on %s", (engine) => {
  async function answers(operations: readonly string[], event: string, count: number): Promise<string[]> {
    const script = [
      on("request_headers", operations),
      on("grpc_receive", ["body 5 0 99"]),
      on("grpc_close", ["status"]),
      on("grpc_trailing_metadata", ["get 5 x-tail"]),
    ];
    const { module, configuration, rootId } = await probePlugin({ script: script.join("\n") });
    await using gateway = await serve({
      ...{ engine, filter: module, rootId, config: configuration ?? "" },
      clusters: { service: SERVICE },
    });
    await gateway.fetch("/");
    const seen = (): string[] => gateway.logs.map(({ message }) => message).filter((line) => line.startsWith(event));
    await expect.poll(() => seen().length, { timeout: 5000 }).toBe(count);
    return seen().map((line) => line.slice(line.indexOf(" = ") + 3));
  }

  it("answers a call, with metadata at both ends", async () => {
    const call = ["grpc_call service t.T Upper x-a=1 hello 5000"];
    expect(await answers(call, "grpc_receive: ", 1)).toEqual(["0 'HELLO'"]);
    const stream = ["grpc_stream service t.T Upper x-a=1", "grpc_send last hello end"];
    expect(await answers(stream, "grpc_trailing_metadata: ", 1)).toEqual(["0 '1'"]);
  });

  it("refuses with the status of an error, and what is not there as unimplemented", async () => {
    const refused = await answers(["grpc_call service t.T Refuse _ hello 5000"], "grpc_close: ", 1);
    expect(refused).toEqual([expect.stringContaining("'not you: %25C3%25A9{via_upstream}'")]);
    const absent = await answers(["grpc_call service t.T Nope _ hello 5000"], "grpc_close: ", 1);
    expect(absent[0]).toMatch(/^12 0 /);
  });

  it("streams messages both ways", async () => {
    const operations = ["grpc_stream service t.T Twice _", "grpc_send last one _", "grpc_send last two end"];
    const messages = await answers(operations, "grpc_receive: ", 4);
    expect(messages).toEqual(["0 'one'", "0 'one'", "0 'two'", "0 'two'"]);
  });
});

describe("a gRPC service", () => {
  it("hands what a method threw to who closes the gateway", async () => {
    const { module, configuration, rootId } = await probePlugin({
      script: "request_headers grpc_call service t.T Throw _ hello 5000",
    });
    const service = grpcService({
      "/t.T/Throw": () => {
        throw new Error("a bug of the test");
      },
    });
    const gateway = await serve({
      ...{ engine: "node", filter: module, rootId, config: configuration ?? "" },
      clusters: { service },
    });
    await gateway.fetch("/");
    await expect.poll(() => gateway.logs.some(({ message }) => message.startsWith("grpc_close"))).toBe(true);
    await expect(gateway.close()).rejects.toThrow("a bug of the test");
  });
});
