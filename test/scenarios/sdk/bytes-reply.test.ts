import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, serve, type TestGateway } from "sluice/testing";

describe.each(engines)("a local reply of bytes, on %s", (engine) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await serve({ engine, filter: "test/fixtures/filters/bytes-reply" });
  });
  afterAll(() => gateway.close());

  it("reaches the client byte for byte, beside fields of text", async () => {
    const response = await gateway.fetch("/");
    expect(response.status).toBe(403);
    expect(response.headers.get("x-name")).toBe("j\xe9");
    expect(response.headers.get("x-more")).toBe("\xc3\xa9");
    expect(Buffer.from(await response.arrayBuffer())).toEqual(Buffer.of(0x6a, 0xe9));
  });

  it("may have a text", async () => {
    const response = await gateway.fetch("/text");
    expect([response.status, response.headers.get("content-type"), await response.text()]).toEqual([
      ...[403, "text/plain", "/text"],
    ]);
  });

  it("has no body where its status has none", async () => {
    const response = await gateway.fetch("/204");
    expect([response.status, await response.text()]).toEqual([204, ""]);
  });

  it.each(["/malformed", "/no-token"])("is a 500 where a field is none: %s", async (path) => {
    expect((await gateway.fetch(path)).status).toBe(500);
  });
});
