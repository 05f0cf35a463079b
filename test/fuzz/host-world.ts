import { setImmediate as loopTurn } from "node:timers/promises";
import { expect } from "vitest";
import { ResetError } from "../../tooling/host/upstream/callout-transport.js";
import { FakeClock } from "../../tooling/host/clock.js";
import type { Downstream, FilterChain } from "../../tooling/host/stream/filter-chain.js";
import { HeaderMap } from "../../tooling/host/http/header-map.js";
import { Host } from "../../tooling/host/host.js";
import type { Pair } from "../../tooling/host/http/pairs.js";
import type { UpstreamResponse } from "../../tooling/host/upstream/upstream.js";
import { TraceCheck } from "./trace-check.js";

/** What a client, an upstream, a callout's cluster or the time does next. `which` counts from the oldest that lives, round. */
export type Step =
  | { readonly does: "open"; readonly fields: readonly Pair[]; readonly end: boolean }
  | { readonly does: "send" | "answerWith"; readonly which: number; readonly bytes: Uint8Array; readonly end: boolean }
  | { readonly does: "answer"; readonly which: number; readonly fields: readonly Pair[]; readonly end: boolean }
  | { readonly does: "sendTrailers" | "answerTrailers"; readonly which: number; readonly fields: readonly Pair[] }
  | { readonly does: "abort" | "failUpstream"; readonly which: number }
  | { readonly does: "callout"; readonly which: number; readonly outcome: CalloutOutcome; readonly acts: string }
  | { readonly does: "wait"; readonly ms: number };

export type CalloutOutcome = "answered" | "refused" | "reset";

const CLUSTERS = { upstream: "http://upstream.test" };

/** A host with two plugins of one module in one VM, and the streams and callouts under way in it. */
export class HostWorld {
  readonly check = new TraceCheck();
  readonly #clock = new FakeClock(Date.UTC(2026, 0, 1));
  readonly #host: Host;
  readonly #streams: LiveStream[] = [];
  readonly #callouts: PromiseWithReject[] = [];
  #opened = 0;

  constructor() {
    this.#host = new Host({
      ...{ clock: this.#clock, clusters: CLUSTERS, bufferLimitBytes: 4096, random: (bytes) => bytes.fill(7) },
      onTrace: (line) => this.check.read(line),
      callout: () => new Promise((resolve, reject) => this.#callouts.push({ resolve, reject })),
    });
  }

  async load(module: Uint8Array): Promise<void> {
    for (const [name, configuration] of [
      ["first", "{}"],
      ["second", '{"limit":64}'],
    ] as const) {
      await this.#host.loadPlugin({
        ...{ name, rootId: "everything", module, configuration, vmId: "everything" },
        ...{ allowOnHeadersStopIteration: name === "first" },
      });
    }
    this.#host.start();
  }

  async run(step: Step): Promise<void> {
    if (step.does === "open") {
      this.#opened += 1;
      this.#streams.push(new LiveStream(this.#host, `agent-${this.#opened}`, step.fields, step.end));
    } else if (step.does === "wait") this.#clock.advance(step.ms);
    else if (step.does === "callout") this.#settle(step.which, step.outcome, step.acts);
    else this.#streams[step.which % (this.#streams.length || 1)]?.run(step);
    await loopTurn();
    this.#forgetEnded();
  }

  /** Ends the plugins too. */
  async end(): Promise<void> {
    await this.leave();
    expect(this.#host.logs.filter(({ message }) => /^Function: |Failed to /.test(message))).toEqual([]);
    this.#host.close();
  }

  /** Everybody goes home: clients first, then what was asked for comes too late. */
  async leave(): Promise<void> {
    for (const stream of this.#streams) stream.run({ does: "abort", which: 0 });
    this.#forgetEnded();
    expect(this.#streams).toEqual([]);
    this.check.expectAllGone();
    while (this.#callouts.length > 0) {
      this.#settle(0, "answered", "\u00c0");
      await loopTurn();
      await loopTurn();
    }
    this.#clock.advance(1000);
  }

  #settle(which: number, outcome: CalloutOutcome, acts: string): void {
    const [callout] = this.#callouts.splice(which % (this.#callouts.length || 1), 1);
    if (outcome === "answered") callout?.resolve(new Response(acts, { headers: { "x-acts": acts } }));
    else callout?.reject(outcome === "reset" ? new ResetError(true) : new Error("refused"));
  }

  #forgetEnded(): void {
    const live = this.#streams.filter(({ isOver }) => !isOver);
    this.#streams.splice(0, this.#streams.length, ...live);
  }
}

