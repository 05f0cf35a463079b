import { ExportStatement, ImportStatement } from "assemblyscript";
import type { Program } from "assemblyscript";
import { ToolError } from "../error.js";
import { COMPAT_OVERRIDES, COMPAT_ROOT, makesHttpCalls, makesStreamsEffective } from "./compat-callbacks.js";
import { type FilterCode, PACKAGE } from "./filter-code.js";

/** What of the guest's side the filters of a module need. */
export interface ModulePlan {
  /** The callbacks to export, sorted. */
  readonly callbacks: readonly string[];
  /** The constants of `assembly/build.ts`, by name. */
  readonly constants: Readonly<Record<string, boolean | string>>;
}

/** The one callback that every module exports: where a root id that it has not is refused. */
const ROOT_ID_CHECK = "proxy_on_configure";

/** Callbacks that a module exports when a class of the filter overrides one of the methods, written as `base class#method`. */
const OVERRIDES: Readonly<Record<string, readonly string[]>> = {
  proxy_on_vm_start: ["plugin/Plugin#onStart"],
  proxy_on_tick: ["plugin/Plugin#onTick", "timer/Timer#onTimeout"],
  proxy_on_queue_ready: ["plugin/Plugin#onQueueReady"],
  proxy_on_foreign_function: ["plugin/Plugin#onForeignFunction"],
  proxy_on_request_headers: ["http-filter/HttpFilter#onRequestHeaders"],
  proxy_on_request_body: ["http-filter/HttpFilter#onRequestBody", "http-filter/HttpFilter#onWholeRequestBody"],
  proxy_on_request_trailers: ["http-filter/HttpFilter#onRequestTrailers", "http-filter/HttpFilter#onWholeRequestBody"],
  proxy_on_request_metadata: ["http-filter/HttpFilter#onRequestMetadata"],
  proxy_on_response_headers: ["http-filter/HttpFilter#onResponseHeaders"],
  proxy_on_response_body: ["http-filter/HttpFilter#onResponseBody", "http-filter/HttpFilter#onWholeResponseBody"],
  proxy_on_response_trailers: [
    "http-filter/HttpFilter#onResponseTrailers",
    "http-filter/HttpFilter#onWholeResponseBody",
  ],
  proxy_on_response_metadata: ["http-filter/HttpFilter#onResponseMetadata"],
  proxy_on_new_connection: ["tcp-filter/TcpFilter#onNewConnection"],
  proxy_on_downstream_data: ["tcp-filter/TcpFilter#onDownstreamData"],
  proxy_on_upstream_data: ["tcp-filter/TcpFilter#onUpstreamData"],
  proxy_on_downstream_connection_close: ["tcp-filter/TcpFilter#onDownstreamClose"],
  proxy_on_upstream_connection_close: ["tcp-filter/TcpFilter#onUpstreamClose"],
  proxy_on_http_call_response: ["fetch/CalloutHandler#onResponse", "task/Task#run"],
  proxy_on_grpc_receive: ["grpc/call/GrpcCallHandler#onReply", "grpc/stream/GrpcStreamHandler#onMessage"],
  proxy_on_grpc_receive_initial_metadata: ["grpc/stream/GrpcStreamHandler#onInitialMetadata"],
  proxy_on_grpc_receive_trailing_metadata: ["grpc/stream/GrpcStreamHandler#onTrailingMetadata"],
  proxy_on_grpc_close: ["grpc/call/GrpcCallHandler#onFailure", "grpc/stream/GrpcStreamHandler#onClose"],
  proxy_on_done: ["filter/Filter#onDone", "plugin/Plugin#onDone"],
  proxy_on_log: ["filter/Filter#onLog", "plugin/Plugin#onLog"],
  proxy_on_delete: ["filter/Filter#onDelete", "plugin/Plugin#onDelete"],
};

/** Callbacks by which the guest keeps an object for every context. */
const TRACKING = ["proxy_on_context_create", "proxy_on_delete"];

/** Callbacks that bring the answer to a callout, or the news that there is none. */
const ANSWERS = ["proxy_on_http_call_response", "proxy_on_grpc_receive", "proxy_on_grpc_close"];

/** Callbacks that only make sense when contexts are kept apart. */
const NEEDS_TRACKING = [
  ...["proxy_on_tick", "proxy_on_queue_ready", "proxy_on_foreign_function", "proxy_on_done", "proxy_on_delete"],
  ...ANSWERS,
];

/** The callback that does what one callback asked for too many other streams at once. */
const POSTPONED = "proxy_on_tick";

/** Callbacks of a whole body, and the method beside each that says for how much of it to wait. */
const WHOLE_BODIES = [
  ["http-filter/HttpFilter#onWholeRequestBody", "http-filter/HttpFilter#requestBodyLimit"],
  ["http-filter/HttpFilter#onWholeResponseBody", "http-filter/HttpFilter#responseBodyLimit"],
] as const;

