import { ClassPrototype, FunctionPrototype, ImportStatement, Node, PropertyPrototype } from "assemblyscript";
import type { Global, Program, Source, VariableDeclaration } from "assemblyscript";
import { ToolError } from "../error.js";
import { COMPAT_OVERRIDES, COMPAT_ROOT, makesHttpCalls, makesStreamsEffective } from "./compat-callbacks.js";
import type { FilterSource } from "./sources.js";

const PACKAGE = "~lib/sluice/";
const EXPORTS = "~lib/sluice/assembly/exports";
const BUILD = "~lib/sluice/assembly/build/";

/** What a module always exports: the ABI marker and the two names of its allocator. */
const ALWAYS = ["proxy_abi_version_0_2_1", "malloc", "proxy_on_memory_allocate"];

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

/** The module's entry: the whole ABI, and the filter. Which of the callbacks are exported is decided once all is parsed. */
export function entryText(source: FilterSource): string {
  return [
    `import "sluice/assembly/abort";`,
    `import "sluice/assembly/environment";`,
    `export * from "sluice/assembly/exports";`,
    `import ${JSON.stringify(`./${source.entry}`)};`,
    "",
  ].join("\n");
}

/**
 * Takes the callbacks that the filter does not need out of the module's exports, and returns those that stay, sorted.
 *
 * A filter that keeps nothing between callbacks is one object for all streams: without `proxy_on_context_create` and
 * `proxy_on_delete`, two calls into the VM less for each request.
 */
export function pruneExports(program: Program, rootIds: readonly string[]): string[] {
  const needed = new Set([ROOT_ID_CHECK]);
  for (const [callback, methods] of Object.entries(OVERRIDES)) {
    const all = [...methods, ...(COMPAT_OVERRIDES[callback] ?? [])];
    if (all.some((method) => isOverridden(program, method))) needed.add(callback);
  }
  const isCompat = subclasses(program, COMPAT_ROOT).length > 0;
  if (isCompat && makesHttpCalls(program)) needed.add("proxy_on_http_call_response");
  refuseIdleFilter(program, needed);
  const comesBack = namesStreams(program) || (isCompat && makesStreamsEffective(program));
  setConstant(program, "COMES_BACK", comesBack);
  setConstant(program, "CALLS_OUT", isCompat || ANSWERS.some((callback) => needed.has(callback)));
  if (comesBack) needed.add(POSTPONED);
  const waitsForBodies = needsWholeBodies(program);
  setConstant(program, "WAITS_FOR_BODIES", waitsForBodies);
  const tracksContexts =
    waitsForBodies ||
    comesBack ||
    rootIds.length > 1 ||
    keepsState(program) ||
    NEEDS_TRACKING.some((callback) => needed.has(callback));
  if (tracksContexts) TRACKING.forEach((callback) => needed.add(callback));
  setConstant(program, "TRACKS_CONTEXTS", tracksContexts);
  setConstant(
    program,
    "UNKNOWN_ROOT_ID",
    `no filter has the configured root_id; this module has: ${rootIds.join(", ")}`,
  );
  const exported = program.filesByName.get(EXPORTS)?.exports;
  for (const name of [...(exported?.keys() ?? [])]) {
    if (!needed.has(name) && !ALWAYS.includes(name)) exported?.delete(name);
  }
  return [...needed].sort();
}

/** Whether a filter's own sources import what comes back to a stream: then each stream must be known apart. */
function namesStreams(program: Program): boolean {
  return program.sources.some(
    (source) => !source.internalPath.startsWith(PACKAGE) && /\b(currentStream|Stream)\b/.test(importedNames(source)),
  );
}

function importedNames(source: Source): string {
  const imports = source.statements.filter((statement) => statement instanceof ImportStatement);
  return imports
    .flatMap(({ declarations }) => declarations ?? [])
    .map(({ foreignName }) => foreignName.text)
    .join(" ");
}

