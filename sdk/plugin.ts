import { BufferType, LogLevel, Status } from "../assembly/shared/abi";
import { Context } from "../assembly/contexts";
import { getBufferBytes } from "../assembly/hostcalls/buffer";
import { done } from "../assembly/hostcalls/context";
import { log } from "../assembly/hostcalls/log";
import { setTickPeriod } from "../assembly/dispatcher/postponed";
import { Bytes, resultBytes } from "../assembly/bytes";
import { canHold } from "../assembly/memory";
import { Filter } from "./filter";
import { SharedQueue } from "./shared-queue";
import { Timer, TimerQueue } from "./timer";

/** Why a plugin does not accept its configuration. Name the JSON path and the mend, never a value: it may be a secret. */
@final
export class Refusal {
  /** `message` becomes a line of Envoy's log. */
  constructor(
    /** What is wrong: `$.jwt_secret: is required`. */
    readonly message: string,
  ) {}
}

/**
 * One configuration of a filter, and what lives longer than a stream: counters, timers, what was read from the configuration.
 * Envoy makes one for each place where the filter is configured, on every worker thread, and one more on the main thread, and
 * may keep several in one VM.
 *
 * @example
 * class Greeter extends HttpFilter {
 *   constructor(private readonly plugin: GreeterPlugin) {
 *     super();
 *   }
 *   onRequestHeaders(request: Request): Flow {
 *     request.headers.set("x-greeting", this.plugin.greeting);
 *     return Flow.Continue;
 *   }
 * }
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
  private timers: TimerQueue | null = null;

  /**
   * The filter of a new stream: one of its own, or one for all where it keeps nothing of a stream. Null lets the stream pass; an access
   * logger or a service, which has no streams, leaves it at that.
   */
  createFilter(): Filter | null {
    return null;
  }

  /**
   * The VM has started, before `onConfigure`; Envoy says so to each plugin that shares the VM. `vmConfiguration` is empty when none was given.
   * A `Refusal` as in `onConfigure`. (ABI: `proxy_on_vm_start`.)
   */
  onStart(vmConfiguration: Bytes): Refusal | null {
    return null;
  }

  /**
   * The configuration is there, empty when none was given. A `Refusal` is logged as an error, and Envoy does not load the plugin. From here
   * on all host calls are allowed: define timers, queues and expressions, send the first callout. Envoy configures a plugin in a VM made to
   * try it, in one on the main thread, and in one for each worker: what is added to shared data is added that often. A configuration that
   * memory can't hold, or that the host does not hand over, is refused without this. (ABI: `proxy_on_configure`.)
   */
  onConfigure(configuration: Bytes): Refusal | null {
    return null;
  }

  /** The time set by `setTickPeriod` is over. Not called while a `Timer` runs. (ABI: `proxy_on_tick`.) */
  onTick(): void {}

  /** A queue that this plugin registered has an item. Another thread may have taken it by now: `dequeue` tells. */
  onQueueReady(queue: SharedQueue): void {}

  /** A foreign function of the host calls back, with `argument`, which lives until the callback returns. */
  onForeignFunction(functionId: u32, argument: Bytes): void {}

  /** The plugin is about to end; false holds it back until `done()`. (ABI: `proxy_on_done`.) */
  onDone(): bool {
    return true;
  }

  /**
   * As an access logger: a stream is over. Its headers and attributes can be read, as `currentRequest`, `currentResponse` and
   * `RequestAttributes` tell them; it cannot be answered. (ABI: `proxy_on_log` on the root context.)
   */
  onLog(): void {}

  /** The plugin is gone. (ABI: `proxy_on_delete`.) */
  onDelete(): void {}

  /**
   * Starts `timer`, or starts it anew: it goes off after `delayMs` milliseconds, and then every `periodMs`, unless that is 0. Timers use the
   * plugin's tick: while one runs, `onTick` is not called.
   */
  startTimer(timer: Timer, delayMs: u32, periodMs: u32 = 0): void {
    let timers = this.timers;
    if (timers === null) this.timers = timers = new TimerQueue();
    timers.start(timer, delayMs, periodMs);
  }

  /** Stops `timer`; nothing happens when it does not run. */
  stopTimer(timer: Timer): void {
    const timers = this.timers;
    if (timers !== null) timers.stop(timer);
  }

  /**
   * Calls `onTick` every `periodMs` milliseconds from now on; 0 ends it. There is one tick, which `startTimer` sets too: use the one or the
   * other. (ABI: `proxy_set_tick_period_milliseconds`.)
   */
  setTickPeriod(periodMs: u32): Status {
    return setTickPeriod(periodMs);
  }

  /** Ends a plugin that was held back by `onDone`; any other is `Status.NotFound`. (ABI: `proxy_done`.) */
  done(): Status {
    return done();
  }

  createStream(): Context | null {
    return this.createFilter();
  }

  whenStarted(size: u32): bool {
    const configuration = readConfiguration(BufferType.VmConfiguration, size);
    return isAccepted(configuration === null ? UNREAD : this.onStart(configuration));
  }

  whenConfigured(size: u32): bool {
    const configuration = readConfiguration(BufferType.PluginConfiguration, size);
    return isAccepted(configuration === null ? UNREAD : this.onConfigure(configuration));
  }

  whenTicked(): void {
    const timers = this.timers;
    if (timers === null || timers.isEmpty) this.onTick();
    else timers.run();
  }

  whenQueueReady(queue: u32): void {
    this.onQueueReady(new SharedQueue(queue));
  }

  whenForeignFunction(functionId: u32, size: u32): void {
    getBufferBytes(BufferType.CallData, 0, size);
    this.onForeignFunction(functionId, resultBytes());
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

// @ts-ignore: decorator
@lazy
const UNREAD: Refusal = new Refusal("$: can't be read into memory");

function readConfiguration(buffer: BufferType, size: u32): Bytes | null {
  getBufferBytes(buffer, 0, size);
  const configuration = resultBytes();
  return <u32>configuration.byteLength == size && canHold(size) ? configuration : null;
}

function isAccepted(refusal: Refusal | null): bool {
  if (refusal === null) return true;
  log(LogLevel.Error, refusal.message);
  return false;
}
