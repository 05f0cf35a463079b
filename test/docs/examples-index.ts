import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { docCommentOf } from "./doc-comment.js";

/** The examples of other SDKs that do the same. */
const SAME_ELSEWHERE: Readonly<Record<string, string>> = {
  "auth-by-callout": "Go and Rust: `http_auth_random`; solo-io: `auth`",
  "body-frame": "Go: `http_body`",
  "body-rewrite": "Go and Rust: `http_body`",
  "body-scan": "Go: `http_body_chunk`",
  "fan-out": "Go: `multiple_dispatches`",
  "foreign-call-on-tick": "Go: `foreign_call_on_tick`",
  "grpc-auth": "Rust: `grpc_auth_random`",
  "hello-world": "Go: `helloworld`; Rust: `hello_world`",
  "http-headers": "Go and Rust: `http_headers`; Rust: `http_config`; solo-io: `addheader`",
  "json-validation": "Go: `json_validation`",
  "key-service": "solo-io: `singleton`",
  "metrics-by-header": "Go: `metrics`",
  "plugin-configuration": "Go: `vm_plugin_configuration`",
  "postponed-requests": "Go: `postpone_requests`",
  properties: "Go: `properties`",
  routing: "Go: `http_routing`",
  "shared-counter": "Go: `shared_data`",
  "shared-queue": "Go: `shared_queue`",
  "tcp-log": "Go: `network`",
  "tcp-routing": "Rust: `envoy_tcp_routing`",
};

const INTRODUCTION = `<!-- Written by \`npm run docs\` from the examples' own comments: change those. -->

# Examples

Each is a folder to copy: \`index.ts\`, and a test that runs it on Envoy and on the in-process host. Build one with
\`npx sluice build examples/hello-world\`, try it with \`npx sluice run examples/hello-world\`. By task they are listed in
[sdk/README.md](../sdk/README.md); larger filters, ready to run, are in [filters](../filters/README.md).
`;

/** The text of `examples/README.md`: what each example in the folder says of itself. */
export function writeExamplesIndex(folder: string): string {
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const rows = names
    .map(({ name }) => name)
    .sort()
    .map((name) => {
      const text = readFileSync(join(folder, name, "index.ts"), "utf8");
      const lines = text.trimEnd().split("\n").length;
      return `| [${name}](${name}/index.ts) | ${introductionOf(text)} | ${lines} | ${SAME_ELSEWHERE[name] ?? ""} |`;
    });
  const head = ["| example | what it does | lines | in other SDKs |", "| --- | --- | --- | --- |"];
  return `${INTRODUCTION}\n${[...head, ...rows].join("\n")}

The other SDKs are proxy-wasm's for [Go](https://github.com/proxy-wasm/proxy-wasm-go-sdk/tree/main/examples) and for
[Rust](https://github.com/proxy-wasm/proxy-wasm-rust-sdk/tree/main/examples), and solo-io's for
[AssemblyScript](https://github.com/solo-io/proxy-runtime/tree/master/examples). What solo-io's \`remove-headers\` does, [filters/headers](../filters/headers/README.md)
does too.
`;
}

/** The comment with which a file begins. */
function introductionOf(text: string): string {
  const [first] = ts.createSourceFile("index.ts", text, ts.ScriptTarget.Latest, true).statements;
  return first === undefined ? "" : docCommentOf(first).text.replace(/\s+/g, " ").replaceAll("|", "\\|");
}

/** Examples of which another SDK's is named, though there is none. */
export function unknownExamples(folder: string): string[] {
  const names = readdirSync(folder);
  return Object.keys(SAME_ELSEWHERE).filter((name) => !names.includes(name));
}
