import { join } from "node:path";
import { compileFilter } from "../../../tooling/compile/compile.js";
import { renderWasmExtension } from "../../../tooling/envoy/wasm-extension.js";
import { packageRoot } from "../../../tooling/package-root.js";
import { GET, type Job, type Participant } from "./job.js";
import { luaPeer, nativePeer, NO_FILTER } from "./peers.js";

const ABOUT = "two headers set each way";

const REQUEST = { "x-gateway": "edge-1", "x-region": "eu-central-1" };
const RESPONSE = { "x-content-type-options": "nosniff", "referrer-policy": "strict-origin-when-cross-origin" };

/** The ready filter `headers` beside Envoy's own ways of doing the same: what its users would take instead. */
export async function filterHeadersJob(): Promise<Job> {
  const { module } = await compileFilter({ filter: join(packageRoot(), "filters", "headers") });
  return {
    name: "filter-headers",
    about: ABOUT,
    request: GET,
    checks: [
      {
        about: ABOUT,
        request: GET,
        isDone: ({ status, upstreamHeaders, responseHeaders }) =>
          status === 200 && hasAll(upstreamHeaders, REQUEST) && hasAll(responseHeaders, RESPONSE),
      },
    ],
    participants: [
      NO_FILTER,
      nativePeer("header_mutation", "Envoy's own filter, in C++", "header_mutation.v3.HeaderMutation", {
        mutations: { request_mutations: mutationsOf(REQUEST), response_mutations: mutationsOf(RESPONSE) },
      }),
      headersPeer("sluice", "this filter, for every stream", module, {
        request: operationsOf(REQUEST),
        response: operationsOf(RESPONSE),
      }),
      headersPeer("rules", "this filter, by a rule", module, {
        rules: [
          {
            when: { methods: ["GET"], path_prefix: "/" },
            request: operationsOf(REQUEST),
            response: operationsOf(RESPONSE),
          },
        ],
      }),
      luaPeer([
        "function envoy_on_request(handle) local headers = handle:headers()",
        ...Object.entries(REQUEST).map(([name, value]) => `headers:replace("${name}", "${value}")`),
        "end function envoy_on_response(handle) local headers = handle:headers()",
        ...Object.entries(RESPONSE).map(([name, value]) => `headers:replace("${name}", "${value}")`),
        "end",
      ]),
    ],
    references: ["lua"],
  };
}

function headersPeer(name: string, about: string, module: Uint8Array, config: object): Participant {
  const plugin = { name, rootId: "headers", configuration: JSON.stringify(config) };
  return { name, about, module, filter: (modulePath) => renderWasmExtension({ ...plugin, modulePath }) };
}

function operationsOf(headers: Readonly<Record<string, string>>): object[] {
  return Object.entries(headers).map(([name, value]) => ({ op: "set", name, value }));
}

function mutationsOf(headers: Readonly<Record<string, string>>): object[] {
  return Object.entries(headers).map(([key, value]) => ({
    append: { header: { key, value }, append_action: "OVERWRITE_IF_EXISTS_OR_ADD" },
  }));
}

function hasAll(headers: Readonly<Record<string, unknown>>, expected: Readonly<Record<string, string>>): boolean {
  return Object.entries(expected).every(([name, value]) => headers[name] === value);
}
