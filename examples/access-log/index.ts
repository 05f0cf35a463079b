/** An access logger: counts responses by class, for all filters of the gateway, and logs what went wrong. It sits on no stream's way. */
import { Counter, log, Plugin, registerPlugin, RequestAttributes, ResponseAttributes } from "sluice/sdk";

const responses = new Counter("access_log_responses", ["class"]);

class AccessLog extends Plugin {
  onLog(): void {
    const status = ResponseAttributes.code;
    responses.increment(1, status < 100 ? "none" : (status / 100).toString() + "xx");
    if (status < 500) return;
    const details = ResponseAttributes.codeDetails;
    const path = RequestAttributes.urlPath;
    log.warn(status.toString() + " for " + (path === null ? "?" : path) + ": " + (details === null ? "?" : details));
  }
}
registerPlugin("access-log", () => new AccessLog());
