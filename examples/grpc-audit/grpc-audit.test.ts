import { describe, expect, it } from "vitest";
import { engines, GrpcError, grpcService, serve } from "sluice/testing";

describe.each(engines)("grpc-audit on %s", (engine) => {
  it("streams a line about every request, and opens the stream anew when it has ended", async () => {
    const heard: string[] = [];
    let streams = 0;
    await using gateway = await serve({
      engine,
      filter: "examples/grpc-audit",
      upstream: () => new Response("done"),
      clusters: {
        audit: grpcService({
          "/acme.Audit/Record": {
            async *stream(records) {
              ++streams;
              for await (const record of records) {
                const line = Buffer.from(record).subarray(2).toString();
                heard.push(line);
                yield Buffer.from(`#${heard.length}`);
                if (line.startsWith("/break")) throw new GrpcError(14, "going down");
              }
            },
          },
        }),
      },
    });
    const request = async (path: string): Promise<void> => void (await (await gateway.fetch(path)).text());
    await request("/a");
    await request("/b");
    await expect.poll(() => heard).toEqual(["/a 200", "/b 200"]);
    await request("/break");
    await expect.poll(() => gateway.logs.map(({ message }) => message)).toContain("the stream ended with status 14");
    await request("/c");
    await expect.poll(() => heard).toEqual(["/a 200", "/b 200", "/break 200", "/c 200"]);
    expect(streams).toBe(2);
    expect(gateway.logs.map(({ message }) => message)).toContain("recorded: #1");
  });
});
