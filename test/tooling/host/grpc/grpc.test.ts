import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FakeClock } from "../../../../tooling/host/clock.js";
import { engines } from "../../../../tooling/testing/engines.js";
import { type GrpcPeer, startGrpcPeer } from "./grpc-peer.js";
import { open } from "../exchange.js";
import { percent, resultsOf, runScripts } from "../on-engines.js";
import { hostWith, messages, on } from "../probe.js";

const LOOKS = ["initial_metadata", "receive", "trailing_metadata", "close"]
  .map((event) => on(`grpc_${event}`, ["pairs 4", "pairs 5", "body 5 0 200", "status"]))
  .join("\n");
const request = (...operations: string[]): string => `${on("request_headers", operations)}\n${LOOKS}`;
const call = (method: string, metadata = "x-a=1", timeoutMs = 5000): string =>
  `grpc_call peer t.T ${method} ${metadata} hello ${timeoutMs}`;
const stream = (method: string, metadata = "x-a=1"): string[] => [
  `grpc_stream peer t.T ${method} ${metadata}`,
  "grpc_send last hello end",
];

/** `envoy.config.core.v3.GrpcService` with an `envoy_grpc` and what else is given, in the form of the probe. */
const service = (envoyGrpc: string, rest = ""): string =>
  `%0a%${Buffer.byteLength(envoyGrpc.replace(/%../g, ".")).toString(16).padStart(2, "0")}${envoyGrpc}${rest}`;
const PEER = "%0a%04peer";

// prettier-ignore
const METHODS = [
  "Echo", "Headers", "Fail", "FailLate", "Empty", "NoMessage", "Two", "NoStatus", "NoTrailers", "BadStatus", "HighStatus",
  "HeaderStatus", "Http404", "Http503", "Http503Grpc", "Text", "Compressed", "CompressedEmpty", "BadFlag", "Truncated",
  "Oversized", "Refuse", "Reset", "Cancel", "Break", "Split",
];

