import { BaseContext } from "./base-context";

/** Who asked for an HTTP call, and the function that gets the answer. */
export class HttpCallback {
  constructor(
    public origin_context: BaseContext,
    public cb: (origin_context: BaseContext, headers: u32, body_size: usize, trailers: u32) => void,
  ) {}
}
