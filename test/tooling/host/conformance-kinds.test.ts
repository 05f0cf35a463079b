import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { startEnvoy } from "../../../tooling/envoy/index.js";
import type { Engine, Gateway, PluginKind } from "../../../tooling/gateway.js";
import { startHost } from "../../../tooling/host/entrance/server.js";
import { engines } from "../../../tooling/testing/engines.js";
import { on, type Probe, probePlugin } from "./probe.js";

/** Long enough for what was sent to have gone through, so that each step is seen apart from the next. */
const PAUSE_MS = 60;

/** Text to send (nothing is a pause), `end` or `reset`. */
type Step = string;

interface Script {
  readonly plugins: readonly Probe[];
  /** What the client does on one TCP connection, or what it sends as requests, one connection each. */
  readonly client?: readonly Step[];
  /** What a TCP upstream does with what it gets; default: it answers `<…>`, and ends when the client does. */
  readonly upstream?: (socket: Socket) => void;
  readonly bufferLimitBytes?: number;
  readonly workers?: number;
  /** How many connections there are, one after the other. */
  readonly connections?: number;
  /** Whether the log counts from the start of the plugins on. */
  readonly isWhole?: boolean;
  readonly waitMs?: number;
}

const network = (script: string, more: Probe = {}): Probe => ({ kind: "network", script, ...more });
const of = (kind: PluginKind, script = "", more: Probe = {}): Probe => ({ kind, script, ...more });
const properties = (event: string, paths: readonly string[]): string =>
  on(
    event,
    paths.map((path) => `property ${path}`),
  );
const CALL = "call api :method=GET,:path=/,:authority=a _ 1000";
const TALK: readonly Step[] = ["abc", "def", "end"];

const TCP: Readonly<Record<string, Script>> = {
  "a chain in both directions": {
    plugins: [
      network("downstream_data set_body 2 0 1 J\nupstream_data set_body 3 0 0 A"),
      network("downstream_data body 2 0 99\nupstream_data body 3 0 99"),
    ],
    client: TALK,
  },
  "an upstream that ends first": {
    plugins: [network("")],
    client: ["abc", "def", "end"],
    upstream: (socket) => void socket.once("data", () => socket.write("bye")).once("data", () => endLater(socket)),
  },
  "a client that resets": { plugins: [network("")], client: ["abc", "reset"] },
  "an upstream that resets": {
    plugins: [network("")],
    client: ["abc"],
    upstream: (socket) => void socket.once("data", () => socket.resetAndDestroy()),
  },
  "data that waits for more": {
    plugins: [
      network(
        [
          "downstream_data return_below 7 1\nupstream_data return_below 5 1",
          "downstream_data body 2 0 99\nupstream_data body 3 0 99\ndownstream_close property request|size",
        ].join("\n"),
      ),
      network(""),
    ],
    client: ["abc", "def", "ghi", "end"],
  },
  "a new connection that waits for a callout": {
    plugins: [
      network(
        `${on("new_connection", [CALL, "return 1"])}\n${on("http_call_response", ["effective last", "continue 2"])}`,
      ),
      network(""),
    ],
    client: ["", "", ...TALK],
  },
  "a new connection that waits for ever": { plugins: [network("new_connection return 1")], client: TALK },
  "what is continued within its callback": {
    plugins: [network("new_connection continue 2\ndownstream_data continue 2\ndownstream_data return 1"), network("")],
    client: TALK,
  },
  "buffers and what is no buffer": {
    plugins: [
      network(
        [
          on("new_connection", ["body 2 0 9", "body_status 2", "set_body 2 0 0 Z", "body 3 0 9", "set_body 3 9 0 Z"]),
          on("downstream_data", ["body_status 2", "set_body 2 1 1 M", "set_body 2 99 0 end", "set_body 2 0 2 st"]),
          on("downstream_data", ["body 2 1 99", "body 3 0 9", "set_body 3 0 0 Z", "get 0 x", "pairs 0", "add 0 a b"]),
          on("upstream_data", ["set_body 3 1 1 M", "set_body 3 99 0 end", "set_body 3 0 2 st", "body 2 0 9"]),
          on("log", ["body 2 0 9", "get 0 x", "pairs 0", "continue 3", "continue 0", "close 4"]),
        ].join("\n"),
      ),
    ],
    client: ["abc", "end"],
  },
  "a local response, which TCP has none of": {
    plugins: [network("downstream_data reply 403 no _ _"), network("")],
    client: TALK,
  },
  "a connection closed when it is new": { plugins: [network("new_connection close 2"), network("")], client: ["abc"] },
  "a connection closed at its data": { plugins: [network("downstream_data close 3"), network("")], client: ["abc"] },
  "a connection closed at the answer": { plugins: [network("upstream_data close 2"), network("")], client: ["abc"] },
  "a trap, fail closed": { plugins: [network("downstream_data trap"), network("")], client: ["abc"], connections: 2 },
  "a trap, fail open": {
    plugins: [network("downstream_data trap", { failurePolicy: "FAIL_OPEN" })],
    client: TALK,
    connections: 2,
  },
  "a proxy_on_done that says not yet": { plugins: [network("done return 0\ndone done")], client: ["abc", "end"] },
  "more than the buffer limit": {
    plugins: [network("downstream_data return_below 500 1")],
    client: Array.from({ length: 5 }, () => "a".repeat(60)),
    bufferLimitBytes: 64,
  },
  properties: {
    plugins: [
      network(
        [
          "new_connection set_property a b",
          ...["new_connection", "downstream_data", "upstream_data", "log"].map((event) =>
            properties(event, [
              ...["connection|mtls", "connection|requested_server_name", "connection|tls_version"],
              ...["upstream|transport_failure_reason", "upstream|request_attempt_count", "request|path"],
              ...["request|size", "request|total_size", "request|duration", "request|protocol", "request|headers"],
              ...["response|code", "response|size", "response|total_size", "response|code_details"],
              ...["response|grpc_status", "xds|cluster_name", "xds|route_name", "xds|virtual_host_name"],
              ...["xds|filter_chain_name", "xds|listener_direction", "plugin_name", "metadata", "filter_state|wasm.a"],
            ]),
          ),
        ].join("\n"),
      ),
      of("access-logger", properties("log", ["request|size", "response|size", "a", "connection_id", "request|path"])),
    ],
    client: ["abc", "end"],
  },
};

