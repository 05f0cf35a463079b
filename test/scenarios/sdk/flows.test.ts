import { createHash } from "node:crypto";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { FetchHandler, TestGateway } from "sluice/testing";

const filter = "test/fixtures/filters/flows";

async function* parts(...texts: string[]): AsyncGenerator<string> {
  for (const text of texts) {
    yield text;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

interface Seen {
  readonly length: string | null;
  readonly whole: string | null;
  readonly body: string;
}

const upstream: FetchHandler = async (request) => {
  const body = await request.text();
  if (request.path === "/trailers") {
    const seen = (await request.trailers).filter(([name]) => name === "x-whole").map(([, value]) => value);
    return { body: body === "" ? null : body, trailers: [["x-request", seen.join()]] };
  }
  return Response.json({
    length: request.headers.get("content-length"),
    whole: request.headers.get("x-whole"),
    later: request.headers.get("x-later"),
    body,
  });
};

describe.each(engines)("flows on %s", (engine) => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await serve({
      engine,
      filter,
      upstream,
      bufferLimitBytes: 65536,
      clusters: { later: async () => new Promise((resolve) => setTimeout(() => resolve(new Response()), 100)) },
    });
  });

  afterAll(() => gateway.close());

  const post = async (task: string, init: object): Promise<{ status: number; seen: Partial<Seen> }> => {
    const response = await gateway.fetch("/", { method: "POST", headers: { "x-do": task }, ...init });
    return { status: response.status, seen: response.status === 200 ? ((await response.json()) as Seen) : {} };
  };

  it("waits for a whole body, however many parts it comes in, and frames it anew", async () => {
    const { seen } = await post("change-length", { body: parts("one ", "two ", "three") });
    expect(seen).toMatchObject({ length: null, body: "one two three!" });
  });

  it("waits for a whole body that ends with trailers", async () => {
    const { seen } = await post("change-length", { body: "with a tail", trailers: { "x-tail": ", here" } });
    expect(seen).toMatchObject({ body: "with a tail, here" });
  });

  it("waits for a whole body that ends with trailers, and has one where only trailers come", async () => {
    const init = { method: "POST", headers: { "x-do": "tail", te: "trailers" }, trailers: { "x-tail": "1" } };
    const wholes = async (body: object): Promise<unknown[]> => {
      const response = await gateway.fetch("/trailers", { ...init, ...body });
      return [await response.text(), ...(await response.trailers)];
    };
    expect(await wholes({ body: "some" })).toEqual(["some!", ["x-request", "4 0"], ["x-whole", "5"]]);
    // Of a body that is not there, Envoy has none to change.
    expect(await wholes({})).toEqual(["", ["x-request", "0 2"], ["x-whole", "0"]]);
  });

  it("checks the limit where the trailers come, too", async () => {
    const body = parts("x".repeat(6000), "y".repeat(50_000));
    expect((await post("hold-large", { body, trailers: { "x-tail": "1" } })).status).toBe(413);
  });

  it("sees no whole body where there is none", async () => {
    const response = await gateway.fetch("/", { headers: { "x-do": "change-length" } });
    expect(await response.json()).toMatchObject({ whole: null, body: "" });
  });

  it("answers 413 to a body over the filter's limit", async () => {
    const body = parts("x".repeat(6000), "y".repeat(60_000));
    expect((await post("change-length", { body })).status).toBe(413);
  });

  it("lets a body over the limit pass unseen, and whole, if the filter says so", async () => {
    const { seen } = await post("pass-large", { body: parts("x".repeat(6000), "y".repeat(50_000), "z") });
    expect(seen).toMatchObject({ whole: null, body: `${"x".repeat(6000)}${"y".repeat(50_000)}z` });
  });

  it("has Envoy keep a body up to its own limit while the headers wait", async () => {
    expect((await post("buffer", { body: "x".repeat(20_000) })).status).toBe(200);
    expect((await post("buffer", { body: "x".repeat(200_000) })).status).toBe(413);
  });

  it("holds a large body back by flow control, without a limit", async () => {
    const { status, seen } = await post("watermark-pass", { body: "x".repeat(200_000) });
    expect(status).toBe(200);
    expect(seen.body).toBe("x".repeat(200_000));
  });

  it("keeps a body for itself part by part, and sends on what it made of it", async () => {
    const text = "a body that nobody else is to see ".repeat(5000);
    const { seen } = await post("digest", { body: text });
    expect(seen.body).toBe(createHash("sha256").update(text).digest("hex"));
  });

  it("gives a gRPC client its status", async () => {
    const response = await gateway.fetch("/", { headers: { "x-do": "grpc", "content-type": "application/grpc" } });
    expect(response.status).toBe(200);
    expect(response.headers.get("grpc-status")).toBe("7");
    expect(response.headers.get("grpc-message")).toBe("no entry");
  });

  it("gives any other client the status of HTTP", async () => {
    expect((await gateway.fetch("/", { headers: { "x-do": "grpc" } })).status).toBe(403);
  });

  it("breaks a stream off", async () => {
    await expect(gateway.fetch("/", { headers: { "x-do": "close" } })).rejects.toThrow();
    expect((await gateway.fetch("/")).status).toBe(200);
  });

  it("comes back to a stream from a timer, and to nobody when it is gone", async () => {
    expect((await gateway.fetch("/", { headers: { "x-do": "wake" } })).status).toBe(200);
    const messages = (): string[] => gateway.logs.map((entry) => entry.message);
    const controller = new AbortController();
    const leaving = gateway.fetch("/", { headers: { "x-do": "wake" }, signal: controller.signal });
    await expect.poll(() => messages().filter((message) => message === "waits")).toHaveLength(2);
    controller.abort();
    await expect(leaving).rejects.toThrow();
    await expect.poll(messages, { timeout: 5000 }).toEqual(expect.arrayContaining(["woke a stream", "woke nobody"]));
  });

  it("resumes no stream from within its own callback", async () => {
    expect((await gateway.fetch("/", { headers: { "x-do": "self" } })).status).toBe(200);
    expect(gateway.logs.map((entry) => entry.message)).toContain("self live 2");
  });

  it("resumes once, and not what does not wait any more", async () => {
    const { seen } = await post("watermark", { body: "small" });
    expect(seen).toMatchObject({ later: "200" });
    expect(gateway.logs.map((entry) => entry.message)).toContain("resumed with 0, again 2");
  });

  it("remembers of a request what its response wants to know", async () => {
    const response = await gateway.fetch("/a?b", { headers: { "x-tenant": "acme" } });
    expect(response.headers.get("x-captured")).toBe("GET /a?b acme");
  });

  it("shares values for a time", async () => {
    const ask = async (path: string): Promise<string> =>
      (await gateway.fetch(path, { headers: { "x-do": "cache" } })).text();
    expect(await ask("/set")).toBe("none");
    expect(await ask("/delete")).toBe("value");
    expect(await ask("/set-short")).toBe("none");
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(await ask("/")).toBe("none");
  });
});

