import type { Clock } from "../clock.js";
import type { HeaderMap } from "../http/header-map.js";
import { hostReply, type LocalReply, renderLocalReply, upstreamFailureReply } from "../http/local-reply.js";

/** One HTTP callout on its way. */
export interface Callout {
  readonly cluster: string;
  /** With the pseudo-headers `:method`, `:path` and `:authority`. */
  readonly headers: HeaderMap;
  readonly body: Buffer;
  readonly trailers: HeaderMap;
  /** 0 is no timeout. */
  readonly timeoutMs: number;
  /** What is answered in the place of the cluster to headers that Envoy does not write; null where it writes them. */
  readonly refusal: LocalReply | null;
}

/** An answer of an HTTP call. */
export interface CalloutResponse {
  readonly headers: HeaderMap;
  readonly body: Buffer;
  readonly trailers: HeaderMap | null;
}

/** How a callout ends: with an answer (a timeout and a refused connection have synthetic ones) or with a reset. */
export type CalloutOutcome = CalloutResponse | "reset";

/** Carries callouts to the clusters. */
export interface CalloutTransport {
  hasCluster(name: string): boolean;
  /** Whether a connection to it is there that a request could go out on at once. */
  isReady(cluster: string): boolean;
  /** Sends; `settle` is called once, later. The function it returns cancels: `settle` is then never called. */
  send(callout: Callout, clock: Clock, settle: (outcome: CalloutOutcome) => void): () => void;
}

/**
 * Makes one exchange with a cluster. A rejection with a {@link ResetError} is a reset or a connection that ended; any other is
 * a refused connection.
 */
export type CalloutExchange = (callout: Callout, signal: AbortSignal) => Promise<CalloutResponse>;

/** The connection broke after it had been made: before the answer began or after. */
export class ResetError extends Error {
  override readonly name = "ResetError";
  readonly hasAnswerBegun: boolean;

  constructor(hasAnswerBegun: boolean) {
    super("the connection broke");
    this.hasAnswerBegun = hasAnswerBegun;
  }
}

/** What the service sent before an answer was none. */
export class UnreadableError extends Error {
  override readonly name = "UnreadableError";
}

const TIMEOUT = hostReply(504, "upstream request timeout", "response_timeout");
const REFUSED = upstreamFailureReply("remote connection failure");
const UNREADABLE = upstreamFailureReply("protocol error");
const TERMINATED = upstreamFailureReply("connection termination");

/** A transport over one exchange function, with Envoy's timeout and failure shapes. */
export function calloutTransport(
  exchange: CalloutExchange,
  clusters: Pick<CalloutTransport, "hasCluster" | "isReady">,
): CalloutTransport {
  return {
    ...clusters,
    send(callout, clock, settle) {
      const abort = new AbortController();
      let isSettled = false;
      let cancelTimeout = (): void => {};
      const finish = (outcome: CalloutOutcome | null): void => {
        if (isSettled) return;
        isSettled = true;
        cancelTimeout();
        abort.abort();
        if (outcome !== null) settle(outcome);
      };
      if (callout.timeoutMs > 0) cancelTimeout = clock.schedule(callout.timeoutMs, () => finish(synthetic(TIMEOUT)));
      const { refusal } = callout;
      const begin = async (): Promise<CalloutOutcome> => {
        await Promise.resolve();
        return isSettled ? "reset" : refusal === null ? exchange(callout, abort.signal) : synthetic(refusal);
      };
      begin().then(finish, (error: unknown) => finish(toOutcome(error)));
      return () => finish(null);
    },
  };
}

function toOutcome(error: unknown): CalloutOutcome {
  if (error instanceof UnreadableError) return synthetic(UNREADABLE);
  if (!(error instanceof ResetError)) return synthetic(REFUSED);
  return error.hasAnswerBegun ? "reset" : synthetic(TERMINATED);
}

function synthetic(reply: LocalReply): CalloutResponse {
  return { ...renderLocalReply(reply, null), trailers: null };
}