const SCRIPTS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(METHODS.map((method) => [`a call to ${method}`, request(call(method))])),
  ...Object.fromEntries(METHODS.map((method) => [`a stream to ${method}`, request(...stream(method))])),
  "a call that times out": request(call("Never", "_", 100)),
  "a call that times out after its headers": request(call("Stall", "_", 700)),
  "a call without a timeout": request(call("Headers", "_", 0)),
  "a call with the longest timeout": request(call("Headers", "_", 4294967295)),
  "a call whose server refuses": request("grpc_call closed t.T Echo _ a 1000"),
  "a stream whose server refuses": request("grpc_stream closed t.T Echo _"),
  "a call to a cluster of HTTP/1": request("grpc_call upstream t.T Echo _ a 1000"),
  "messages both ways": request("grpc_stream peer t.T Chat _", "grpc_send last one _", "grpc_send last two end"),
  "what is sent after the end": request("grpc_stream peer t.T Chat _", "grpc_send last _ end", "grpc_send last x _"),
  "an end by grpc_close": request("grpc_stream peer t.T Chat _", "grpc_send last one _", "grpc_close last"),
  "a cancelled call": request(call("Echo"), "grpc_cancel last", "grpc_cancel last"),
  "a closed call": request(call("Echo"), "grpc_close last", "grpc_close last"),
  "a cancelled stream": request(...stream("Chat"), "grpc_cancel last", "grpc_send last x _", "grpc_cancel last"),
  "a stream cancelled at its first message": `${request("grpc_stream peer t.T Two _")}\ngrpc_receive grpc_cancel last`,
  "a stream cancelled at its metadata": `${request("grpc_stream peer t.T Two _")}\ngrpc_initial_metadata grpc_cancel last`,
  "a stream closed when the server is done": `${request(...stream("Chat"))}\n${on("grpc_close", ["grpc_send last x _", "grpc_close last", "grpc_close last", "grpc_cancel last"])}`,
  "a call cancelled in its own answer": `${request(call("Echo"))}\n${on("grpc_receive", ["grpc_cancel last", "grpc_cancel last"])}`,
  "tokens, and those of no call": request(
    ...["grpc_call peer t.T Never _ a 0", "grpc_stream peer t.T Never _", "grpc_call peer t.T Never _ a 0"],
    ...[
      "grpc_send 1 x _",
      "grpc_send 2 x _",
      "grpc_send 4 x _",
      "grpc_send 3 x _",
      "grpc_cancel 1001",
      "grpc_cancel 0",
    ],
    ...["grpc_cancel 3", "grpc_close 997", "grpc_close 0", "grpc_cancel 5", "grpc_cancel 6", "grpc_cancel 9"],
  ),
  "a cluster that is not there": request("grpc_call nowhere t.T Echo _ a 9", "grpc_stream nowhere t.T Echo _"),
  "a service whose cluster is not there": request(`grpc_call ${service("%0a%03foo")} t.T Echo _ a 9`),
  "a service without a cluster": request(`grpc_call ${service("")} t.T Echo _ a 9`),
  "a service of its own authority and metadata": request(
    `grpc_call ${service(`${PEER}%12%05a.b.c`, "%2a%08%0a%03x-y%12%01z")} t.T Headers x-a=1 a 1000`,
  ),
  "a service with raw metadata": request(`grpc_call ${service(PEER, "%2a%08%0a%03x-y%1a%01z")} t.T Headers _ a 1000`),
  "a service without Envoy's headers": request(`grpc_call ${service(`${PEER}%28%01`)} t.T Headers _ a 1000`),
  "a service with a limit, kept": request(`grpc_call ${service(`${PEER}%22%02%08%05`)} t.T Echo _ hello 1000`),
  "a service with a limit, passed": request(`grpc_call ${service(`${PEER}%22%02%08%04`)} t.T Echo _ hello 1000`),
  "a service with fields nobody knows": request(
    `grpc_call ${service(PEER, "%3d%00%00%00%00%3b%3c")} t.T Echo _ a 1000`,
  ),
  "a service that is not UTF-8": request(`grpc_call ${service("%0a%03s%ffc")} t.T Echo _ a 1000`),
  "a service of Google's client": request("grpc_call %12%05%0a%03svc t.T Echo _ a 1000"),
  "a method without a name": request("grpc_call peer _ _ _ a 1000"),
  ...Object.fromEntries(
    // prettier-ignore
    [":path=/x", "te=foo", "user-agent=me", "grpc-timeout=5S", "content-type=a/b", "x-bin=%00%ff", "X-Up=1",
      "connection=close", ":authority=zz", "host=zz", ":foo=1", "x-e=", "x-a=caf%e9"]
      .map((metadata) => [`metadata ${metadata}`, request(call("Headers", metadata))]),
  ),
  "what can be read and written where": `${on("request_headers", [
    ...["grpc_stream peer t.T Two _", "get 4 x", "map_size 4", "set 4 a b", "body 5 0 9", "body_status 5"],
    ...["set_body 5 0 0 x", "set_pairs 4 _"],
  ])}\n${on("grpc_initial_metadata", ["get 4 x-head", "get 4 nope", "get 5 x", "map_size 4", "set 4 a b"])}\n${on(
    "grpc_receive",
    ["effective last", "body 5 1 1", "body_status 5", "set_body 5 0 0 x", "body 5 99 1"],
  )}\n${on("grpc_trailing_metadata", ["get 5 grpc-status", "set_pairs 5 a=b"])}`,
  "a status that outlives its call": `${request(call("Fail"))}\ngrpc_close call peer :method=GET,:path=/t.T/Text,:authority=a _ 1000\n${on("http_call_response", ["status", "body 4 0 9"])}`,
};

let upstream: Server;
let peer: GrpcPeer;

beforeAll(async () => {
  upstream = createServer((_, response) => response.end("http1"));
  await once(upstream.listen(0, "127.0.0.1"), "listening");
  peer = await startGrpcPeer();
});

afterAll(async () => {
  upstream.closeAllConnections();
  upstream.close();
  await peer[Symbol.asyncDispose]();
});

