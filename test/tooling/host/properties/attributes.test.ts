import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines } from "../../../../tooling/testing/engines.js";
import { type ScriptRun, runScripts } from "../on-engines.js";
import { on } from "../probe.js";

const group = (name: string, members: string): string[] => members.split(/\s+/).map((member) => `${name}|${member}`);

/** Every attribute that Envoy 1.40 documents, and what lies around them. */
const ATTRIBUTES: readonly string[] = [
  ...group("request", "path url_path host scheme method headers|x-a headers|nope headers|x-a|y headers_bytes referer"),
  ...group("request", "useragent time id protocol query duration size total_size nope"),
  ...group("response", "code code_details flags grpc_status headers|x-r headers trailers trailers|x-t headers_bytes"),
  ...group("response", "size total_size backend_latency nope"),
  ...group("source", "address port nope"),
  ...group("destination", "address port"),
  ...group("connection", "id mtls requested_server_name tls_version termination_details transport_failure_reason nope"),
  ...["subject", "dns_san", "uri_san"].flatMap((name) => [
    ...group("connection", `${name}_local_certificate ${name}_peer_certificate`),
    ...group("upstream", `${name}_local_certificate ${name}_peer_certificate`),
  ]),
  ...group("connection", "sha256_peer_certificate_digest"),
  ...group("upstream", "address port local_address transport_failure_reason request_attempt_count num_endpoints"),
  ...group(
    "upstream",
    "cx_pool_ready_duration locality locality|region tls_version sha256_peer_certificate_digest nope",
  ),
  ...group("metadata", "filter_metadata filter_metadata|x typed_filter_metadata nope"),
  ...group("xds", "node|id node|cluster node|locality node|locality|zone node|metadata node|metadata|fields node|nope"),
  ...group("xds", "node|user_agent_name cluster_name cluster_metadata cluster_metadata|filter_metadata route_name"),
  ...group("xds", "route_metadata route_metadata|filter_metadata virtual_host_name virtual_host_metadata"),
  ...group("xds", "upstream_host_metadata upstream_host_metadata|filter_metadata upstream_host_locality_metadata"),
  ...group("xds", "filter_chain_name listener_direction listener_metadata listener_metadata|filter_metadata nope"),
  ...["metadata", "filter_state", "filter_state|nope", "upstream_filter_state", "upstream_filter_state|nope", "xds"],
  ...["plugin_name", "plugin_root_id", "plugin_vm_id", "plugin_name|x", "connection_id", "connection_id|x"],
  // The names that Envoy 1.33 took away, and groups as a whole.
  ...["node", "cluster_name", "route_name", "listener_direction", "cluster_metadata", "listener_metadata"],
  ...["request", "response", "connection", "upstream", "source"],
];

/** What must differ between two runs: there, the status and the number of bytes are compared, or of text its form. */
const VARYING = [
  ...["request|time", "request|id", "request|duration", "response|backend_latency", "upstream|cx_pool_ready_duration"],
  ...["source|address", "source|port", "destination|address", "destination|port", "upstream|address", "upstream|port"],
  ...["upstream|local_address", "connection|id", "connection_id"],
];
/** Maps whose order Envoy draws by lot, with a header in them whose length is that of a duration. */
const UNORDERED = ["response|headers", "response|trailers", "response|headers_bytes", "response|total_size"];

const EVENTS = [
  ...["request_headers", "request_body", "request_trailers", "response_headers", "response_body", "response_trailers"],
  ...["log", "done"],
];
const HEAD = "Host: h.test\r\nConnection: close\r\n";
const script = EVENTS.map((event) =>
  on(
    event,
    ATTRIBUTES.map((path) => `property ${path}`),
  ),
).join("\n");

const GET = `GET /x HTTP/1.1\r\n${HEAD}\r\n`;
const CASES: Readonly<Record<string, Omit<ScriptRun, "scripts" | "upstream"> & { readonly first?: string }>> = {
  "a request with body and trailers": {
    request: `POST /x/y?q=1&r= HTTP/1.1\r\n${HEAD}X-A: 1\r\nX-A: 2\r\nUser-Agent: ua\r\nReferer: ref\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nx-u: 1\r\n\r\n`,
  },
  "a request of known length": { request: `POST /x HTTP/1.1\r\n${HEAD}Content-Length: 3\r\n\r\nabc` },
  "a request without a body": { request: GET },
  "a local reply": { request: GET, first: "request_headers reply 403 teapot x-a=1 some%20detail" },
};

let server: Server;

beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume().on("end", () => {
      response.writeHead(200, { "x-r": "r", trailer: "x-t" });
      response.write("hello");
      response.addTrailers({ "x-t": "t", "grpc-status": "3" });
      response.end();
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function look(engine: "envoy" | "node", name: string, upstream: string): Promise<string[]> {
  const { first, ...options } = CASES[name] ?? { request: GET };
  const scripts = { probe: first === undefined ? script : `${script}\n${first}` };
  const lines = (await runScripts(engine, { ...options, scripts, upstream })).probe ?? [];
  return lines.filter((line) => line.includes(": property ")).map(comparable);
}

function comparable(line: string): string {
  const [, path = "", value = ""] = /: property (\S+) = (.*)$/s.exec(line) ?? [];
  if (UNORDERED.includes(path)) return line.replace(/'.*'$/s, `of ${value.length > 40 ? "some" : "eight or no"} bytes`);
  if (!VARYING.includes(path)) return line;
  const form = value.replace(/%[0-9a-f]{2}/g, "b").replace(/^0 '(.*)'$/s, "$1");
  const isNumber = !/^(?:[\d.]+:\d+|[0-9a-f-]{36}|\d)$/.test(form);
  return line.replace(/'.*'$/s, isNumber ? `of ${form.length} bytes` : form.replace(/[0-9a-f]+/g, "n"));
}

describe.skipIf(!engines.includes("envoy"))("attributes, held against Envoy", () => {
  const origin = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  it.each(Object.keys(CASES))("are the same in every phase of %s", async (name) => {
    const envoy = await look("envoy", name, origin());
    expect(envoy.length).toBeGreaterThan(3 * ATTRIBUTES.length);
    expect(await look("node", name, origin())).toEqual(envoy);
  });

  it("are the same when the upstream refuses", async () => {
    const envoy = await look("envoy", "refused", "http://127.0.0.1:1");
    expect(envoy).toContain(
      "log: property upstream|transport_failure_reason = 0 'delayed connect error: Connection refused'",
    );
    expect(await look("node", "refused", "http://127.0.0.1:1")).toEqual(envoy);
  });

  it("are the same without a stream", async () => {
    const scripts = {
      probe: `configure tick 50\n${on(
        "tick",
        ATTRIBUTES.map((path) => `property ${path}`),
      )}`,
    };
    const seen = async (engine: "envoy" | "node"): Promise<string[]> => {
      const { probe = [] } = await runScripts(engine, { scripts, upstream: origin() });
      return [...new Set(probe.filter((line) => line.startsWith("tick: property")))];
    };
    const envoy = await seen("envoy");
    expect(envoy.length).toBe(ATTRIBUTES.length);
    expect(await seen("node")).toEqual(envoy);
  });
});
