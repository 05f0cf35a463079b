import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";

const members = (group: string, names: string): string[] => names.split(" ").map((name) => `${group}.${name}`);
const certificate = (side: string): string =>
  ["subject", "dns_san", "uri_san"].map((of) => `${of}_${side}_certificate`).join(" ");

/** What Envoy 1.40 documents ("Attributes", in the architecture overview), as the fixture writes it. */
const DOCUMENTED: readonly string[] = [
  ...members("request", "path url_path host scheme method headers headers_bytes referer useragent time id protocol"),
  ...members("request", "query duration size total_size"),
  ...members("response", "code code_details flags grpc_status headers headers_bytes trailers size total_size"),
  ...members("response", "backend_latency"),
  ...["source", "destination"].flatMap((group) => members(group, "address port")),
  ...members("connection", "id mtls requested_server_name termination_details peer_certificate_valid"),
  ...["connection", "upstream"].flatMap((group) => [
    ...members(group, `tls_version ${certificate("local")} ${certificate("peer")} sha256_peer_certificate_digest`),
    ...members(group, "peer_certificate transport_failure_reason"),
  ]),
  ...members(
    "upstream",
    "address port num_endpoints local_address request_attempt_count cx_pool_ready_duration locality",
  ),
  ...members(
    "xds",
    "node cluster_name cluster_metadata listener_direction listener_metadata route_name route_metadata",
  ),
  ...members("xds", "virtual_host_name virtual_host_metadata upstream_host_metadata upstream_host_locality_metadata"),
  ...members("xds", "filter_chain_name"),
  ...members("plugin", "name root_id vm_id metadata filter_state upstream_filter_state"),
];

/** What differs from run to run: addresses, times, sizes of heads. */
function steady(text: string): string {
  return text
    .replace(/127\.0\.0\.1:\d+/g, "127.0.0.1:PORT")
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "UUID")
    .replace(/(port|time|duration|[dD]uration|Latency|totalSize|headersBytes|connection\.id)=\d+/g, "$1=NUMBER")
    .replace(/(headers|node)=\d+ bytes/g, "$1=BYTES");
}

describe.each(engines)("attributes on %s", (engine) => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await serve({
      engine,
      filter: "test/fixtures/filters/attributes",
      upstream: () => new Response("x", { headers: { server: "upstream" } }),
    });
    await gateway.fetch("/a/b?c=d", {
      headers: { referer: "r", "user-agent": "ua", "x-request-id": "6f2c1c6e-0000-4000-8000-000000000000" },
    });
  });

  afterAll(() => gateway.close());

  async function describedIn(phase: string): Promise<string> {
    const find = (): string | undefined =>
      gateway.logs.map((entry) => entry.message).find((message) => message.startsWith(`${phase}\n`));
    await expect.poll(find).toBeDefined();
    return find() ?? "";
  }

  it("have an accessor each, and no other is there", async () => {
    const lines = await describedIn("log");
    const names = lines
      .split("\n")
      .filter((line) => line.includes("="))
      .map((line) => line.split("=", 1)[0]);
    const accessors = DOCUMENTED.map((name) =>
      name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
    );
    expect(names.sort()).toEqual(accessors.sort());
  });

  it.each(["request", "response", "log"])("has the same in the %s phase on every engine", async (phase) => {
    const lines = steady(await describedIn(phase));
    await expect(lines).toMatchFileSnapshot(`../../golden/sdk/attributes-${phase}.txt`);
  });
});
