import { StreamType } from "./shared/abi";
import { CALLS_OUT } from "./build";
import { Callout } from "./callout";
import { Context, passingContext } from "./contexts";
import { IdTable } from "./id-table";
import { epoch } from "./memory";

/** A context while the host knows it: its number, and what is noted of it. One object may serve as the context of many streams. */
export class LiveContext {
  private pauses: u32 = 0;
  private isGone: bool = false;
  /** The callback that answered or closed it last, by the arena's epoch. */
  answeredIn: u32 = u32.MAX_VALUE;
  /** Whether it was answered, and the host does not know yet. */
  awaitsReply: bool = false;
  private passing: u32 = 0;
  /** The first of the callouts under way that it asked for. */
  firstCallout: Callout | null = null;

  constructor(
    readonly id: u32,
    public context: Context,
    private readonly parent: LiveRoot | null = null,
  ) {}

  /** The plugin of a stream; of a plugin, itself. Null of what the host does not know. */
  get root(): LiveRoot | null {
    // A checked cast would bring a message along.
    return this instanceof LiveRoot ? changetype<LiveRoot>(this) : this.parent;
  }

  /** Whether the host still knows it. */
  get isLive(): bool {
    return !this.isGone;
  }

  /** Notes whether the stream waits in this direction. */
  setPause(stream: StreamType, isPaused: bool): void {
    const bit = 1 << (<u32>stream);
    this.pauses = isPaused ? this.pauses | bit : this.pauses & ~bit;
  }

  /** Whether the stream waits in this direction. */
  isPaused(stream: StreamType): bool {
    return (this.pauses & (1 << (<u32>stream))) != 0;
  }

  /** The stream was answered, or closed: what paused does not go on again. */
  noteAnswer(): void {
    this.answeredIn = epoch;
    this.pauses = 0;
  }

  /** Notes that the rest of the body passes unseen in this direction. */
  letPass(stream: StreamType): void {
    this.passing |= 1 << (<u32>stream);
  }

  /** Whether the rest of the body passes unseen in this direction. */
  lets(stream: StreamType): bool {
    return (this.passing & (1 << (<u32>stream))) != 0;
  }

  /** The host has let it go: nobody waits for its callouts any more. */
  end(): void {
    this.isGone = true;
    // Whoever keeps it to come back to would keep all that its filter holds.
    this.context = passingContext;
    if (CALLS_OUT) {
      let callout = this.firstCallout;
      this.firstCallout = null;
      while (callout !== null) {
        callout.abandon();
        callout = callout.next;
      }
    }
  }
}

/** A plugin while the host knows it. */
@final
export class LiveRoot extends LiveContext {
  /** Milliseconds from tick to tick, as the plugin asked for them; 0 is none. */
  tickPeriodMs: u32 = 0;

  constructor(id: u32, context: Context) {
    super(id, context);
  }
}

/** Every plugin and stream that the host knows. */
// @ts-ignore: decorator
@lazy
export const liveContexts: IdTable<LiveContext> = new IdTable<LiveContext>();
