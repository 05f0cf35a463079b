import { describe, expect, it } from "vitest";
import {
  envoyFilter,
  validate,
  type EnvoyFilter,
  type FilterForm,
  type PluginDescription,
} from "../../../istio/index.js";
import { HOST_FUNCTIONS } from "../../../tooling/abi/signatures.js";
import { pluginDescription } from "../descriptions.js";

function problemsOf(changes: Partial<PluginDescription>) {
  return validate(envoyFilter(pluginDescription({ form: "inline", ...changes })));
}

/** The filter of a plain description with one value put at a path, or taken away from it. */
function edited(path: string, value?: unknown, form: FilterForm = "inline"): EnvoyFilter {
  return put(envoyFilter(pluginDescription({ form })), path, value);
}

const AT_ROUTE = "spec.configPatches[2].patch.value.typed_per_filter_config.auth";

/** A filter that one route enables. */
function routed(): EnvoyFilter {
  return envoyFilter(pluginDescription({ routes: ["api"], patchName: "auth" }));
}

function put(original: EnvoyFilter, path: string, value: unknown): EnvoyFilter {
  const filter = structuredClone(original);
  const keys = path.replace(/\[(\d+)\]/g, ".$1").split(".");
  const last = keys.pop() ?? "";
  let parent = filter as unknown as Record<string, unknown>;
  for (const key of keys) parent = parent[key] as Record<string, unknown>;
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return filter;
}

const HOST_CAPABILITIES = Object.keys(HOST_FUNCTIONS).map((name) => name.slice(name.indexOf(".") + 1));

const CONFIG = "spec.configPatches[0].patch.value.typed_config.config";