const run = (engine: "envoy" | "node", scripts: Readonly<Record<string, string>>) =>
  runScripts(engine, {
    scripts,
    upstream: `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`,
    clusters: { peer: peer.origin, closed: "grpc://127.0.0.1:1" },
  });

/** What comes of calls, without what the moment decides: the date, and how long the server took, if it is told at all. */
const steady = (lines: readonly string[] | undefined): string[] =>
  (lines ?? [])
    .filter((line) => !/^(?:context_create|response_|log|done|delete)/.test(line))
    .map((line) =>
      line
        .replace(/(date%00)[^%]*/, "$1D")
        .replace(/(service-time%00)\d+/, "$1N")
        .replace(/%0[1-4](?=%00%00%00:status)/, "%0N"),
    );

describe.skipIf(!engines.includes("envoy"))("gRPC callouts, held against Envoy", () => {
  let node: Record<string, string[]>;
  let envoy: Record<string, string[]>;

  beforeAll(async () => {
    [node, envoy] = [await run("node", SCRIPTS), await run("envoy", SCRIPTS)];
  });

  it.each(Object.keys(SCRIPTS))("come out the same: %s", (name) => {
    expect(steady(envoy[name]).length).toBeGreaterThan(1);
    expect(steady(node[name])).toEqual(steady(envoy[name]));
  });
});

describe.each(engines)("gRPC callouts on %s", (engine) => {
  it("tell of a call either the answer or the failure, and of a stream all that comes", async () => {
    const lines = await run(engine, {
      good: request(call("Echo")),
      bad: request(call("Fail")),
      stream: request(...stream("Two")),
      bytes: request(call("Headers", "x-bin=%00%01")),
    });
    const events = (name: string): string[] =>
      (lines[name] ?? []).filter((line) => /^grpc_\w+ \d/.test(line)).map((line) => line.replace(/ \d+ (\d+)/, " $1"));
    expect(events("good")).toEqual(["grpc_receive 5 5"]);
    expect(events("bad")).toEqual(["grpc_close 5 5"]);
    expect(events("stream").map((event) => event.replace(/(metadata 6) \d+/, "$1"))).toEqual([
      ...[
        "grpc_initial_metadata 6",
        "grpc_receive 6 3",
        "grpc_receive 6 3",
        "grpc_trailing_metadata 6",
        "grpc_close 6 0",
      ],
    ]);
    expect(resultsOf(lines.bad ?? [], "grpc_close").at(-1)).toBe(
      `5 0 '${percent("x").replace("%78", "")}not%2520here: caf%25C3%25A9 %25zz{via_upstream}'`,
    );
    expect(resultsOf(lines.bytes ?? [], "grpc_receive")[2]).toContain("x-bin=AAE=");
  });
});

describe("gRPC callouts of the in-process host", () => {
  it("end a call at its timeout, in the time of the host's clock", async () => {
    const clock = new FakeClock();
    const host = await hostWith([request("grpc_call peer t.T Never _ a 100")], {
      clock,
      clusters: { peer: peer.origin },
    });
    open(host, [], true);
    clock.advance(99);
    expect(messages(host, "grpc_close")).toEqual([]);
    clock.advance(1);
    expect(messages(host, "grpc_close").at(-1)).toBe("status = 14 0 'upstream request timeout{response_timeout}'");
    host.close();
  });

  it.each(["_", "8a"])("trap on the service %s, a message without a target, on which Envoy aborts", async (name) => {
    const host = await hostWith([request(`grpc_call ${name} t.T Echo _ a 100`)], { clusters: { "8a": peer.origin } });
    open(host, [], true);
    expect(messages(host).at(-1)).toContain("a gRPC service without a target aborts Envoy");
    host.close();
  });

  it("are cancelled with the plugin that made them", async () => {
    const host = await hostWith([request(...stream("Chat"))], { clusters: { peer: peer.origin } });
    open(host, [], true);
    host.close();
    host.logs.length = 0;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(messages(host)).toEqual([]);
  });
});