interface PromiseWithReject {
  readonly resolve: (response: Response) => void;
  readonly reject: (error: Error) => void;
}

/** One stream, with what its client and its upstream have done, and how often it ended. */
class LiveStream implements Downstream {
  readonly #agent: string;
  readonly #stream: FilterChain;
  #response: UpstreamResponse | null = null;
  #hasRequestEnded: boolean;
  #hasAnswered = false;
  #hasAnswerEnded = false;
  #ends = 0;

  constructor(host: Host, agent: string, fields: readonly Pair[], end: boolean) {
    this.#agent = agent;
    this.#hasRequestEnded = end;
    this.#stream = host.openStream({
      downstream: this,
      connect: (headers, _end, response) => {
        this.#expectOwn(headers);
        this.#response = response;
        return { data() {}, trailers() {}, reset: () => void (this.#response = null), hold() {} };
      },
    });
    this.#stream.request.receiveHeaders(
      new HeaderMap("request", [
        ...([":authority gateway.test", ":path /", ":method POST", ":scheme http"].map((line) =>
          line.split(" "),
        ) as unknown as Pair[]),
        ...([
          ["x-forwarded-proto", "http"],
          ["user-agent", agent],
        ] as Pair[]),
        ...fields,
      ]),
      end,
    );
  }

  get isOver(): boolean {
    return this.#stream.isFinished;
  }

  run(step: Exclude<Step, { readonly does: "open" | "wait" | "callout" }>): void {
    if (this.isOver) return;
    switch (step.does) {
      case "send":
        if (this.#hasRequestEnded || !this.#stream.request.canContinue) return;
        this.#hasRequestEnded = step.end;
        return this.#stream.request.receiveData(Buffer.from(step.bytes), step.end);
      case "sendTrailers":
        if (this.#hasRequestEnded || !this.#stream.request.canContinue) return;
        this.#hasRequestEnded = true;
        return this.#stream.request.receiveTrailers(new HeaderMap("requestTrailers", step.fields));
      case "answer":
        if (this.#hasAnswered || this.#response === null) return;
        this.#hasAnswered = true;
        this.#hasAnswerEnded = step.end;
        return this.#response.onHeaders(new HeaderMap("response", [[":status", "200"], ...step.fields]), step.end);
      case "answerWith":
        if (!this.#hasAnswered || this.#hasAnswerEnded) return;
        this.#hasAnswerEnded = step.end;
        return this.#response?.onData(Buffer.from(step.bytes), step.end);
      case "answerTrailers":
        if (!this.#hasAnswered || this.#hasAnswerEnded) return;
        this.#hasAnswerEnded = true;
        return this.#response?.onTrailers(new HeaderMap("responseTrailers", step.fields));
      case "failUpstream":
        if (this.#hasAnswerEnded) return;
        this.#hasAnswerEnded = true;
        return this.#response?.onFailure("connection termination");
      default:
        this.#ends += 1;
        this.#stream.abort();
    }
  }

  headers(headers: HeaderMap, end: boolean): void {
    this.#expectOwn(headers);
    this.#end(end);
  }

  data(_chunk: Buffer, end: boolean): void {
    this.#end(end);
  }

  trailers(trailers: HeaderMap): void {
    this.#expectOwn(trailers);
    this.#end(true);
  }

  reset(): void {
    this.#end(true);
  }

  holdRequest(): void {}

  /** After the end nothing comes, not even another end. */
  #end(isEnd: boolean): void {
    expect(this.#ends, `${this.#agent} ends once`).toBe(0);
    this.#ends += Number(isEnd);
  }

  /** Nothing of another stream is in it. */
  #expectOwn(headers: HeaderMap): void {
    const agents = [...headers].flatMap(([, value]) => value.match(/agent-\d+/g) ?? []);
    expect(agents.filter((agent) => agent !== this.#agent)).toEqual([]);
  }
}
