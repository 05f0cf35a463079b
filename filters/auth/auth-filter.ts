import { Flow, HttpFilter, Request } from "sluice/sdk";
import { Gate } from "./gate";

/** Asks the gate about every request; one for all streams. */
@final
export class AuthFilter extends HttpFilter {
  constructor(private readonly gate: Gate) {
    super();
  }

  onRequestHeaders(request: Request): Flow {
    return this.gate.decide(request, null);
  }
}