/**
 * Finds out what the filters of a module need.
 *
 * A filter that keeps nothing between callbacks is one object for all streams: without `proxy_on_context_create` and
 * `proxy_on_delete`, two calls into the VM less for each request.
 *
 * @throws ToolError ERR_COMPILE for a filter that does nothing, or that waits for a body without saying for how much of it.
 */
export function planModule(program: Program, filters: readonly FilterCode[], rootIds: readonly string[]): ModulePlan {
  const needed = new Set([ROOT_ID_CHECK]);
  for (const filter of filters) {
    const overridden = overriddenCallbacks(filter);
    refuseIdleFilter(filter, overridden);
    overridden.forEach((callback) => needed.add(callback));
  }
  const isCompat = filters.some((filter) => filter.subclasses(COMPAT_ROOT).length > 0);
  if (isCompat && makesHttpCalls(program)) needed.add("proxy_on_http_call_response");
  const comesBack = namesStreams(program) || (isCompat && makesStreamsEffective(program));
  const callsOut = isCompat || ANSWERS.some((callback) => needed.has(callback));
  if (comesBack) needed.add(POSTPONED);
  filters.forEach(refuseUnlimitedBody);
  const waitsForBodies = filters.some((filter) => wholeBodies(filter).length > 0);
  const tracksContexts =
    waitsForBodies ||
    comesBack ||
    rootIds.length > 1 ||
    filters.some((filter) => filter.keepsState()) ||
    NEEDS_TRACKING.some((callback) => needed.has(callback));
  if (tracksContexts) TRACKING.forEach((callback) => needed.add(callback));
  return {
    callbacks: [...needed].sort(),
    constants: {
      COMES_BACK: comesBack,
      CALLS_OUT: callsOut,
      WAITS_FOR_BODIES: waitsForBodies,
      TRACKS_CONTEXTS: tracksContexts,
      UNKNOWN_ROOT_ID: `no filter has the configured root_id; this module has: ${rootIds.join(", ")}`,
    },
  };
}

/** The callbacks of which a class of the filter overrides a method. */
function overriddenCallbacks(filter: FilterCode): Set<string> {
  const callbacks = Object.keys(OVERRIDES).filter((callback) => {
    const methods = [...(OVERRIDES[callback] ?? []), ...(COMPAT_OVERRIDES[callback] ?? [])];
    return methods.some((method) => filter.overrides(method));
  });
  return new Set(callbacks);
}

/** Whether a filter's own sources take from the package what comes back to a stream: then each stream must be known apart. */
function namesStreams(program: Program): boolean {
  return program.sources
    .filter(({ internalPath }) => !internalPath.startsWith(PACKAGE))
    .flatMap(({ statements }) => statements)
    .filter((statement) => statement instanceof ImportStatement || statement instanceof ExportStatement)
    .filter(({ internalPath }) => internalPath?.startsWith(`${PACKAGE}sdk`))
    .some((statement) => {
      const names =
        statement instanceof ImportStatement
          ? statement.declarations?.map(({ foreignName }) => foreignName)
          : statement.members?.map(({ localName }) => localName);
      // `import * as sdk`, `export *`: anything may be named by it. `import "…"` names nothing.
      const isWhole = statement instanceof ExportStatement || statement.namespaceName !== null;
      return names?.some(({ text }) => COMES_BACK_BY.has(text)) ?? isWhole;
    });
}

const COMES_BACK_BY: ReadonlySet<string> = new Set(["currentStream", "Stream"]);

/** The callbacks by which a filter waits for whole bodies, each with its limit. */
function wholeBodies(filter: FilterCode) {
  return WHOLE_BODIES.filter(([callback]) => filter.overrides(callback));
}

/** A filter that does not say how long a body it takes would never see one. */
function refuseUnlimitedBody(filter: FilterCode): void {
  for (const [callback, limit] of wholeBodies(filter)) {
    if (filter.overrides(limit)) continue;
    const [name, limitName] = [callback, limit].map((method) => method.split("#")[1]);
    throw new ToolError("ERR_COMPILE", `${filter.title} overrides ${name} and not ${limitName}`, {
      hint: `add ${limitName}(): u32 { return 65536; } with the most bytes of a body that it takes`,
    });
  }
}

/** What a filter's own classes extend, when they have callbacks. */
const BASES = ["filter/Filter", "plugin/Plugin"];

/** A filter that does nothing lets everything pass. */
function refuseIdleFilter(filter: FilterCode, overridden: ReadonlySet<string>): void {
  const classes = BASES.flatMap((base) => filter.subclasses(base));
  if (overridden.size > 0 || classes.length === 0) return;
  throw new ToolError("ERR_COMPILE", `${filter.title} overrides no callback of HttpFilter, TcpFilter or Plugin`, {
    hint: "override one, e.g. onRequestHeaders(request: Request): Flow",
  });
}
