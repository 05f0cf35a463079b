import { currentContext, makeEffective } from "../assembly/dispatcher/current";
import { setTickPeriod } from "../assembly/dispatcher/postponed";
import { nowMilliseconds } from "./time";

/**
 * As many timers go off in one tick: clients decide how many are due at once, and what one callback throws away stays until it returns.
 */
const AT_ONCE: i32 = 100;

/** The place of a timer that does not run. */
const NOWHERE: i32 = -1;

/**
 * Something to do later, once or again and again: `Plugin.startTimer`. Its fields are what it remembers.
 *
 * @example
 * class Minute extends Timer {
 *   onTimeout(): void {
 *     log.info("another minute");
 *   }
 * }
 * class Clock extends Plugin {
 *   onConfigure(configuration: Bytes): Refusal | null {
 *     this.startTimer(new Minute(), 60000, 60000);
 *     return null;
 *   }
 * }
 */
export abstract class Timer {
  /**
   * When it is due, in milliseconds of Envoy's clock.
   *
   * @internal
   */
  due: i64 = 0;
  /**
   * Milliseconds from one time to the next; 0 is once.
   *
   * @internal
   */
  periodMs: u32 = 0;
  /**
   * Its place in the queue.
   *
   * @internal
   */
  place: i32 = NOWHERE;

  /** The time has come. Host calls speak of the plugin: make a `Stream` effective to speak of one. */
  abstract onTimeout(): void;

  /** Whether it will still go off. */
  get isRunning(): bool {
    return this.place != NOWHERE;
  }
}

/**
 * The timers of one plugin over the one tick that Envoy gives it: a binary heap, the timer that is due next in front. The tick's period
 * is always the time until then.
 */
@final
export class TimerQueue {
  private readonly heap: Array<Timer> = new Array<Timer>();

  /** Whether no timer runs. */
  get isEmpty(): bool {
    return this.heap.length == 0;
  }

  /** Starts a timer, or starts it anew. */
  start(timer: Timer, delayMs: u32, periodMs: u32): void {
    this.remove(timer);
    timer.periodMs = periodMs;
    this.add(timer, nowMilliseconds() + <i64>delayMs);
    this.schedule();
  }

  /** Stops a timer; one that does not run stays as it is. */
  stop(timer: Timer): void {
    this.remove(timer);
    this.schedule();
  }

  /** Lets what is due by now go off, each timer once, even if its time has come more often; of more than a hundred, the rest next time. */
  run(): void {
    const now = nowMilliseconds();
    const heap = this.heap;
    const plugin = currentContext();
    for (let left = min(heap.length, AT_ONCE); left > 0 && heap.length > 0 && unchecked(heap[0]).due <= now; --left) {
      const timer = unchecked(heap[0]);
      this.remove(timer);
      if (timer.periodMs > 0) this.add(timer, now + <i64>timer.periodMs);
      // The timer before may have made a stream effective.
      if (plugin !== null && currentContext() !== plugin) makeEffective(plugin);
      timer.onTimeout();
    }
    this.schedule();
  }

  private schedule(): void {
    const heap = this.heap;
    const waitMs = heap.length == 0 ? 0 : max(unchecked(heap[0]).due - nowMilliseconds(), 1);
    setTickPeriod(<u32>min(waitMs, <i64>u32.MAX_VALUE));
  }

  private add(timer: Timer, due: i64): void {
    timer.due = due;
    timer.place = this.heap.push(timer) - 1;
    this.rise(timer);
  }

  private remove(timer: Timer): void {
    const heap = this.heap;
    const place = timer.place;
    if (place < 0 || place >= heap.length || unchecked(heap[place]) !== timer) return;
    timer.place = NOWHERE;
    const last = heap.pop();
    if (last === timer) return;
    this.put(last, place);
    this.rise(last);
    this.sink(last);
  }

  private rise(timer: Timer): void {
    const heap = this.heap;
    while (timer.place > 0) {
      const parent = unchecked(heap[(timer.place - 1) >> 1]);
      if (parent.due <= timer.due) return;
      this.swap(parent, timer);
    }
  }

  private sink(timer: Timer): void {
    const heap = this.heap;
    for (let child = 2 * timer.place + 1; child < heap.length; child = 2 * timer.place + 1) {
      if (child + 1 < heap.length && unchecked(heap[child + 1]).due < unchecked(heap[child]).due) ++child;
      if (timer.due <= unchecked(heap[child]).due) return;
      this.swap(timer, unchecked(heap[child]));
    }
  }

  private swap(upper: Timer, lower: Timer): void {
    const place = upper.place;
    this.put(upper, lower.place);
    this.put(lower, place);
  }

  private put(timer: Timer, place: i32): void {
    timer.place = place;
    unchecked((this.heap[place] = timer));
  }
}
