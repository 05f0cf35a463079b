import type { IncomingHttpHeaders } from "node:http";
import type { Extension } from "../envoy/wasm-extension.js";
import type { PluginSpec } from "../gateway.js";

/** One way of doing a job in Envoy. */
export interface Participant {
  readonly name: string;
  /** What it is, in a few words. */
  readonly about: string;
  /** The plugin that does the job, null where Envoy does it itself or nobody does it. */
  readonly plugin: PluginSpec | null;
  /** Envoy's own HTTP filter that does the job, null where a plugin or nobody does it. */
  readonly filter: Extension | null;
  /** Whether it does nothing of the job, on purpose: no check is made of it. */
  readonly isIdle?: boolean;
  /** What the filter is told of the route, if it must be told. */
  readonly routeConfig?: object | undefined;
  /** Starts what the filter asks, if it asks anyone; Envoy knows it as the cluster {@link SERVICE_CLUSTER}. */
  readonly startService?: () => Promise<Service>;
}

/** Whether nobody does the job: no plugin, no filter. */
export function isBaseline({ plugin, filter }: Participant): boolean {
  return plugin === null && filter === null;
}

/** Name of the participant that plugins are compared with. */
export const LAST_RELEASE = "last release";

/** Name of the cluster of a participant's service. */
export const SERVICE_CLUSTER = "service";

/** A process beside Envoy, whose CPU time counts as Envoy's does. */
export interface Service {
  /** Its origin. */
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** A request as the client sends it; `host` and `content-length` come by themselves. */
export interface JobRequest {
  /** Not `HEAD`: its answers have a length and no body. */
  readonly method: string;
  /** Default: `/`. */
  readonly path?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What the upstream and the client saw of one request. */
export interface Exchange {
  /** Of the answer that the client got. */
  readonly status: number;
  /** Of the latest request that came to the upstream: this one, unless the filter answered it. */
  readonly upstreamHeaders: Readonly<Record<string, string>>;
  readonly responseHeaders: IncomingHttpHeaders;
}

/** A request by which is seen whether a participant does the job. */
export interface Check {
  readonly about: string;
  readonly request: JobRequest;
  readonly isDone: (exchange: Exchange) => boolean;
}

/** What another run found of a participant that can't run here. */
export interface CitedParticipant {
  readonly name: string;
  readonly about: string;
  /** Why it is not measured, and what the figures are of: in as many words as a line of the chart has room for. */
  readonly note: string;
  readonly moduleBytes: number;
  /** CPU µs a request over the baseline of that run. */
  readonly overheadUs: number;
  /** Overhead as a multiple of a reference's in that run, by the reference's name. */
  readonly ratios: Readonly<Record<string, number>>;
}

/** Something that several participants do to every request, so that what it costs each can be compared. */
export interface Job {
  /** One word: the key in the JSON document. */
  readonly name: string;
  /** What is done, in one sentence. */
  readonly about: string;
  /** The requests under load, in turn. */
  readonly requests: readonly JobRequest[];
  /** Status of their answers; `any` is what a participant answers the first of them with, then always. Default: 200. */
  readonly status?: number | "any";
  /** Nothing is measured of a participant that fails one of these; one of `requests` is in them. */
  readonly checks: readonly Check[];
  /** The baseline first: the participant without a filter. */
  readonly participants: readonly Participant[];
  /** Names of the participants that the others are compared with. */
  readonly references: readonly string[];
  /** Who would be a participant, too. Default: nobody. */
  readonly cited?: readonly CitedParticipant[];
}

/** The plainest request. */
export const GET: JobRequest = { method: "GET", headers: {}, body: "" };

/** The baseline. */
export const NO_FILTER: Participant = { name: "no filter", about: "the baseline", plugin: null, filter: null };
