/** How long is waited for another machine. */
export const TIMEOUTS = {
  /** Until a connection is there, TLS included. */
  connectMs: 10_000,
  /** While it is silent. */
  answerMs: 60_000,
};

export interface TransportRequest {
  readonly method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH";
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string | null;
  /** Ends the exchange, wherever it is. */
  readonly signal?: AbortSignal;
}

export interface TransportResponse {
  readonly status: number;
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: AsyncIterable<Buffer>;
}

/** What carries requests. It keeps connections open, follows no redirect, and fails with an error that has a `code`. */
export interface Transport extends AsyncDisposable {
  send(url: URL, request: TransportRequest): Promise<TransportResponse>;
}
