import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { RawReply, TestGateway } from "sluice/testing";

const parts = (): ReadableStream<Uint8Array> =>
  new ReadableStream({
    async start(controller) {
      for (const text of ["one ", "two ", "three"]) {
        controller.enqueue(Buffer.from(text));
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
      controller.close();
    },
  });

const plain = { "content-type": "text/plain; charset=utf-8" };
const REPLIES: Readonly<Record<string, () => RawReply>> = {
  "/whole": () => ({ headers: plain, body: "a secret" }),
  "/parts": () => ({ headers: plain, body: parts() }),
  "/none": () => ({ status: 204, headers: plain }),
  "/json": () => ({ headers: { "content-type": "application/json" }, body: "{}" }),
  "/packed": () => ({ headers: { ...plain, "content-encoding": "gzip" }, body: new Uint8Array(gzipSync("text")) }),
};

describe.each(engines)("body-frame on %s", (engine) => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await serve({
      engine,
      filter: "examples/body-frame",
      upstream: (request) => REPLIES[request.path]?.() ?? { status: 404 },
    });
  });

  afterAll(() => gateway.close());

  it.each([
    ["in one part", "/whole", "a secret"],
    ["in several", "/parts", "one two three"],
  ])("puts its lines around a text that comes %s", async (_, path, text) => {
    const response = await gateway.fetch(path);
    expect(response.headers.get("content-length")).toBeNull();
    expect(await response.text()).toBe(`-- internal --\n${text}\n-- end --\n`);
  });

  it("leaves alone what is no text, or can't be read as one", async () => {
    expect(await (await gateway.fetch("/json")).text()).toBe("{}");
    expect(await (await gateway.fetch("/none")).text()).toBe("");
    const packed = Buffer.from(await (await gateway.fetch("/packed")).arrayBuffer());
    expect(packed.equals(gzipSync("text"))).toBe(true);
  });
});
