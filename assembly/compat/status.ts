import { getStatus, statusCode } from "../hostcalls/status";
import { resultBuffer } from "./array-buffer";

class StatusWithData {
  constructor(
    public status: u32,
    public data: ArrayBuffer,
  ) {}
}

/** Code and message of the callout that is being answered; 0 and nothing outside of its callback. */
export function get_status(): StatusWithData {
  getStatus();
  return new StatusWithData(statusCode(), resultBuffer());
}
