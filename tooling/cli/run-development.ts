import { resolve } from "node:path";
import { develop } from "../dev/develop.js";
import type { SwappableGateway } from "../swappable-gateway.js";
import { ToolError, type ToolErrorCode } from "../error.js";
import { configurationFile } from "../read-configuration.js";
import { startEchoUpstream } from "./echo-upstream.js";
import { writeError } from "./exit.js";
import type { Output } from "./output.js";
import { noteClusters } from "./note-clusters.js";
import { type PreparedPlugin, preparePlugin } from "./prepare-plugin.js";
import type { RunArguments } from "./run-arguments.js";
import { startSwappable } from "./start-swappable.js";

export interface DevelopmentOptions {
  /** The filter, as `run` takes it. */
  readonly target: string;
  readonly options: RunArguments;
  readonly output: Output;
  /** Resolves when the user has enough. */
  readonly signal: Promise<unknown>;
}

/** What the next save may mend before there is a gateway. */
const MENDED_BY_SAVING: ReadonlySet<ToolErrorCode> = new Set([
  "ERR_COMPILE",
  "ERR_SCHEMA_UNSUPPORTED",
  "ERR_JSON_SYNTAX",
  "ERR_CONFIGURATION_REFUSED",
  "ERR_MODULE_INVALID",
  "ERR_MODULE_REFUSED",
]);

/**
 * Runs a gateway, and swaps its filter whenever that is saved, until the signal.
 *
 * @throws ToolError what `preparePlugin` and `startSwappable` throw at the start, but for what another save can mend;
 *   `ERR_ENVOY_EXITED`.
 */
export async function runDevelopment({ target, options, output, signal }: DevelopmentOptions): Promise<void> {
  await using echo = options.upstream === undefined ? await startEchoUpstream() : null;
  const end = new AbortController();
  const { config } = options;
  const file = config === undefined ? null : configurationFile(config);
  const gateway = new DevelopedGateway(options, options.upstream ?? echo?.url ?? "", output);
  await using _ = gateway;
  const isEnded = Promise.race([gateway.exited, signal]).finally(() => end.abort());
  const development = develop({
    target,
    files: file === null ? [] : [resolve(file)],
    build: (onSources) => preparePlugin(target, options, output, { onSources }),
    serve: (prepared) => gateway.serve(prepared),
    onError: (error) => gateway.explain(error),
    signal: end.signal,
  });
  // What is being built when the signal comes need not be waited for.
  await Promise.race([development, isEnded]);
}

/** The gateway of the first filter that can be served, and of all that come after. */
class DevelopedGateway implements AsyncDisposable {
  /** Rejects when Envoy has ended by itself. */
  readonly exited: Promise<never>;
  private starting: Promise<SwappableGateway> | null = null;
  private isServing = false;
  /** What Envoy says of a start or of a swap that fails is in the error already. */
  private isChanging = true;
  private metricLabels: readonly string[] = [];
  private fail: (error: ToolError) => void = () => undefined;

  constructor(
    private readonly options: RunArguments,
    private readonly upstream: string,
    private readonly output: Output,
  ) {
    this.exited = new Promise((_, reject) => (this.fail = reject));
  }

  async serve(prepared: PreparedPlugin): Promise<void> {
    this.isChanging = true;
    try {
      await (this.isServing ? this.swap(prepared) : this.start(prepared));
    } finally {
      this.isChanging = false;
    }
  }

  /** Shows an error that another save may mend, and throws any other. */
  explain(error: unknown): void {
    const isMendable =
      error instanceof ToolError && (MENDED_BY_SAVING.has(error.code) || (this.isServing && error.exitCode === 2));
    if (!isMendable) throw error;
    writeError(error);
    this.output.note(this.isServing ? "the filter before goes on serving" : "waiting for a change");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const gateway = await this.starting?.catch(() => null);
    await gateway?.close();
  }

  private async start({ plugin, metricLabels }: PreparedPlugin): Promise<void> {
    const { options, output } = this;
    for (const note of noteClusters(plugin, options.cluster)) output.note(note);
    this.starting = startSwappable({
      plugin,
      upstream: this.upstream,
      clusters: options.cluster ?? {},
      metricLabels,
      port: options.port,
      ...(options.adminPort === undefined ? {} : { adminPort: options.adminPort }),
      engine: options.engine,
      envoy: options.envoy,
      onProgress: output.progress,
      onNote: output.note,
      onEnvoyLog: ({ level, message }) => {
        if (!this.isChanging && level !== "warn") output.note(`[envoy] ${level}: ${message}`);
      },
      onEnd: (how) => this.fail(new ToolError("ERR_ENVOY_EXITED", how)),
      onLog: (entry) => output.note(`[${entry.plugin}] ${entry.level}: ${entry.message}`),
    });
    const gateway = await this.starting;
    this.isServing = true;
    this.metricLabels = metricLabels;
    const { engine, url, adminUrl } = gateway;
    output.result({ engine, url, adminUrl }, `ready ${url} admin ${adminUrl}`);
  }

  private async swap({ plugin, metricLabels }: PreparedPlugin): Promise<void> {
    const gateway = await this.starting;
    const isNew = await gateway?.swap(plugin);
    this.output.note(isNew === true ? `swapped ${plugin.name}` : `${plugin.name} is what it was`);
    if (gateway?.engine === "envoy" && metricLabels.some((label) => !this.metricLabels.includes(label))) {
      this.output.note("note: labels of metrics are set at the start: end this and start it again to see the new ones");
    }
  }
}