/** Whether a filter waits for whole bodies; one that does not say how long a body it takes would never see one. */
function needsWholeBodies(program: Program): boolean {
  const found = WHOLE_BODIES.filter(([callback]) => isOverridden(program, callback));
  for (const [callback, limit] of found) {
    if (isOverridden(program, limit)) continue;
    const [name, limitName] = [callback, limit].map((method) => method.split("#")[1]);
    throw new ToolError("ERR_COMPILE", `the filter overrides ${name} and not ${limitName}`, {
      hint: `add ${limitName}(): u32 { return 65536; } with the most bytes of a body that it takes`,
    });
  }
  return found.length > 0;
}

/** What a filter's own classes extend, when they have callbacks. */
const BASES = ["filter/Filter", "plugin/Plugin"];

/** A filter that does nothing lets everything pass: most likely the name of a callback is misspelt. */
function refuseIdleFilter(program: Program, needed: ReadonlySet<string>): void {
  const classes = BASES.flatMap((base) => subclasses(program, base));
  if (needed.size > 1 || classes.length === 0) return;
  const methods = Object.values(OVERRIDES).flat();
  const known = new Set(["onConfigure", ...methods.map((method) => method.split("#")[1])]);
  const unknown = classes
    .filter((subclass) => !subclass.internalName.startsWith(PACKAGE))
    .flatMap((subclass) => [...(subclass.instanceMembers ?? [])])
    .filter(([name, member]) => member instanceof FunctionPrototype && /^on[A-Z]/.test(name) && !known.has(name))
    .map(([name]) => name);
  const what = unknown.length === 0 ? "" : `; it has ${unknown.join(", ")}`;
  throw new ToolError("ERR_COMPILE", `the filter overrides no callback of HttpFilter, TcpFilter or Plugin${what}`, {
    hint: "override one, e.g. onRequestHeaders(request: Request): Flow; mind the spelling",
  });
}

/** Gives a constant of `assembly/build.ts` its value, before the compiler looks at it: what depends on a false one is left out. */
function setConstant(program: Program, name: string, value: boolean | string): void {
  const declaration = (program.elementsByName.get(BUILD + name) as Global).declaration as VariableDeclaration;
  const { range } = declaration;
  if (typeof value === "string") declaration.initializer = Node.createStringLiteralExpression(value, range);
  else declaration.initializer = value ? Node.createTrueExpression(range) : Node.createFalseExpression(range);
}

function isOverridden(program: Program, method: string): boolean {
  const [className = "", methodName = ""] = method.split("#");
  return subclasses(program, className).some((subclass) => subclass.instanceMembers?.has(methodName) === true);
}

/** A plugin has its configuration, and a filter with a field its stream's state. */
function keepsState(program: Program): boolean {
  if ([COMPAT_ROOT, "plugin/Plugin"].some((path) => subclasses(program, path).length > 0)) return true;
  return subclasses(program, "filter/Filter").some((subclass) =>
    [...(subclass.instanceMembers?.values() ?? [])].some(
      (member) => member instanceof PropertyPrototype && member.isField,
    ),
  );
}

/** The classes between the filter's own and the base class: the filter's own, and those of this package that they build on. */
function subclasses(program: Program, path: string): ClassPrototype[] {
  const base = program.elementsByName.get(`${PACKAGE}${path.startsWith("compat/") ? "assembly" : "sdk"}/${path}`) as
    ClassPrototype | undefined;
  if (base === undefined) return [];
  const found = new Set<ClassPrototype>();
  for (const element of program.elementsByName.values()) {
    if (!(element instanceof ClassPrototype) || element.internalName.startsWith(PACKAGE)) continue;
    const chain: ClassPrototype[] = [];
    let ancestor: ClassPrototype | null = element;
    for (; ancestor !== null && ancestor !== base; ancestor = ancestor.basePrototype) chain.push(ancestor);
    if (ancestor === base) chain.forEach((link) => found.add(link));
  }
  return [...found];
}
