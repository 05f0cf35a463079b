import { Context as AbiContext } from "../contexts";
import { continue_request } from "./flow";
import { logFailure } from "./log";

/** What root contexts and the contexts of streams have in common. */
export abstract class BaseContext extends AbiContext {
  /** Envoy's number for it in this VM. */
  context_id: u32;

  constructor(context_id_: u32) {
    super();
    this.context_id = context_id_;
  }

  /** Lets the request go on after a pause: see `continue_request`. */
  continueRequest(): void {
    logFailure("continueRequest", continue_request());
  }

  /** The context is about to end. Of a root context, false holds it back until `done()`. */
  onDone(): bool {
    return true;
  }

  /** The context is gone, nothing of it can be read. */
  onDelete(): void {}

  /** The stream is over; headers and properties can all be read once more. */
  onLog(): void {}

  whenDone(): bool {
    return this.onDone();
  }

  whenDeleted(): void {
    this.onDelete();
  }

  whenLogged(): void {
    this.onLog();
  }
}
