import { once } from "node:events";
import { STATUS_CODES } from "node:http";
import { describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";

describe.each(engines)("the words beside a status on %s", (engine) => {
  it("are those of Node, but for three that Envoy has none for", async () => {
    await using gateway = await serve({
      engine,
      filter: "test/fixtures/filters/hello",
      upstream: ({ path }) => new Response(null, { status: Number(path.slice(1)) }),
    });
    const lineOf = async (status: number): Promise<string> => {
      const socket = await gateway.connect();
      socket.write(`GET /${status} HTTP/1.1\r\nhost: a\r\n\r\n`);
      const [head] = (await once(socket, "data")) as [Buffer];
      socket.destroy();
      return head.toString("latin1").split("\r\n", 1)[0] ?? "";
    };
    const statuses = Object.keys(STATUS_CODES)
      .map(Number)
      .filter((status) => status >= 200);
    const words = (status: number): string =>
      [418, 451, 509].includes(status) ? "Unknown" : (STATUS_CODES[status] ?? "");
    expect(await Promise.all(statuses.map(lineOf))).toEqual(
      statuses.map((status) => `HTTP/1.1 ${status} ${words(status)}`),
    );
  });
});
