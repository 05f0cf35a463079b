/** The HTTP calls under way of one root context. Abstract, so that a program which makes none holds none of their code. */
export abstract class PendingCalls {
  /** Hands an answer to the function that waits for it. */
  abstract answer(token: u32, headers: u32, bodySize: u32, trailers: u32): void;

  /** Calls every function that waits, as one that gets no answer. */
  abstract cancel(): void;
}
