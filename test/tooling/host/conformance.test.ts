import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startEnvoy } from "../../../tooling/envoy/index.js";
import type { Engine, Gateway, GatewayOptions } from "../../../tooling/gateway.js";
import { startHost } from "../../../tooling/host/entrance/server.js";
import { engines } from "../../../tooling/testing/engines.js";
import { on, type Probe, probePlugin } from "./probe.js";

/** One script of probes and the raw requests that are sent through it, on the in-process host and on Envoy. */
interface Script extends Pick<GatewayOptions, "bufferLimitBytes" | "streamIdleTimeoutMs"> {
  readonly probes: readonly (string | Probe)[];
  readonly requests?: readonly string[];
}

const HEAD = "Host: h.test\r\nConnection: close\r\n";
const GET = `GET /?q=1 HTTP/1.1\r\n${HEAD}X-A: 1\r\nX-A: caf\xe9\r\nAccept: a\r\n\r\n`;
const POST = `POST / HTTP/1.1\r\n${HEAD}Content-Length: 5\r\n\r\nhello`;
const TRAILERS = `POST / HTTP/1.1\r\n${HEAD}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nx-t: 1\r\n\r\n`;
const DETAILS = "\nlog property response|code\nlog property response|code_details";
const CALL = "call upstream :method=GET,:path=/,:authority=a _ 1000";

const SCRIPTS: Readonly<Record<string, Script>> = {
  "headers and their phases": {
    probes: [
      [
        on("request_headers", [
          "get 0 x-a",
          "add 0 accept b",
          "add 0 x-a 2",
          "set 0 user-agent u",
          "remove 0 nope",
          "map_size 0",
        ]),
        on("response_headers", ["get 0 :path", "pairs 0", "add 2 x-r 1", "add 2 content-type b", "get 2 :status"]),
        on("log", ["get 0 x-a", "get 2 x-r", "get 3 x", "set 2 x y"]),
      ].join("\n"),
      "request_headers get 0 user-agent\nresponse_headers get 2 x-r",
    ],
    requests: [GET, POST],
  },
  "bodies and trailers": {
    probes: [
      [
        on("request_body", ["body 0 0 99", "set_body 0 2 1 m", "set_body 0 99 0 end"]),
        on("request_trailers", ["pairs 1", "add 1 x-u 2"]),
        "request_headers remove 0 content-length\nresponse_headers remove 2 content-length",
        on("response_body", ["set_body 1 0 1 X", "body_status 1"]),
      ].join("\n"),
      "request_body return 1\nrequest_body return_at_end 0",
    ],
    requests: [POST, TRAILERS],
  },
  "a local reply within a chain": {
    probes: [
      `response_headers add 2 x-first 1\nlog get 2 :status`,
      `request_headers reply 401 denied www-authenticate=Bearer my%20detail\nresponse_headers pairs 2${DETAILS}`,
      `log get 0 :path`,
    ],
    requests: [GET, POST, GET.replace("GET", "HEAD")],
  },
  "a reply, and the stream closed, in one callback": {
    probes: ["request_headers reply 401 denied x=1 body\nrequest_headers close 0"],
    requests: [GET, POST],
  },
  "a reply while the response is on its way": {
    probes: [`response_headers add 2 x 1${DETAILS}`, `response_headers reply 403 teapot x-a=1 _${DETAILS}`],
    requests: [GET],
  },
  "a body above the limit": {
    bufferLimitBytes: 64,
    probes: [`request_body return 1${DETAILS}`],
    requests: [`POST / HTTP/1.1\r\n${HEAD}Transfer-Encoding: chunked\r\n\r\n64\r\n${"a".repeat(100)}\r\n`],
  },
  "headers stopped for ever, with the request's end and without it": {
    streamIdleTimeoutMs: 200,
    probes: [`request_headers return 1\nlog property response|flags${DETAILS}`, "response_headers add 2 x-seen 1"],
    requests: [GET, `POST / HTTP/1.1\r\n${HEAD}Content-Length: 5\r\n\r\nhe`],
  },
  "a response stopped for ever, before and after its headers": {
    streamIdleTimeoutMs: 200,
    probes: ["", `response_headers once return 1\nresponse_body return 1\nlog property response|flags${DETAILS}`],
    requests: [GET, GET],
  },
  "headers stopped until a callout answers": {
    probes: [
      [
        on("request_headers", [CALL, "return 1"]),
        on("http_call_response", [
          "get 6 :status",
          "body 4 0 99",
          "status",
          "effective last",
          "set 0 x-late 1",
          "continue 0",
          "get 0 :path",
        ]),
      ].join("\n"),
      "request_headers get 0 x-late",
    ],
    requests: [GET, POST],
  },
  "a trap, fail closed": { probes: [`request_body once trap${DETAILS}`, ""], requests: [POST, GET] },
  "a trap, fail open": {
    probes: [{ failurePolicy: "FAIL_OPEN", script: "request_headers once trap" }],
    requests: [GET, GET],
  },
  "a trap in proxy_on_log": { probes: ["log once trap"], requests: [GET, GET] },
  properties: {
    probes: [
      `${["request_headers", "response_headers", "log"]
        .map((event) =>
          on(
            event,
            [
              "request|path",
              "request|url_path",
              "request|query",
              "request|headers|x-a",
              "request|total_size",
              "response|code",
              "response|headers",
              "response|grpc_status",
              "request",
              "_",
              "nope",
              "metadata",
              "xds|cluster_name",
              "xds|node|id",
              "plugin_name",
              "filter_state|wasm.a",
              "request|headers_bytes",
              "response|code_details",
            ]
              .filter((path) => path !== "response|headers")
              .map((path) => `property ${path}`),
          ),
        )
        .join("\n")}\nrequest_headers set_property a b`,
    ],
    requests: [GET],
  },
  "metrics, shared data and queues": {
    probes: [
      on("request_headers", [
        ...[
          "define 0 c",
          "increment 4 0",
          "increment 4 2",
          "record 4 3",
          "metric 4",
          "define 1 g",
          "increment 5 -1",
          "metric 5",
        ],
        ...[
          "define 2 h",
          "increment 6 1",
          "record 6 1",
          "metric 6",
          "define 9 x",
          "metric 400",
          "get_data k",
          "set_data k v 7",
        ],
        ...[
          "get_data k",
          "set_data k w 9",
          "set_data k w cas",
          "register q",
          "enqueue a",
          "dequeue _",
          "dequeue _",
          "dequeue 99",
        ],
      ]),
    ],
    requests: [GET],
  },
  "what a plugin may get wrong": {
    probes: [
      on("request_headers", [
        ...[
          "bad_log",
          "bad_get 0 :path",
          "log 9 x",
          "get 9 a",
          "get 2 a",
          "body 9 0 1",
          "body 4 0 1",
          "set_body 0 0 0 x",
          "effective 99",
        ],
        ...[
          "continue 9",
          "continue 3",
          "done",
          "grpc_call nowhere",
          "grpc_send 2",
          "foreign nope x",
          "grow 1",
          "random 70000",
        ],
      ]),
      "request_headers continue 0\nrequest_body continue 0\nresponse_headers return 2",
    ],
    requests: [GET],
  },
  "header pairs that are not exact": {
    probes: [`response_headers set_raw_pairs 2 %01||||\nresponse_headers pairs 2${DETAILS}`],
    requests: [GET],
  },
  "a request whose path is taken away": { probes: [`request_headers remove 0 :path${DETAILS}`], requests: [GET] },
};

