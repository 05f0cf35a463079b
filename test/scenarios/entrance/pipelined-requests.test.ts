import { once } from "node:events";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";

const get = (path: string, fields = ""): string => `GET ${path} HTTP/1.1\r\nhost: a\r\n${fields}\r\n`;
const CONNECT = "CONNECT a:443 HTTP/1.1\r\nhost: a:443\r\n\r\n";

describe.each(engines)("requests that come behind one another on %s", (engine) => {
  let gateway: TestGateway;
  let paths: string[];
  /** Lets the upstream answer `/slow`. */
  let answer: () => void;

  beforeAll(async () => {
    gateway = await serve({
      engine,
      filter: "test/fixtures/filters/ends",
      upstream: async ({ path }) => {
        paths.push(path);
        if (path === "/slow") await new Promise<void>((resolve) => (answer = resolve));
        return new Response(path);
      },
    });
  });

  beforeEach(() => {
    paths = [];
    answer = () => {};
  });

  afterAll(() => gateway.close());

  /** Sends the bytes, lets `/slow` be answered when it has come, and reads until `last` comes or the connection ends. */
  async function send(bytes: string, last: string): Promise<{ text: string; logs: string[] }> {
    const from = gateway.logs.length;
    const socket = await gateway.connect();
    socket.on("error", () => {});
    socket.write(bytes);
    await expect.poll(() => !bytes.includes("/slow") || paths.includes("/slow")).toBe(true);
    answer();
    let text = "";
    for await (const chunk of socket) {
      text += String(chunk);
      if (text.includes(last)) break;
    }
    return { text, logs: gateway.logs.slice(from).map(({ message }) => message.split(" [")[0] ?? "") };
  }

  const statusesOf = (text: string): string[] =>
    [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status ?? "");

  it("begin when the one before them is over", async () => {
    const { logs } = await send(get("/slow") + get("/2"), "/2");
    const request = "request :authority :path :method :scheme x-forwarded-proto x-request-id";
    const first = [request, "response 200", "log", "done", "delete"];
    expect(logs.slice(0, 7)).toEqual([...first, request, "response 200"]);
  });

  it("end with a CONNECT", async () => {
    const { text } = await send(get("/slow") + CONNECT, "404");
    expect(statusesOf(text)).toEqual(["200", "404"]);
  });

  it.each([
    [
      "one that is refused",
      `POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    ["one that closes the connection", get("/1", "connection: close\r\n")],
    ["what is no HTTP", "junk\r\n\r\n"],
  ])("are not read behind %s", async (_, bytes) => {
    const { text } = await send(bytes + get("/smuggled"), "never");
    expect(statusesOf(text)).toHaveLength(1);
    expect((await gateway.fetch("/after")).status).toBe(200);
    expect(paths).not.toContain("/smuggled");
  });

  it("are forgotten when the client goes", async () => {
    for (const bytes of ["junk\r\n\r\n", CONNECT, get("/2")]) {
      const socket = await gateway.connect();
      paths = [];
      socket.write(get("/slow") + bytes);
      await expect.poll(() => paths).toContain("/slow");
      socket.destroy();
      await once(socket, "close");
      answer();
      expect((await gateway.fetch("/after")).status).toBe(200);
      expect(paths).not.toContain("/2");
    }
  });

  it("break off in their bodies each in its turn", async () => {
    const broken = "POST /2 HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n";
    const { text } = await send(get("/slow") + broken, "400 Bad");
    expect(statusesOf(text)).toEqual(["200", "400"]);
  });

  it("come to the filters also where they expect what nobody knows", async () => {
    const { logs } = await send(get("/1", "expect: banana\r\n"), "\r\n\r\n");
    expect(logs[0]).toBe("request :authority :path :method :scheme expect x-forwarded-proto x-request-id");
  });
});