describe("the validation of an EnvoyFilter", () => {
  it.each<[string, Partial<PluginDescription>]>([
    ["a plain description", {}],
    ["a module on disk, which needs no digest", { url: "file:///opt/auth.wasm", sha256: undefined as never }],
    ["a configuration that is no object", { configuration: ["a"] }],
    ["every capability there is a name for", { capabilities: [...HOST_CAPABILITIES, "proxy_on_request_headers"] }],
    ["a fraction of a second", { timeoutSeconds: 0.5 }],
  ])("lets %s pass", (_what, changes) => {
    expect(problemsOf(changes)).toEqual([]);
  });

  it.each<[string, Partial<PluginDescription>, RegExp]>([
    [`${CONFIG}.vm_config.code.remote.sha256`, { sha256: undefined as never }, /is missing/],
    [`${CONFIG}.vm_config.code.remote.sha256`, { sha256: "" }, /is missing/],
    [`${CONFIG}.vm_config.code.remote.sha256`, { sha256: "nil" }, /no SHA-256/],
    [`${CONFIG}.vm_config.code.remote.http_uri.uri`, { url: "oci://example.com/auth:1" }, /can't be had by oci/],
    [`${CONFIG}.vm_config.code.remote.http_uri.uri`, { url: "example.com/auth.wasm" }, /names no scheme/],
    [`${CONFIG}.vm_config.code.remote.http_uri.cluster`, { cluster: { name: "", isExisting: true } }, /is missing/],
    [`${CONFIG}.vm_config.code.remote.http_uri.timeout`, { timeoutSeconds: 0 }, /no duration/],
    [`${CONFIG}.vm_config.environment_variables`, { environment: { "A=B": "1" } }, /no name of a variable/],
    [`${CONFIG}.vm_config.environment_variables`, { environment: { A: "\0" } }, /U\+0000/],
    [`${CONFIG}.vm_config.environment_variables`, { environment: { A: "1" }, hostEnvironment: ["A"] }, /twice/],
    [
      `${CONFIG}.capability_restriction_config.allowed_capabilities["abort"]`,
      { capabilities: ["abort"] },
      /no capability/,
    ],
    ["spec.configPatches[1].patch.value.name", { cluster: { name: "outbound|80||example.com" } }, /istiod/],
    ["spec.configPatches[0].patch.value.name", { patchName: "" }, /is empty/],
    ["spec.priority", { priority: 0 }, /IST0151/],
    ["spec.targetRefs", { selector: { a: "b" }, targetRefs: [{ group: "", kind: "Service", name: "a" }] }, /beside/],
    ['spec.workloadSelector.labels["app"]', { selector: { app: "a b" } }, /no label value/],
  ])("names %s where it is wrong", (path, changes, message) => {
    const problems = problemsOf(changes);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ path, message: expect.stringMatching(message) as string });
    expect(problems[0]?.hint).not.toBe("");
  });

  it("refuses ADD, which puts a filter behind the router", () => {
    const path = "spec.configPatches[0].patch.operation";
    const message = expect.stringContaining("behind the router") as string;
    expect(validate(edited(path, "ADD"))).toMatchObject([{ path, message }]);
  });

  it.each([
    ["refers to no filter", "spec.configPatches[0].match.listener.filterChain.filter.subFilter.name", undefined],
    ["refers into a TCP proxy", "spec.configPatches[0].match.listener.filterChain.filter.name", "envoy.tcp_proxy"],
    ["applies to nothing known", "spec.configPatches[1].applyTo", "CLUSTERS"],
    ["has an unknown context", "spec.configPatches[1].match.context", "INGRESS"],
    ["has an unknown operation", "spec.configPatches[1].patch.operation", "PREPEND"],
    ["puts nothing in", "spec.configPatches[1].patch.value", undefined],
    ["looks for a cluster in a listener", "spec.configPatches[1].match.listener", {}],
    ["names a runtime that no release has", `${CONFIG}.vm_config.runtime`, "envoy.wasm.runtime.wamr"],
    ["uses Istio's word for Envoy's policy", `${CONFIG}.failure_policy`, "FAIL_CLOSE"],
    ["has no source", `${CONFIG}.vm_config.code`, {}],
    ["has two sources", `${CONFIG}.vm_config.code`, { local: { filename: "/a" }, remote: {} }],
  ])("refuses a patch that %s", (_what, path, value) => {
    expect(validate(edited(path, value))).toMatchObject([{ path }]);
  });

  it.each([
    ["changes an extension", "spec.configPatches[0].patch.operation", "MERGE"],
    ["names no digest", `${CONFIG}.vm_config.code.remote.sha256`, ""],
    ["names a digest in another form", `${CONFIG}.vm_config.code.remote.sha256`, "sha256:ab"],
    ["fetches by ftp", `${CONFIG}.vm_config.code.remote.http_uri.uri`, "ftp://example.com/a"],
    ["waits for an extension that nobody sends", "spec.configPatches[1].patch.value.name", "other"],
    ["can't be replaced by a refusal", "spec.configPatches[1].patch.value.config_discovery.type_urls", []],
    ["is of a context that no istiod applies", "spec.configPatches[0].match.context", "WAYPOINT"],
  ])("refuses an extension that %s", (_what, path, value) => {
    expect(validate(edited(path, value, "ecds")).map((problem) => problem.path)).toContain(path);
  });

  it.each([
    [
      "every route",
      "spec.configPatches[2].match.routeConfiguration",
      undefined,
      ".match.routeConfiguration.vhost.route.name",
    ],
    ["a route without a name", "spec.configPatches[2].match.routeConfiguration.vhost.route.name", "", ""],
    ["an empty configuration", `${AT_ROUTE}.config`, {}, null],
    [
      "a configuration of its own",
      `${AT_ROUTE}.config`,
      { "@type": "type.googleapis.com/google.protobuf.StringValue" },
      null,
    ],
    ["a configuration that must be known", `${AT_ROUTE}.is_optional`, false, null],
    ["no FilterConfig", `${AT_ROUTE}.@type`, "type.googleapis.com/google.protobuf.Empty", null],
  ])("refuses routes with %s", (_what, path, value, at) => {
    const filter = routed();
    const problems = validate(put(filter, path, value));
    const expected =
      at === null
        ? 'spec.configPatches[2].patch.value.typed_per_filter_config["auth"]'
        : at === ""
          ? path
          : `spec.configPatches[2]${at}`;
    expect(problems).toMatchObject([{ path: expected, hint: expect.stringMatching(/./) as string }]);
  });

  it("refuses a filter that no route enables, and a route that enables no such filter", () => {
    const path = "spec.configPatches[1].patch.value";
    const [filter, extension] = ["other", "auth"].map((name) => put(routed(), `${path}.name`, name));
    expect(validate(extension ?? expect.fail())).toEqual([]);
    expect(validate(filter ?? expect.fail()).map((problem) => problem.path)).toEqual([
      `${path}.name`,
      `${path}.disabled`,
      'spec.configPatches[2].patch.value.typed_per_filter_config["auth"]',
    ]);
    expect(validate(put(routed(), `${path}.disabled`, undefined)).map((problem) => problem.path)).toEqual([
      'spec.configPatches[2].patch.value.typed_per_filter_config["auth"]',
    ]);
    const elsewhere = "spec.configPatches[1].match.routeConfiguration";
    expect(validate(put(routed(), elsewhere, {}))).toMatchObject([{ path: elsewhere }]);
  });

  it("lets istio-agent fetch an image without a digest", () => {
    expect(problemsOf({ form: "ecds", url: "oci://example.com/auth:1", sha256: undefined as never })).toEqual([]);
  });

  it("says of a trap where it is written down", () => {
    expect(problemsOf({ priority: 0 })[0]?.link).toBe(
      "https://istio.io/latest/docs/reference/config/analysis/ist0151/",
    );
  });

  it("refuses fail_open beside failure_policy", () => {
    const filter = edited(`${CONFIG}.failure_policy`, "FAIL_OPEN");
    const config = (filter.spec.configPatches[0]?.patch.value?.["typed_config"] as { config: object }).config;
    Object.assign(config, { fail_open: true });
    expect(validate(filter)).toMatchObject([{ path: `${CONFIG}.fail_open` }]);
  });
});

