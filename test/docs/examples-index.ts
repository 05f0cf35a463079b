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

/** What `sluice run` must be told of an example, for it to do what it is there for. */
const RUN_WITH: Readonly<Record<string, string>> = {
  "auth-by-callout": "--cluster numbers=http://127.0.0.1:9000",
  "cel-policy": `--config '{"expression": "request.path == \\"/admin\\""}'`,
  "fan-out": "--cluster service-0=http://127.0.0.1:9000 …",
  "grpc-audit": "--cluster audit=grpc://127.0.0.1:9000",
  "grpc-auth": "--cluster gate=grpc://127.0.0.1:9000",
  "http-headers": `--config '{"name": "x-stage", "value": "canary"}'`,
  "key-service": "--root-id key-service --cluster keys=http://127.0.0.1:9000",
  "plugin-configuration": `--config '{"greeting": "hello"}'`,
  "shared-queue": "--root-id writer",
  "two-step-auth": "--cluster sessions=http://127.0.0.1:9000 --cluster policy=http://127.0.0.1:9001",
};

const INTRODUCTION = `<!-- Written by \`npm run docs\` from the examples' own comments: change those. -->

# Examples

Each is a filter and a test that runs it on Envoy and on the in-process host. To build on one, copy the folder into \`filters/\` of a project that
\`sluice new\` made, its test into \`test/\`, and write \`filters/NAME\` for \`examples/NAME\` in there; the npm package has no tests, this
repository has them. Build one here with \`npx sluice build examples/hello-world\`, try it with \`npx sluice run examples/hello-world\`, some with options
that the table names. By task they are listed in [sdk/README.md](../sdk/README.md); larger filters, ready to run, are in
[filters](../filters/README.md).
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
      const options = RUN_WITH[name] === undefined ? "" : `\`${RUN_WITH[name]}\``;
      const cells = [`[${name}](${name}/index.ts)`, introductionOf(text), options, lines, SAME_ELSEWHERE[name] ?? ""];
      return `| ${cells.join(" | ")} |`;
    });
  const head = ["| example | what it does | to run it | lines | in other SDKs |", "| --- | --- | --- | --- | --- |"];
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

/** Examples of which another SDK's or options are named, though there is none. */
export function unknownExamples(folder: string): string[] {
  const names = readdirSync(folder);
  return [...Object.keys(SAME_ELSEWHERE), ...Object.keys(RUN_WITH)].filter((name) => !names.includes(name));
}

/** The clusters and root ids that options name, of which the example's source says nothing. */
export function unknownOptions(folder: string): string[] {
  return Object.entries(RUN_WITH).flatMap(([name, options]) => {
    const text = readFileSync(join(folder, name, "index.ts"), "utf8");
    const named = [...options.matchAll(/--(?:cluster|root-id) ([a-z-]+)/g)].map(([, word = ""]) => word);
    return named.filter((word) => !text.includes(`"${word}`)).map((word) => `${name}: ${word}`);
  });
}
