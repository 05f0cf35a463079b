import { join } from "node:path";
import { compileFilter } from "../../../tooling/compile/compile.js";
import { packageRoot } from "../../../tooling/package-root.js";
import { type Check, type Job, type JobRequest, NO_FILTER, type Participant } from "../../../tooling/bench/job.js";
import { boundPeer, emptyPeer, wasm } from "./peers.js";

/** A configuration of a ready filter that takes part. */
export interface FilterVariant {
  readonly about: string;
  readonly config: object;
  /** Whether it does nothing of the job, on purpose. */
  readonly isIdle?: boolean;
}

/** A ready filter beside what its users would take instead, as data. */
export interface FilterJob {
  /** See {@link Job.name}. */
  readonly name: string;
  /** The filter's folder and root id. */
  readonly filter: string;
  readonly about: string;
  readonly requests: readonly JobRequest[];
  readonly checks: readonly Check[];
  /** Others that do the same: Envoy's own filter, Lua. */
  readonly peers: readonly Participant[];
  /** The module of WebAssembly text in `peers/bound` that makes the same host calls and does nothing else. */
  readonly bound?: string;
  /** By name; `sluice` is the one that is charted as ours. */
  readonly variants: { readonly sluice: FilterVariant } & Readonly<Record<string, FilterVariant>>;
}

/**
 * Makes a job of it. Beside the filter stand its peers, with all of which it is compared; a module of one empty callback, over which is what
 * the filter and its host calls cost; and, where there is one, a bound, over which is the filter's own work.
 */
export async function filterJob({ filter, peers, bound, variants, ...job }: FilterJob): Promise<Job> {
  const { module } = await compileFilter({ filter: join(packageRoot(), "filters", filter) });
  const ours = Object.entries(variants).map(([name, { about, config, isIdle = false }]): Participant => {
    return { ...wasm({ name, about, module, rootId: filter, configuration: JSON.stringify(config) }), isIdle };
  });
  const modules = [await emptyPeer(), ...(bound === undefined ? [] : [await boundPeer(bound)])];
  return {
    ...job,
    participants: [NO_FILTER, ...peers, ...modules, ...ours],
    references: [...modules, ...peers].map(({ name }) => name),
  };
}