describe.each(engines)("headers that wait for the body on %s", (engine) => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await serve({ engine, filter, upstream, allowOnHeadersStopIteration: true });
  });

  afterAll(() => gateway.close());

  it("can be changed when the body is there, and say its new length", async () => {
    const init = { method: "POST", headers: { "x-do": "hold-headers" }, body: "a body" };
    const response = await gateway.fetch("/", init);
    expect(await response.json()).toMatchObject({ length: "7", whole: "6", body: "a body!" });
  });

  it("say no length of a part whose rest is still to come", async () => {
    const socket = await gateway.connect();
    const head = "POST / HTTP/1.1\r\nhost: a\r\nx-do: mark\r\ncontent-length: 8\r\nconnection: close\r\n\r\n";
    socket.write(`${head}one `);
    setTimeout(() => socket.write("two "), 100);
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    // Each part is marked, and the last may be empty.
    expect(answer).toMatch(/"length":null,.*"body":"<one <?two <?"/);
  });
});

describe.each(engines)("timers on %s", (engine) => {
  it("go off in the order of their times, over one tick", async () => {
    await using gateway = await serve({ engine, filter, config: "timers" });
    const order = (): string =>
      gateway.logs
        .map((entry) => entry.message)
        .filter((message) => message.startsWith("timers "))
        .reduce((longest, message) => (message.length > longest.length ? message : longest), "");
    await expect.poll(() => order().length, { timeout: 5000 }).toBeGreaterThan(11);
    expect(order()).not.toContain("never");
    expect(order()).toMatch(/^timers [abcr]*a[abcr]*b[abcr]*c[abcr]*$/);
  });
});
