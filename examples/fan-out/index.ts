/** Asks ten services at once while the response waits, and says in a header what each of them answered. */
import {
  CalloutOutcome,
  Flow,
  HttpFilter,
  Progress,
  register,
  RequestInit,
  Response,
  Task,
  currentResponse,
} from "sluice/sdk";

const SERVICES: i32 = 10;

class Poll extends Task {
  run(step: i32): Progress {
    if (step == 0) {
      for (let i = 0; i < SERVICES; ++i) {
        const init = new RequestInit("GET", "/vote");
        init.timeoutMs = 500;
        this.fetch("service-" + i.toString(), init);
      }
      return Progress.Wait;
    }
    let votes = "";
    for (let i = 0; i < this.answers.length; ++i) {
      const answer = this.answers[i];
      votes +=
        (i > 0 ? " " : "") +
        (answer.outcome == CalloutOutcome.Answered ? answer.status.toString() : describe(answer.outcome));
    }
    currentResponse.headers.set("x-votes", votes);
    return Progress.Done;
  }
}

function describe(outcome: CalloutOutcome): string {
  if (outcome == CalloutOutcome.DeadlineExceeded) return "late";
  if (outcome == CalloutOutcome.Unavailable) return "unavailable";
  return outcome == CalloutOutcome.Reset ? "reset" : "unknown";
}

class FanOut extends HttpFilter {
  onResponseHeaders(response: Response): Flow {
    return new Poll().start();
  }
}
register("fan-out", () => new FanOut());
