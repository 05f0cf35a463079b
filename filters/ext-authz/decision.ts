import { AnswerField } from "./answer-field";

/** What becomes of a request. */
export enum Verdict {
  /** It passes. */
  Allowed,
  /** The client gets an answer of the service's. */
  Denied,
  /** The service said nothing that counts. */
  Failed,
}

/** What a service decided, and what goes with it. */
@final
export class Decision {
  /** The status for the client, where it is denied. */
  status: u32 = 403;
  /** The body for the client, where it is denied. */
  body: Uint8Array = new Uint8Array(0);
  /** For the upstream, in place of the client's own. */
  readonly upstreamFields: Array<AnswerField> = new Array<AnswerField>();
  /** Headers that the upstream does not get. */
  readonly removedNames: Array<string> = new Array<string>();
  /** For the client: of the refusal, or of the upstream's response. */
  readonly clientFields: Array<AnswerField> = new Array<AnswerField>();

  constructor(readonly verdict: Verdict) {}
}
