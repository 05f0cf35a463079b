import { BufferType, LogLevel, Status } from "../assembly/shared/abi";
import { Context } from "../assembly/contexts";
import { getBufferBytes } from "../assembly/hostcalls/buffer";
import { done } from "../assembly/hostcalls/context";
import { log } from "../assembly/hostcalls/log";
import { setTickPeriod } from "../assembly/hostcalls/timer";
import { Bytes, resultBytes } from "../assembly/bytes";
import { canHold } from "../assembly/memory";
import { Filter } from "./filter";

/** Why a plugin does not accept its configuration. Name the JSON path and the mend, never a value: it may be a secret. */
@final
export class Refusal {
  constructor(readonly message: string) {}
}

/**
 * One configuration of a filter, and what lives longer than a stream: counters, timers, what was read from the configuration.
 * Envoy makes one for each place where the filter is configured, on every worker thread, and one more on the main thread, and
 * may keep several in one VM.
 *
 * @example
 * class GreeterPlugin extends Plugin {
 *   greeting: string = "hello";
 *   onConfigure(configuration: Bytes): Refusal | null {
 *     if (configuration.byteLength == 0) return new Refusal("$: a greeting is required");
 *     this.greeting = configuration.toString();
 *     return null;
 *   }
 *   createFilter(): Filter {
 *     return new Greeter(this);
 *   }
 * }
 * registerPlugin("greeter", () => new GreeterPlugin());
 */
export abstract class Plugin extends Context {
  /**
   * The filter of a new stream: one of its own, or one for all where it keeps nothing of a stream. Null lets the stream pass; an access
   * logger or a service, which has no streams, leaves it at that.
   */
  createFilter(): Filter | null {
    return null;
  }

  /** The VM has started, before `onConfigure`; Envoy says so to each plugin that shares the VM. False refuses to load. */
  onStart(vmConfiguration: Bytes): bool {
    return true;
  }

  /** The configuration is there, empty when none was given. A `Refusal` is logged as an error, and Envoy does not load the plugin. */
  onConfigure(configuration: Bytes): Refusal | null {
    return null;
  }

  /** The time set by `setTickPeriod` is over. */
  onTick(): void {}

  /** The plugin is about to end; false holds it back until `done()`. */
  onDone(): bool {
    return true;
  }

  /** As an access logger: a stream is over. */
  onLog(): void {}

  /** The plugin is gone. */
  onDelete(): void {}

  /** Calls `onTick` every `periodMs` milliseconds from now on; 0 ends it. */
  setTickPeriod(periodMs: u32): Status {
    return setTickPeriod(periodMs);
  }

  /** Ends a plugin that was held back by `onDone`. */
  done(): Status {
    return done();
  }

  createStream(): Context | null {
    return this.createFilter();
  }

  whenStarted(size: u32): bool {
    getBufferBytes(BufferType.VmConfiguration, 0, size);
    return this.onStart(resultBytes());
  }

  whenConfigured(size: u32): bool {
    getBufferBytes(BufferType.PluginConfiguration, 0, size);
    const configuration = resultBytes();
    const fits = <u32>configuration.byteLength == size && canHold(size);
    const refusal = fits ? this.onConfigure(configuration) : new Refusal("$: is too large for the module's memory");
    if (refusal === null) return true;
    log(LogLevel.Error, refusal.message);
    return false;
  }

  whenTicked(): void {
    this.onTick();
  }

  whenDone(): bool {
    return this.onDone();
  }

  whenLogged(): void {
    this.onLog();
  }

  whenDeleted(): void {
    this.onDelete();
  }
}