let server: Server;
let upstream: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => response.end(`${request.method} ${request.url} ${Buffer.concat(chunks).toString()}`));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  upstream = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** What does not depend on the moment. */
const steady = (text: string): string =>
  text
    .replace(/^date: .*\r\n/gim, "")
    .replace(/(service-time(?:: |%00))\d+/g, "$1N")
    .replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "UUID");

/** Sends the requests one after the other; returns the answers, and what the plugins logged from the first one on. */
async function run(engine: Engine, script: Script): Promise<{ answers: string[]; logs: string[] }> {
  const plugins = await Promise.all(
    script.probes.map((probe, index) => probePlugin(typeof probe === "string" ? { script: probe } : probe, index)),
  );
  const { bufferLimitBytes, streamIdleTimeoutMs } = script;
  const options = {
    ...{ plugins, upstream },
    ...(bufferLimitBytes === undefined ? {} : { bufferLimitBytes }),
    ...(streamIdleTimeoutMs === undefined ? {} : { streamIdleTimeoutMs }),
  };
  const gateway: Gateway = await (engine === "envoy" ? startEnvoy(options) : startHost(options));
  const answers: string[] = [];
  try {
    for (const request of script.requests ?? []) answers.push(steady(await raw(gateway.url, request)));
  } finally {
    // Envoy's log comes over a pipe, which ends with it.
    await gateway.close();
  }
  const isStream = (message: string): boolean => message.startsWith("context_create") && !message.endsWith(" 0");
  const lines = gateway.logs.map((entry) => steady(entry.message)).filter((line) => !line.includes("failed: Uncaught"));
  return { answers, logs: lines.slice(lines.findIndex(isStream)) };
}

async function raw(url: string, text: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  // A stream that a plugin closes is a connection reset: the answer is then what came before it.
  socket.on("error", () => {});
  const closed = new Promise((resolve) => socket.once("close", resolve));
  socket.write(Buffer.from(text, "latin1"));
  await closed;
  return Buffer.concat(chunks).toString("latin1");
}

// Without an Envoy there is nothing to hold the host against; the line that says so is printed by `engines`.
describe.skipIf(!engines.includes("envoy"))("the in-process host, held against Envoy", () => {
  it.each(Object.keys(SCRIPTS))("does the same: %s", async (name) => {
    const script = SCRIPTS[name] as Script;
    const [node, envoy] = [await run("node", script), await run("envoy", script)];
    expect(node).toEqual(envoy);
    expect(envoy.answers).toHaveLength(script.requests?.length ?? 0);
    expect(envoy.logs.length).toBeGreaterThan(0);
  });
});
