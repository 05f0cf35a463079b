import { Status } from "../shared/abi";
import { forgetHeaderCopy } from "../header-copy";
import { proxy_done, proxy_set_effective_context } from "../imports";

/** Makes the host calls that follow speak of another context, until the callback returns. */
export function setEffectiveContext(context: u32): Status {
  forgetHeaderCopy();
  return proxy_set_effective_context(context);
}

/** Tells the host that a plugin which held back its end (`onDone` false) is done. `NotFound` when nothing waits for it. */
export function done(): Status {
  return proxy_done();
}
