import { readFile } from "node:fs/promises";
import { join } from "node:path";
import binaryen from "assemblyscript/binaryen";
import { compileFilter } from "../../../tooling/compile/compile.js";
import { packageRoot } from "../../../tooling/package-root.js";
import { GET, type Job, type Participant } from "./job.js";
import { nativePeer, NO_FILTER, PEERS, wasm } from "./peers.js";

const ABOUT = "one limit that is never reached, counted by client over all workers";

/** More than the load comes to. */
const LIMIT = 1_000_000_000;

/** The rate-limit job: what it costs to count a request, beside a module that does nothing at all. */
export async function rateLimitJob(): Promise<Job> {
  return {
    name: "rate-limit",
    about: ABOUT,
    request: GET,
    checks: [{ about: ABOUT, request: GET, isDone: ({ status }) => status === 200 }],
    participants: [
      NO_FILTER,
      nativePeer("local_ratelimit", "Envoy's own filter, one bucket", "local_ratelimit.v3.LocalRateLimit", bucket),
      await emptyPeer(),
      await rateLimit("sluice", "filters/rate-limit", "draft"),
      await rateLimit("silent", "the same without response headers", "none"),
    ],
    references: ["empty"],
  };
}

async function emptyPeer(): Promise<Participant> {
  const source = binaryen.parseText(await readFile(join(PEERS, "bound", "empty.wat"), "utf8"));
  const module = source.emitBinary();
  source.dispose();
  return wasm({ name: "empty", about: "hand-written WebAssembly, one empty callback", module, rootId: "empty" });
}

async function rateLimit(name: string, about: string, responseHeaders: string): Promise<Participant> {
  const { module } = await compileFilter({ filter: join(packageRoot(), "filters", "rate-limit") });
  const rule = { name: "clients", limit: LIMIT, window_seconds: 1, key: [{ from: "client_address" }] };
  const configuration = JSON.stringify({ rules: [rule], response_headers: responseHeaders });
  return wasm({ name, about, module, rootId: "rate-limit", configuration });
}

const percentage = { default_value: { numerator: 100, denominator: "HUNDRED" } };

const bucket = {
  stat_prefix: "bench",
  token_bucket: { max_tokens: LIMIT, tokens_per_fill: LIMIT, fill_interval: "1s" },
  filter_enabled: percentage,
  filter_enforced: percentage,
};
