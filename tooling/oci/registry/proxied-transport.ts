import { EnvHttpProxyAgent, request as send } from "undici";
import { TIMEOUTS, type Transport, type TransportRequest, type TransportResponse } from "./transport.js";

/** Sends requests through the proxies of the environment: `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`. */
export class ProxiedTransport implements Transport {
  readonly #dispatcher = new EnvHttpProxyAgent({ connect: { timeout: TIMEOUTS.connectMs } });

  async send(url: URL, request: TransportRequest): Promise<TransportResponse> {
    const { statusCode, headers, body } = await send(url, {
      ...request,
      dispatcher: this.#dispatcher,
      headersTimeout: TIMEOUTS.answerMs,
      bodyTimeout: TIMEOUTS.answerMs,
    });
    return { status: statusCode, headers, body };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#dispatcher.destroy();
  }
}