describe("the validation of an EnvoyFilter for connections", () => {
  const pair = envoyFilter(pluginDescription({ type: "NETWORK" }));
  const inline = envoyFilter(pluginDescription({ type: "NETWORK", form: "inline" }));
  const HTTP_WASM = "type.googleapis.com/envoy.extensions.filters.http.wasm.v3.Wasm";
  const NETWORK_WASM = "type.googleapis.com/envoy.extensions.filters.network.wasm.v3.Wasm";
  const RBAC = "type.googleapis.com/envoy.extensions.filters.http.rbac.v3.RBAC";
  const FILTER = "spec.configPatches[1].match.listener.filterChain.filter";

  it("lets what we write pass", () => {
    expect([pair, inline].flatMap(validate)).toEqual([]);
    const first = put(put(pair, "spec.configPatches[1].patch.operation", "INSERT_FIRST"), FILTER, undefined);
    expect(validate(first)).toEqual([]);
  });

  it.each([
    ["lands behind the TCP proxy", pair, "spec.configPatches[1].patch.operation", "ADD", 0],
    ["lands behind it by another word", pair, "spec.configPatches[1].patch.operation", "INSERT_AFTER", 0],
    ["goes before nothing", pair, `${FILTER}.name`, undefined, 0],
    ["goes before an HTTP filter", pair, `${FILTER}.subFilter`, { name: "envoy.filters.http.router" }, 0],
    ["discovers an HTTP filter", pair, "spec.configPatches[1].patch.value.config_discovery.type_urls[0]", HTTP_WASM, 3],
    [
      "can't be replaced by a refusal",
      pair,
      "spec.configPatches[1].patch.value.config_discovery.type_urls[1]",
      RBAC,
      3,
    ],
    ["is an HTTP filter", inline, "spec.configPatches[0].patch.value.typed_config.@type", HTTP_WASM, 0],
    ["is no HTTP filter", edited("spec.priority", 10), `${CONFIG.replace(/config$/, "@type")}`, NETWORK_WASM, 0],
    ["has two sources", inline, `${CONFIG}.vm_config.code`, { local: { filename: "/a" }, remote: {} }, 0],
  ])("refuses a filter that %s", (_what, filter, path, value, cut) => {
    const at = path.slice(0, path.length - cut);
    expect(validate(put(filter, path, value))).toMatchObject([
      { path: at, hint: expect.stringMatching(/./) as string },
    ]);
  });
});

describe("a patch of the bootstrap", () => {
  it("is refused: istio-agent takes none from istiod", () => {
    const path = "spec.configPatches[0].applyTo";
    const filter = put(envoyFilter(pluginDescription()), "spec.configPatches[0]", {
      ...{ applyTo: "BOOTSTRAP", match: { context: "ANY" } },
      patch: { operation: "MERGE", value: { stats_config: {} } },
    });
    expect(validate(filter).map((problem) => problem.path)).toContain(path);
  });
});
