import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, GrpcError, grpcService, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";

/** A message whose field 1 is a text. */
const message = (text: string): Uint8Array => Buffer.concat([Buffer.from([0x0a, text.length]), Buffer.from(text)]);

describe.each(engines)("grpc-auth on %s", (engine) => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await serve({
      engine,
      filter: "examples/grpc-auth",
      upstream: (request) => new Response(`hello ${request.headers.get("x-user")}`),
      clusters: {
        gate: grpcService({
          "/acme.Gate/Admit": async (question) => {
            const text = Buffer.from(question).toString("latin1");
            if (text.includes("/slow")) await new Promise((resolve) => setTimeout(resolve, 1500));
            if (text.includes("/strange")) return Buffer.from([0xff, 0xff]);
            if (text.includes("Bearer ann")) return message("ann");
            throw new GrpcError(text.includes("Bearer") ? 7 : 13, "nobody knows you, né?");
          },
        }),
      },
    });
  });

  afterAll(() => gateway.close());

  const ask = async (path: string, authorization: string): Promise<string> => {
    const response = await gateway.fetch(path, { headers: { authorization, "x-user": "root" } });
    return `${response.status} ${await response.text()}`;
  };

  it("lets through whom the service knows", async () => {
    expect(await ask("/", "Bearer ann")).toBe("200 hello ann");
  });

  it("refuses whom the service does not know, and logs its words", async () => {
    expect(await ask("/", "Bearer bob")).toBe("403 ");
    const messages = gateway.logs.map((entry) => entry.message);
    expect(messages.some((message) => message.startsWith("not admitted: nobody knows you, né?"))).toBe(true);
  });

  it("answers 503 when the service fails, is too slow, or says what is no message", async () => {
    expect(await ask("/", "")).toBe("503 ");
    expect(await ask("/slow", "Bearer ann")).toBe("503 ");
    expect(await ask("/strange", "Bearer ann")).toBe("503 ");
  });

  it("goes on serving when a client leaves before the answer", async () => {
    const signal = AbortSignal.timeout(50);
    await expect(gateway.fetch("/slow", { signal, headers: { authorization: "Bearer ann" } })).rejects.toThrow();
    expect(await ask("/", "Bearer ann")).toBe("200 hello ann");
    expect(gateway.logs.filter((entry) => entry.level === "critical")).toEqual([]);
  });
});
