import { Status, StreamType } from "../assembly/shared/abi";
import { currentDirection, NO_DIRECTION } from "../assembly/dispatcher/current";
import { resume } from "../assembly/dispatcher/release";
import { CalloutAnswer } from "./callout-answer";
import { CalloutHandler, CalloutResponse, fetch, RequestInit } from "./fetch";
import { Flow } from "./flow";

/** What a step of a task comes to. */
export enum Progress {
  /** Go on with the next step once all callouts of this one have been answered. */
  Wait,
  /** The task is over. */
  Done,
}

/**
 * Work in steps, with callouts between them, written from top to bottom: what `async` and `await` are elsewhere. A step sends any number
 * of callouts; when all of them have their answers, whatever these are, the next step finds them in `answers`. The task's fields are
 * what it remembers from step to step.
 *
 * When the task is done, what the callback that started it was about (the request, the response, or one side of a TCP connection) goes on,
 * unless the task has answered the client. Started elsewhere, as in a tick, it resumes nothing. When the client has gone meanwhile, no further
 * step comes.
 *
 * @example
 * class Login extends Task {
 *   run(step: i32): Progress {
 *     if (step == 0) {
 *       this.fetch("sessions", new RequestInit("GET", "/session"));
 *       return Progress.Wait;
 *     }
 *     if (!this.answers[0].ok) currentRequest.respond(new LocalReply(401));
 *     return Progress.Done;
 *   }
 * }
 * class Guard extends HttpFilter {
 *   onRequestHeaders(request: Request): Flow {
 *     return new Login().start();
 *   }
 * }
 */
export abstract class Task {
  private step: i32 = 0;
  private pending: i32 = 0;
  private isDone: bool = false;
  private direction: StreamType = NO_DIRECTION;
  private sent: Array<CalloutAnswer> = new Array<CalloutAnswer>();
  /** The answers to the callouts of the step before, in the order in which it sent them. */
  answers: Array<CalloutAnswer> = new Array<CalloutAnswer>();

  /** One step: the first is 0. A step that waits without a callout of its own is the last. */
  abstract run(step: i32): Progress;

  /** Begins the task; the callback returns what this returns. Once only. */
  start(): Flow {
    this.direction = currentDirection();
    return this.advance() ? Flow.Pause : Flow.Continue;
  }

  /**
   * Sends a callout, as `fetch` does; the next step finds the answer in `answers`, also when it could not be sent. Only within `run`.
   */
  fetch(cluster: string, init: RequestInit): void {
    const answer = new CalloutAnswer();
    this.sent.push(answer);
    if (fetch(cluster, init, new TaskCallout(this, answer)) == Status.Ok) ++this.pending;
  }

  /**
   * One of the callouts has its answer.
   *
   * @internal
   */
  whenSettled(): void {
    if (--this.pending > 0 || this.isDone || this.advance()) return;
    if (this.direction != NO_DIRECTION) resume(this.direction);
  }

  /** Runs steps until one waits; false when the task is over. */
  private advance(): bool {
    while (this.run(this.step++) == Progress.Wait && this.sent.length > 0) {
      this.answers = this.sent;
      this.sent = new Array<CalloutAnswer>();
      if (this.pending > 0) return true;
    }
    this.isDone = true;
    return false;
  }
}

/** One callout of a task. */
@final
class TaskCallout extends CalloutHandler {
  constructor(
    private readonly task: Task,
    private readonly answer: CalloutAnswer,
  ) {
    super();
  }

  onResponse(response: CalloutResponse): void {
    this.answer.take(response);
    this.task.whenSettled();
  }
}