const GET = "GET /?q=1 HTTP/1.1\r\nHost: h.test\r\nConnection: close\r\nX-A: 1\r\n\r\n";
const LOGGED = [
  ...["get 0 :path", "get 0 nope", "get 1 x", "get 2 x-up", "get 3 x", "set 0 x y", "add 2 x y", "map_size 0"],
  ...["body 0 0 9", "body 7 0 9", "body 6 0 9", "reply 200 x _ _", "continue 0", "close 0", "set_property l m"],
  ...["request|path", "request|headers|x-a", "response|code", "response|size", "response|code_details", "a"].map(
    (path) => `property ${path}`,
  ),
  ...["connection_id", "xds|cluster_name", "plugin_name", "metadata", "nope"].map((path) => `property ${path}`),
];
const SERVICE = [
  on("configure", ["tick 60", "body 7 0 5", "body 6 0 5", "register q"]),
  on("tick", ["property plugin_name", "property xds|node|id", "set_property a b", "tick 0", "done", "close 0"]),
  on("tick", ["continue 0", "reply 200 x _ _", "enqueue x"]),
  "queue_ready dequeue _",
].join("\n");
const VM = { vmConfiguration: "vm_start body 6 0 99\nvm_start body 7 0 99\nvm_start property plugin_name" };

const HTTP: Readonly<Record<string, Script>> = {
  "an access logger alone": { plugins: [of("access-logger", on("log", LOGGED))], client: [GET], isWhole: true },
  "an access logger beside filters in its VM": {
    plugins: [
      of("http", "request_headers set_property a b\nlog get 0 :path"),
      of("access-logger", "log property a\nlog effective last\nlog get 0 :path\nlog property request|path"),
      of("http"),
    ],
    client: [GET],
    isWhole: true,
  },
  "a plugin that is filter and access logger": {
    plugins: [
      of("http", "log get 0 :path", { name: "one", rootId: "one" }),
      of("access-logger", "log get 0 :path", { name: "one", rootId: "one" }),
    ],
    client: [GET],
    isWhole: true,
  },
  "an access logger that traps, in a VM of its own": {
    plugins: [of("access-logger", "log trap", { vmId: "a" }), of("http", "", { vmId: "b" })],
    client: [GET, GET],
  },
  "an access logger that traps in the VM of a filter": {
    plugins: [of("access-logger", "log trap"), of("http")],
    client: [GET, GET],
  },
  "a service that is one": {
    plugins: [of("service", SERVICE, { singleton: true })],
    isWhole: true,
    waitMs: 200,
  },
  "services, filters and loggers in the order they start and end in": {
    plugins: [of("service"), of("http"), of("access-logger")],
    client: [GET],
    isWhole: true,
  },
  "a service that traps in the VM of a filter": {
    plugins: [of("service", "configure tick 50\ntick trap"), of("http")],
    client: [GET],
    waitMs: 150,
  },
  "a VM with a configuration, and plugins that share it": {
    plugins: [
      of("http", "configure body 6 0 8\nconfigure set_body 6 0 0 Z\nrequest_headers body 6 0 8\nlog body 6 0 8", VM),
      of("http", "configure body 7 0 9", VM),
      of("http", "configure body 6 0 9"),
    ],
    client: [GET],
    isWhole: true,
  },
};

