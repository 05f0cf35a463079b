import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Engine } from "../../../../tooling/gateway.js";
import { engines } from "../../../../tooling/testing/engines.js";
import { type GrpcPeer, startGrpcPeer } from "../grpc/grpc-peer.js";
import { runScripts } from "../on-engines.js";
import { on } from "../probe.js";

const LOOKS = [
  ...["initial_metadata", "receive", "trailing_metadata", "close"].map((event) =>
    on(`grpc_${event}`, ["pairs 4", "pairs 5", "status"]),
  ),
  on("http_call_response", ["get 6 :status", "body 4 0 99", "status"]),
].join("\n");

const http = (headers: string): string => `call service :authority=a,${headers} _ 1000`;

/** Each to a cluster of its own, so that none takes the connection of another. */
const CALLOUTS = [
  http(":method=GET,:path=/,x-a=a%01b"),
  http(":method=CONNECT,:path=/"),
  http(":method=GET,:path=/%01"),
  http(":method=GET,:path=/,x%20y=1"),
  "grpc_call peer t.T x%01 _ hello 5000",
  "grpc_call peer t.T Echo x-c=a%01b hello 5000",
  "grpc_call peer t.T Echo x%20y=1 hello 5000",
  "grpc_stream peer t.T x%01 _",
].map((operation, index) => operation.replace(/ (service|peer) /, ` $1${index} `));

describe.skipIf(!engines.includes("envoy"))("callouts that Envoy does not write, held against it", () => {
  let peer: GrpcPeer;
  let service: Server;

  beforeAll(async () => {
    peer = await startGrpcPeer();
    service = createServer((request, response) => {
      request.resume();
      response.end("ok");
    }).listen(0, "127.0.0.1");
    await once(service, "listening");
  });

  afterAll(async () => {
    await peer[Symbol.asyncDispose]();
    service.close();
  });

  async function run(engine: Engine, scripts: Readonly<Record<string, string>>): Promise<Record<string, string[]>> {
    const upstream = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
    const clusters = Object.fromEntries(
      CALLOUTS.map((operation) => operation.split(" ")[1] ?? "").map((name) => [
        name,
        name.startsWith("peer") ? peer.origin : upstream,
      ]),
    );
    const lines = await runScripts(engine, { scripts, upstream, clusters });
    const isOfCallout = (line: string): boolean => /^(?:grpc_|http_call_)|: (?:grpc_|)(?:call|stream) /.test(line);
    return Object.fromEntries(Object.entries(lines).map(([name, all]) => [name, all.filter(isOfCallout)]));
  }

  it("end later where a connection must be made first", async () => {
    const scripts = Object.fromEntries(CALLOUTS.map((it) => [it, `${on("request_headers", [it])}\n${LOOKS}`]));
    const envoy = await run("envoy", scripts);
    for (const lines of Object.values(envoy)) expect(lines.length).toBeGreaterThan(3);
    expect(await run("node", scripts)).toEqual(envoy);
  });

  it("end at once on a connection that is there", async () => {
    const good = (it: string): string =>
      it.startsWith("grpc_")
        ? it.replace(/^\w+ (\S+) .*/, "grpc_call $1 t.T Echo _ hello 5000")
        : it.replace(/^(\S+ \S+) .*/, "$1 :method=GET,:path=/first,:authority=a _ 1000");
    // The stream goes on with the answer of the first, whose connection is free by the time of the response.
    const goOn = ["http_call_response", "grpc_receive"].map((event) => on(event, ["effective last", "continue 0"]));
    const script = (it: string): string =>
      [on("request_headers", [good(it), "return 1"]), on("response_headers", [it]), ...goOn, LOOKS].join("\n");
    const scripts = Object.fromEntries(CALLOUTS.map((it) => [it, script(it)]));
    const steady = (lines: Record<string, string[]>): Record<string, string[]> =>
      Object.fromEntries(
        Object.entries(lines).map(([name, all]) => [name, all.filter((line) => !/pairs|date/.test(line))]),
      );
    const envoy = await run("envoy", scripts);
    for (const lines of Object.values(envoy)) expect(lines.join("\n")).toContain(" = 10");
    expect(steady(await run("node", scripts))).toEqual(steady(envoy));
  });
});
