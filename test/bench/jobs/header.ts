import { type CitedParticipant, type Exchange, GET, type Job, NO_FILTER } from "../../../tooling/bench/job.js";
import { boundPeer, goPeer, luaPeer, nativePeer, rustPeer, sluicePeer } from "./peers.js";

const ABOUT = "x-wasm: 1 on the request, hello: world! on the response";

/** Measured once beside the bound (9.8 µs) and the Rust SDK (15.0 µs), from the sources of a version that its registry does not have. */
const SOLO_IO: CitedParticipant = {
  ...{ name: "solo-io", about: "@solo-io/proxy-runtime 0.1.15, AssemblyScript" },
  note: "not measured: as published (0.1.8) it loads in no Envoy of today; these are of 0.1.15, from another run",
  ...{ moduleBytes: 26_500, overheadUs: 35.1, ratios: { bound: 35.1 / 9.8, rust: 35.1 / 15 } },
};

/** The header job: the smallest filter that does something both ways, so that what is measured is the SDK's own cost. */
export async function headerJob(): Promise<Job> {
  return {
    name: "header",
    about: ABOUT,
    requests: [GET],
    checks: [{ about: ABOUT, request: GET, isDone }],
    participants: [
      NO_FILTER,
      nativePeer("header_mutation", "Envoy's own filter, in C++", "header_mutation.v3.HeaderMutation", mutations),
      await boundPeer("bound", "hand-written WebAssembly, two callbacks"),
      await sluicePeer("hello"),
      await rustPeer("hello"),
      await goPeer("hello"),
      luaPeer([
        'function envoy_on_request(handle) handle:headers():replace("x-wasm", "1") end',
        'function envoy_on_response(handle) handle:headers():replace("hello", "world!") end',
      ]),
    ],
    references: ["bound", "rust"],
    cited: [SOLO_IO],
  };
}

function isDone({ status, upstreamHeaders, responseHeaders }: Exchange): boolean {
  return status === 200 && upstreamHeaders["x-wasm"] === "1" && responseHeaders["hello"] === "world!";
}

const mutations = {
  mutations: {
    request_mutations: [{ append: setHeader("x-wasm", "1") }],
    response_mutations: [{ append: setHeader("hello", "world!") }],
  },
};

function setHeader(key: string, value: string): object {
  return { header: { key, value }, append_action: "OVERWRITE_IF_EXISTS_OR_ADD" };
}
