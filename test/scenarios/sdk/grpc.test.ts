import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, GrpcError, grpcService, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";

describe.each(engines)("gRPC callouts on %s", (engine) => {
  let gateway: TestGateway;
  let lateAnswers = 0;

  beforeAll(async () => {
    gateway = await serve({
      engine,
      filter: "test/fixtures/filters/grpc",
      clusters: {
        echo: grpcService({
          "/test.Echo/Say": (message, call) =>
            Buffer.concat([message, Buffer.from(` asked ${String(call.metadata["x-asking"])}`)]),
          "/test.Echo/Refuse": () => {
            throw new GrpcError(7, "no");
          },
          "/test.Echo/Sleep": async (message) => {
            await new Promise((resolve) => setTimeout(resolve, 1200));
            ++lateAnswers;
            return message;
          },
          "/test.Echo/Talk": {
            async *stream(messages, call) {
              call.initialMetadata["x-initial"] = "i";
              call.trailingMetadata["x-trailing"] = "t";
              for await (const message of messages) yield message;
            },
          },
        }),
        refusing: "grpc://127.0.0.1:1",
      },
    });
  });

  afterAll(() => gateway.close());

  const ask = async (path: string, cluster = "echo"): Promise<string> =>
    (await gateway.fetch(path, { headers: { "x-cluster": cluster } })).text();

  it("brings the reply, sends the metadata", async () => {
    expect(await ask("/Say")).toBe("reply hello asked 1");
  });

  it("tells a refusal, a method that is not there and a service that nobody can reach apart", async () => {
    expect(await ask("/Refuse")).toBe("failure 7");
    expect(await ask("/Unknown")).toBe("failure 12");
    expect(await ask("/Say", "refusing")).toBe("failure 14");
  });

  it("gives up at the deadline, and a late answer reaches nobody", async () => {
    expect(await ask("/Sleep")).toBe("failure 4");
    await expect.poll(() => lateAnswers, { timeout: 5000 }).toBe(1);
    expect(await ask("/Say")).toBe("reply hello asked 1");
  });

  it.each(["nowhere", "", "8a", "b", "x".repeat(300)])(
    "is told of the cluster %j that does not exist",
    async (cluster) => {
      expect(await ask("/Say", cluster)).toBe("status 10");
      expect(await ask("/stream", cluster)).toBe("no stream");
      expect(await ask("/Say")).toBe("reply hello asked 1");
    },
  );

  it("talks over a stream, to its end and no further", async () => {
    expect(await ask("/stream")).toBe("initial i;message one;message two;trailing t;close 0 1");
  });

  it("gives a stream up, once", async () => {
    expect(await ask("/cancel")).toBe("0 1");
  });

  it("hears nothing for a client that has left", async () => {
    const signal = AbortSignal.timeout(100);
    await expect(gateway.fetch("/Sleep", { headers: { "x-cluster": "echo" }, signal })).rejects.toThrow();
    expect(await ask("/Say")).toBe("reply hello asked 1");
    expect(gateway.logs.filter((entry) => entry.level === "critical" || entry.level === "error")).toEqual([]);
  });
});
