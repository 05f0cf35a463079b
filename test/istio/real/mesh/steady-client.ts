import { Agent } from "node:http";
import { gatewayFetch } from "../../../../tooling/testing/gateway-fetch.js";

/** One that asks without a pause, on connections that it keeps. */
export class SteadyClient {
  /** What each request was answered: a line of the form `STATUS REVISION`, or why there was none. */
  readonly answers: string[] = [];
  #isStopped = false;
  readonly #loops: Promise<unknown>;
  readonly #agent: Agent;

  constructor(url: string, concurrency: number) {
    this.#agent = new Agent({ keepAlive: true, maxSockets: concurrency });
    this.#loops = Promise.all(Array.from({ length: concurrency }, () => this.#loop(url)));
  }

  /** Stops, and waits until the last answer is there. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#loops;
    this.#agent.destroy();
  }

  async #loop(url: string): Promise<void> {
    while (!this.#isStopped) this.answers.push(await this.#ask(url).catch(String));
  }

  async #ask(url: string): Promise<string> {
    const response = await gatewayFetch(url, "/", {}, this.#agent);
    await response.arrayBuffer();
    return `${response.status} ${response.headers.get("x-revision")}`;
  }
}
