import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";

const END = "\r\n\r\n";

describe.each(engines)("what comes before the filters on %s", (engine) => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await serve({
      engine,
      filter: "test/fixtures/filters/hello",
      upstream: (request) =>
        Response.json(request.headerLines.map(([name, value]) => `${name.toLowerCase()}=${value}`)),
    });
  });

  afterAll(() => gateway.close());

  /** Sends the bytes, and returns what of the response came up to `last`. */
  async function send(head: string, last: string): Promise<string> {
    const socket = connect(Number(new URL(gateway.url).port), "127.0.0.1");
    await once(socket, "connect");
    socket.write(head);
    let text = "";
    for await (const chunk of socket) {
      text += String(chunk);
      if (text.includes(last)) break;
    }
    return text;
  }

  it.each([
    ["HTTP/1.0", 426, "GET / HTTP/1.0\r\nhost: a\r\n\r\n"],
    ["a host with a space", 400, "GET / HTTP/1.1\r\nhost: a b\r\n\r\n"],
    ["a connection header that names the host", 400, "GET / HTTP/1.1\r\nhost: a\r\nconnection: host\r\n\r\n"],
    [
      "a coding that is not chunked",
      501,
      "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    ],
    ["more than a hundred headers", 431, `GET / HTTP/1.1\r\nhost: a\r\n${"x-a: 1\r\n".repeat(120)}\r\n`],
    ["an upgrade", 403, "GET / HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n"],
  ])("refuses %s", async (_, status, head) => {
    expect(await send(head, END)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });

  it("takes what only Envoy's own peers may say, and the user from the authority", async () => {
    const fields = "x-envoy-retry-on: 5xx\r\nx-envoy-upstream-rq-timeout-ms: 1\r\nx-envoy-attempt-count: 6\r\n";
    const close = "connection: close\r\n";
    const response = await send(`GET http://u:p@b.test/ HTTP/1.1\r\nhost: a\r\n${fields}${close}\r\n`, "]");
    expect(response).toContain('"host=b.test"');
    expect(response).toContain('"x-envoy-attempt-count=6"');
    expect(response).not.toMatch(/retry-on|rq-timeout/);
  });

  it("joins the hosts of two lines", async () => {
    const response = await send("GET / HTTP/1.1\r\nhost: a\r\nhost: b\r\nconnection: close\r\n\r\n", "]");
    expect(response).toContain('"host=a,b"');
  });
});
