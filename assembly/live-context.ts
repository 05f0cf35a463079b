import { StreamType } from "./shared/abi";
import { Callout } from "./callout";
import { Context } from "./contexts";
import { IdTable } from "./id-table";

/** A context while the host knows it: its number, and what is noted of it. One object may serve as the context of many streams. */
@final
export class LiveContext {
  private pauses: u32 = 0;
  private isGone: bool = false;
  private passing: u32 = 0;
  /** The first of the callouts under way that it asked for. */
  firstCallout: Callout | null = null;

  constructor(
    readonly id: u32,
    readonly context: Context,
  ) {}

  /** Whether the host still knows it. */
  get isLive(): bool {
    return !this.isGone;
  }

  /** Notes whether the stream waits in this direction. */
  setPause(stream: StreamType, isPaused: bool): void {
    const bit = 1 << (<u32>stream);
    this.pauses = isPaused ? this.pauses | bit : this.pauses & ~bit;
  }

  /** Whether the stream waited in this direction; from now on it does not. */
  takePause(stream: StreamType): bool {
    const bit = 1 << (<u32>stream);
    const wasPaused = (this.pauses & bit) != 0;
    this.pauses &= ~bit;
    return wasPaused;
  }

  /** The stream was answered: what paused does not go on again. */
  clearPauses(): void {
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
    let callout = this.firstCallout;
    this.firstCallout = null;
    while (callout !== null) {
      callout.abandon();
      callout = callout.next;
    }
  }
}

/** Every plugin and stream that the host knows. */
// @ts-ignore: decorator
@lazy
export const liveContexts: IdTable<LiveContext> = new IdTable<LiveContext>();