function endLater(socket: Socket): void {
  setTimeout(() => socket.end(), PAUSE_MS / 2);
}

function answers(socket: Socket): void {
  socket.on("data", (data: Buffer) => socket.write(`<${data.toString()}>`));
  // After a while, so that the end comes apart from the data before it.
  socket.once("end", () => endLater(socket));
}

interface Seen {
  readonly client: string[];
  readonly upstream: string[];
  readonly logs: string[];
}

async function run(engine: Engine, script: Script, protocol: "tcp" | "http"): Promise<Seen> {
  const upstream: string[] = [];
  const sockets = new Set<Socket>();
  const tcp = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    sockets.add(socket);
    const index = upstream.push("") - 1;
    socket.on("error", () => undefined).on("data", (data: Buffer) => (upstream[index] += data.toString()));
    (script.upstream ?? answers)(socket);
  });
  const http = createHttpServer((_request, response) => response.setHeader("x-up", "1").end("ok"));
  for (const server of [tcp, http]) await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const portOf = (server: typeof tcp): number => (server.address() as AddressInfo).port;
  const plugins = await Promise.all(script.plugins.map((probe, index) => probePlugin(probe, index)));
  const api = `http://127.0.0.1:${portOf(http)}`;
  const { bufferLimitBytes, workers } = script;
  const options = {
    ...{ plugins, clusters: { api }, upstream: protocol === "tcp" ? `tcp://127.0.0.1:${portOf(tcp)}` : api },
    ...(bufferLimitBytes === undefined ? {} : { bufferLimitBytes }),
    ...(workers === undefined ? {} : { workers }),
  };
  const client: string[] = [];
  let gateway: Gateway | null = null;
  try {
    gateway = await (engine === "envoy" ? startEnvoy(options) : startHost(options));
    await delay(script.waitMs ?? 0);
    const port = Number(new URL(gateway.url).port);
    const steps = script.client ?? [];
    const connections = protocol === "http" ? steps.map((request) => [request]) : repeat(steps, script.connections);
    for (const connection of connections) client.push(await talk(port, connection, protocol));
  } finally {
    await gateway?.close();
    for (const socket of sockets) socket.destroy();
    for (const server of [tcp, http]) server.close();
  }
  const isStream = (message: string): boolean => message.startsWith("context_create") && !message.endsWith(" 0");
  const logs = gateway.logs.map(({ message }) => message).filter((line) => !line.includes("failed: Uncaught"));
  return { client, upstream, logs: script.isWhole ? logs : logs.slice(logs.findIndex(isStream)) };
}

const repeat = (steps: readonly Step[], times = 1): (readonly Step[])[] => Array.from({ length: times }, () => steps);

/** Does the steps one by one; returns what came back, and the end of it. */
async function talk(port: number, steps: readonly Step[], protocol: "tcp" | "http"): Promise<string> {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
  let text = "";
  const over = new Promise<void>((resolve) => socket.once("close", resolve));
  socket.on("data", (data: Buffer) => (text += data.toString()));
  socket.on("error", () => undefined).once("end", () => (text += " end"));
  for (const step of steps) {
    if (step === "end") socket.end();
    else if (step === "reset") socket.resetAndDestroy();
    else socket.write(step);
    await delay(PAUSE_MS);
  }
  if (protocol === "http") socket.once("end", () => socket.end());
  await Promise.race([over, delay(PAUSE_MS * 3)]);
  socket.destroy();
  await delay(PAUSE_MS);
  if (protocol === "http") return text.slice(0, "HTTP/1.1 200".length);
  // A connection that is closed with data unread ends in a reset, and whether some is there yet depends on the moment.
  return text === " end" ? "" : text;
}

// Without an Envoy there is nothing to hold the host against; the line that says so is printed by `engines`.
describe.skipIf(!engines.includes("envoy"))("the in-process host, held against Envoy", () => {
  it.each(Object.keys(TCP))("does the same over TCP: %s", async (name) => {
    const script = TCP[name] as Script;
    const [node, envoy] = [await run("node", script, "tcp"), await run("envoy", script, "tcp")];
    expect(node).toEqual(envoy);
    expect(envoy.logs.length).toBeGreaterThan(0);
  });

  it.each(Object.keys(HTTP))("does the same with every kind of plugin: %s", async (name) => {
    const script = HTTP[name] as Script;
    const [node, envoy] = [await run("node", script, "http"), await run("envoy", script, "http")];
    expect(node).toEqual(envoy);
    expect(envoy.logs.length).toBeGreaterThan(0);
  });
});
