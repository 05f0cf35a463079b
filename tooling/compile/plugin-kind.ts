import { isNetworkOnly } from "../abi/network-only.js";
import { ToolError } from "../error.js";
import type { PluginKind } from "../gateway.js";
import type { WasmModule } from "../wasm/index.js";
import type { Papers } from "./papers.js";

/** One plugin of a module. */
export interface PluginOfModule {
  /** The module as the user knows it. */
  readonly name: string;
  readonly module: WasmModule;
  /** Null for a module of another toolchain. */
  readonly papers: Pick<Papers, "kinds"> | null;
  readonly rootId: string | undefined;
}

const STREAMS = { http: "HTTP", network: "TCP" } as const;

/** What a plugin may be to a gateway: by its papers, else by the callbacks of its module; empty where neither tells. */
export function pluginKinds({ module, papers, rootId }: PluginOfModule): readonly PluginKind[] {
  return papers?.kinds[rootId ?? ""] ?? (isNetworkOnly(module) ? ["network"] : []);
}

/**
 * What a plugin is to be: what is wanted, else the likeliest of what it may be. Only the other protocol's streams are refused it; ticks and
 * callouts are there whatever a plugin is.
 *
 * @throws ToolError `ERR_USAGE` when it has callbacks for the other protocol alone.
 */
export function choosePluginKind(plugin: PluginOfModule, wanted: PluginKind | undefined): PluginKind {
  const kinds = pluginKinds(plugin);
  const kind = wanted ?? kinds[0] ?? "http";
  const other = kind === "http" ? "network" : kind === "network" ? "http" : null;
  if (other === null || kinds.includes(kind) || !kinds.includes(other)) return kind;
  const reaches = kind === "http" ? "request" : "connection";
  throw new ToolError(
    "ERR_USAGE",
    `--kind ${kind}: ${titleOf(plugin)} has callbacks for ${STREAMS[other]} only: no ${reaches} would ever reach it`,
    {
      hint: `use --kind ${other}`,
    },
  );
}

/** How an error calls a plugin: by its module, and by its root id where that has several. */
export function titleOf({ name, papers, rootId }: Omit<PluginOfModule, "module">): string {
  const isOneOfSeveral = papers !== null && Object.keys(papers.kinds).length > 1 && rootId !== undefined;
  return isOneOfSeveral ? `${JSON.stringify(rootId)} of ${name}` : name;
}
