import type { IncomingHttpHeaders } from "node:http";
import type { Extension } from "../../../tooling/envoy/wasm-extension.js";

/** One way of doing a job in Envoy. */
export interface Participant {
  readonly name: string;
  /** What it is, in a few words. */
  readonly about: string;
  /** The compiled module, null where Envoy does the job itself or nobody does it. */
  readonly module: Uint8Array | null;
  /**
   * The HTTP filter that does the job, null for the baseline.
   *
   * @param modulePath the file that holds `module`
   */
  readonly filter: ((modulePath: string) => Extension) | null;
}

/** A request as the client sends it; `host` and `content-length` come by themselves. */
export interface JobRequest {
  readonly method: "GET" | "POST";
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

/** Something that several participants do to every request, so that what it costs each can be compared. */
export interface Job {
  /** One word: the key in the JSON document. */
  readonly name: string;
  /** What is done, in one sentence. */
  readonly about: string;
  /** The request under load; its answer is 200. */
  readonly request: JobRequest;
  /** Nothing is measured of a participant that fails one of these; `request` is in them. */
  readonly checks: readonly Check[];
  /** The baseline first: the participant without a filter. */
  readonly participants: readonly Participant[];
  /** Names of the participants that the others are compared with. */
  readonly references: readonly string[];
}

/** The plainest request. */
export const GET: JobRequest = { method: "GET", headers: {}, body: "" };
