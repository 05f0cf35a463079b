import { once } from "node:events";
import { createConnection, type Socket } from "node:net";
import { beforeAll, describe, expect, it } from "vitest";
import { engines, serve, type TestGateway } from "../../../tooling/testing/index.js";
import { compileProbe } from "../host/probe.js";

let filter: Uint8Array;

beforeAll(async () => {
  filter = await compileProbe();
});

/** All that comes until the other side ends. */
function text(socket: Socket): Promise<string> {
  let received = "";
  socket.setEncoding("utf8").on("data", (chunk: string) => (received += chunk));
  return new Promise((resolve, reject) => socket.once("end", () => resolve(received)).once("error", reject));
}

async function ask(gateway: TestGateway, question: string): Promise<string> {
  const socket = await gateway.connect();
  socket.end(question);
  return text(socket);
}

const messages = (gateway: TestGateway): string[] => gateway.logs.map(({ message }) => message);

/** Waits for a log line: what a plugin does by itself comes when it comes. */
async function logged(gateway: TestGateway, line: string): Promise<void> {
  await expect.poll(() => messages(gateway), { timeout: 5_000 }).toContain(line);
}

describe.each(engines)("serve on %s", (engine) => {
  it("serves network filters in front of a function over the connection", async () => {
    await using gateway = await serve({
      engine,
      filter,
      kind: "network",
      rootId: "tap",
      config: "downstream_data set_body 2 0 1 J",
      upstream: async (socket) => void socket.end(`${await text(socket)}!`),
    });
    expect(gateway.url).toMatch(/^tcp:\/\/127\.0\.0\.1:\d+$/);
    expect((await ask(gateway, "hello")).replaceAll("J", "")).toMatch(/^h?ello!$/);
  });

  it("echoes where no upstream is named, and serves many connections at once", async () => {
    await using gateway = await serve({ engine, filter, kind: "network" });
    const questions = Array.from({ length: 50 }, (_, index) => `${index} `.repeat(10_000));
    expect(await Promise.all(questions.map((question) => ask(gateway, question)))).toEqual(questions);
  });

  it("runs several network filters, an access logger and a service", async () => {
    await using gateway = await serve({
      engine,
      kind: "network",
      plugins: [
        { filter, name: "first", rootId: "1" },
        { filter, name: "second", rootId: "2" },
        { filter, kind: "access-logger", name: "logger", rootId: "3", config: "log property request|size" },
        { filter, kind: "service", name: "service", rootId: "4", config: "configure tick 10\ntick tick 0" },
      ],
    });
    expect(await ask(gateway, "hello")).toBe("hello");
    await logged(gateway, "log: property request|size = 0 '%05%00%00%00%00%00%00%00'");
    await logged(gateway, "tick: tick 0 = 0");
    const openedBy = gateway.logs.filter(({ message }) => message.startsWith("new_connection"));
    expect(openedBy.map(({ plugin }) => plugin)).toEqual(["first", "second"]);
  });

  it("tells access loggers of requests, and filters not", async () => {
    await using gateway = await serve({
      engine,
      plugins: [
        { filter, kind: "access-logger", name: "logger", rootId: "l", config: "log get 0 :path" },
        { filter, name: "filter", rootId: "f" },
      ],
    });
    await (await gateway.fetch("/a")).text();
    await logged(gateway, "log: get 0 :path = 0 '/a'");
    expect(gateway.logs.filter(({ message }) => message.startsWith("log:")).map(({ plugin }) => plugin)).toEqual([
      "logger",
    ]);
  });

  it.each([
    ["once, on the main thread, when it is a singleton", true, 1],
    ["on the main thread and on each worker when it is not", false, 3],
  ])("runs a service %s", async (_, singleton, services) => {
    const config = "configure tick 10\ntick tick 0";
    const gateway = await serve({ engine, filter, kind: "service", rootId: "s", singleton, config, workers: 2 });
    const ticks = (): number => messages(gateway).filter((line) => line === "tick: tick 0 = 0").length;
    await expect.poll(ticks, { timeout: 5_000 }).toBe(services);
    await gateway.close();
    expect(ticks()).toBe(services);
  });

  it.each([
    ["an object", { vm_start: 1 }, "'{\"vm_start\":1}'"],
    ["text", "vm_start return 1", "'vm_start return 1'"],
    ["bytes", new Uint8Array([0x41, 0xff]), "'A%ff'"],
  ])("hands over %s as the configuration of the VM", async (_, vmConfig, shown) => {
    await using gateway = await serve({ engine, filter, rootId: "r", vmConfig, config: "configure body 6 0 99" });
    await logged(gateway, `configure: body 6 0 99 = 0 ${shown}`);
  });

  it.each([
    ["http", "refuse"],
    ["access-logger", "refuse"],
    ["service", "refuse"],
  ] as const)("says why a plugin of the kind %s refuses its configuration", async (kind, name) => {
    const start = serve({ engine, filter, kind, name, rootId: "r", config: "configure return 0" });
    await expect(start).rejects.toMatchObject({ code: "ERR_CONFIGURATION_REFUSED" });
    await expect(start).rejects.toThrow('plugin "refuse" refused its configuration');
  });

  it("refuses a plugin that refuses the configuration of its VM", async () => {
    const start = serve({ engine, filter, kind: "network", rootId: "r", vmConfig: "vm_start return 0" });
    await expect(start).rejects.toMatchObject({ code: "ERR_CONFIGURATION_REFUSED" });
  });

  it("keeps the two directions of a connection apart", async () => {
    await using gateway = await serve({
      engine,
      filter,
      kind: "network",
      upstream: (socket) => {
        socket.end("bye");
        socket.on("data", () => undefined);
      },
    });
    const socket = await gateway.connect();
    expect(await text(socket)).toBe("bye");
    expect(socket.writable).toBe(true);
    socket.end("late");
    await logged(gateway, "downstream_data 2 4 end=0").catch(() => logged(gateway, "downstream_data 2 4 end=1"));
  });

  it("throws at the end what a function over the connection threw", async () => {
    const gateway = await serve({
      engine,
      filter,
      kind: "network",
      upstream: () => {
        throw new Error("a bug in the test");
      },
    });
    // Whether the gateway sees a reset or a connection that could not be made depends on the moment.
    await gateway
      .connect()
      .then(text)
      .catch(() => "");
    await expect(gateway.close()).rejects.toThrow("a bug in the test");
  });

  it("drops a client when the upstream cannot be reached", async () => {
    await using gateway = await serve({ engine, filter, kind: "network", upstream: "tcp://127.0.0.1:1" });
    const socket = await gateway.connect();
    const isOver = new Promise((resolve) =>
      socket
        .once("close", resolve)
        .on("error", () => undefined)
        .resume(),
    );
    socket.end("hello");
    await isOver;
    await expect.poll(() => messages(gateway).some((line) => line.startsWith("delete 2"))).toBe(true);
  });

  it("ends connections that are open, and leaves no port behind", async () => {
    const gateway = await serve({ engine, filter, kind: "network" });
    const socket = await gateway.connect();
    socket.on("error", () => undefined).write("hello");
    await once(socket, "data");
    await gateway.close();
    expect(messages(gateway)).toContain("downstream_close 2 1");
    const { hostname, port } = new URL(gateway.url);
    const error = await new Promise((resolve) => createConnection(Number(port), hostname).once("error", resolve));
    expect(error).toMatchObject({ code: "ECONNREFUSED" });
  });

  it.each([
    ["filters of both protocols", { plugins: [{ kind: "http" }, { kind: "network" }] }],
    ["an HTTP upstream of a TCP gateway", { plugins: [{}], upstream: "http://127.0.0.1:1" }],
  ] as const)("refuses %s", async (_, { plugins, ...rest }) => {
    const start = serve({ engine, kind: "network", plugins: plugins.map((one) => ({ filter, ...one })), ...rest });
    await expect(start).rejects.toMatchObject({ code: "ERR_USAGE" });
  });
});
