import type { IncomingHttpHeaders } from "node:http";
import type { Extension } from "../../tooling/envoy/wasm-extension.js";

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

/** What the upstream and the client saw of one request. */
export interface Exchange {
  readonly upstreamHeaders: Readonly<Record<string, string>>;
  readonly responseHeaders: IncomingHttpHeaders;
}

/** Something that several participants do to every request, so that what it costs each can be compared. */
export interface Job {
  /** One word: the key in the JSON document. */
  readonly name: string;
  /** What is done, in one sentence. */
  readonly about: string;
  /** Whether the job was done to a request: nothing is measured of a participant that does not do it. */
  readonly isDone: (exchange: Exchange) => boolean;
  /** The baseline first: the participant without a filter. */
  readonly participants: readonly Participant[];
  /** Name of the participant that the others are compared with. */
  readonly reference: string;
}
