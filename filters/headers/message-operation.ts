import { Headers } from "sluice/sdk";
import { StreamValues } from "./stream-values";

/** One operation, made ready when the configuration is read: names are in lower case, as Envoy keeps them. */
export abstract class MessageOperation {
  /** False when the request was answered, so that nothing else is done to it. */
  abstract apply(headers: Headers, values: StreamValues): bool;
}
