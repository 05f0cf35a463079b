import { Counter, log, Regex, Request } from "sluice/sdk";
import { BlockRule } from "./config";
import { BodyView } from "./body-view";
import { Conditions } from "./conditions";
import { PatternSet } from "./pattern-set";
import { RequestView } from "./request-view";

const requests = new Counter("bot_and_block_requests_total", ["rule", "action"]);

export enum Action {
  Allow,
  Block,
  Tag,
  Log,
}

/** A rule made ready. */
@final
export class Rule {
  readonly name: string;
  readonly action: Action;
  readonly conditions: Conditions;
  private readonly actionName: string;
  private readonly bodies: Regex | null;
  /** What the schema can't say, after the rule's JSON path; empty when there is nothing. */
  fault: string;

  constructor(config: BlockRule, trustedHops: i32) {
    const conditions = new Conditions(config, trustedHops);
    this.name = config.name;
    this.action = actionOf(config.action);
    this.actionName = config.action;
    this.conditions = conditions;
    this.fault = conditions.fault;
    let bodies: Regex | null = null;
    if (config.bodies.length > 0) {
      const compiled = new PatternSet(config.bodies, config.caseSensitive);
      bodies = compiled.regex;
      if (compiled.fault.length > 0) this.fault = ".bodies" + compiled.fault;
      if (this.action == Action.Allow || this.action == Action.Tag) {
        this.fault = ".bodies: only a rule that blocks or logs can wait for a body";
      }
    } else if (conditions.isEmpty && this.fault.length == 0) {
      this.fault = ": has no condition";
    }
    this.bodies = bodies;
  }

  /** Whether it is decided only when the body is there. */
  get needsBody(): bool {
    return this.bodies !== null;
  }

  holdsHead(request: Request, view: RequestView): bool {
    return this.conditions.hold(request, view);
  }

  holdsBody(body: BodyView): bool {
    const bodies = this.bodies;
    return bodies !== null && body.matches(bodies);
  }

  /** Counts a request that the rule holds for. */
  count(): void {
    requests.increment(1, this.name, this.actionName);
    if (this.action == Action.Log) log.info("rule " + this.name + " holds");
  }
}

function actionOf(name: string): Action {
  if (name == "allow") return Action.Allow;
  if (name == "tag") return Action.Tag;
  return name == "log" ? Action.Log : Action.Block;
}
