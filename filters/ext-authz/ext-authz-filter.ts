import {
  CalloutHandler,
  CalloutResponse,
  currentRequest,
  fetch,
  Flow,
  HttpFilter,
  lowerCase,
  Request,
  Response,
  Status,
} from "sluice/sdk";
import { AnswerField, appendFields } from "./answer-field";
import { CheckedBody } from "./authorization-service";
import { Decision, Verdict } from "./decision";
import { Gate } from "./gate";

enum Progress {
  /** Nothing is to be waited for, any more or yet. */
  Idle,
  /** The body is still coming. */
  Collecting,
  /** The service was asked. */
  Asked,
}

/** Has the service decide about one request. */
@final
export class ExtAuthzFilter extends HttpFilter {
  private progress: Progress = Progress.Idle;
  private clientFields: Array<AnswerField> | null = null;

  constructor(private readonly gate: Gate) {
    super();
  }

  onRequestHeaders(request: Request): Flow {
    if (this.gate.skips(request)) return Flow.Continue;
    if (this.gate.bodyBytesMax == 0 || request.endOfStream || isUpgrade(request)) return this.ask(request, null);
    this.progress = Progress.Collecting;
    return Flow.Pause;
  }

  onRequestBody(request: Request): Flow {
    if (this.progress != Progress.Collecting) return this.restFlow();
    const size = request.body.byteLength;
    if (size > this.gate.bodyBytesMax) {
      return this.gate.allowsPartialBody ? this.askWithBody(request) : this.refuse(request, 413);
    }
    return request.endOfStream ? this.askWithBody(request) : Flow.Pause;
  }

  onRequestTrailers(request: Request): Flow {
    return this.progress == Progress.Collecting ? this.askWithBody(request) : this.restFlow();
  }

  onResponseHeaders(response: Response): Flow {
    const fields = this.clientFields;
    if (fields !== null) appendFields(response.headers, fields);
    return Flow.Continue;
  }

  /** The service has decided. */
  carryOut(request: Request, decision: Decision): Flow {
    this.progress = Progress.Idle;
    const flow = this.gate.carryOut(request, decision);
    const hasFields = decision.verdict == Verdict.Allowed && decision.clientFields.length > 0;
    if (flow == Flow.Continue && hasFields) this.clientFields = decision.clientFields;
    return flow;
  }

  private askWithBody(request: Request): Flow {
    const body = request.body.bytes(0, this.gate.bodyBytesMax);
    if (body === null) return this.refuse(request, 413);
    const bytes = body.toUint8Array();
    if (bytes.length != body.byteLength) return this.refuse(request, 413);
    return this.ask(request, new CheckedBody(bytes, <u32>bytes.length < request.body.byteLength));
  }

  private ask(request: Request, body: CheckedBody | null): Flow {
    const service = this.gate.service;
    const check = service.ask(request, body);
    if (check === null) return this.refuse(request, 400);
    const cache = this.gate.cache;
    const key = cache !== null && body === null ? check.key() : null;
    if (cache !== null && key !== null) {
      const known = cache.get(key);
      if (known !== null) return this.carryOut(request, known);
    }
    const status = fetch(service.cluster, check.toInit(service.timeoutMs), new Answer(this, this.gate, key));
    if (status != Status.Ok) return this.carryOut(request, new Decision(Verdict.Failed));
    this.progress = Progress.Asked;
    return Flow.PauseAndWatermark;
  }

  private refuse(request: Request, status: u32): Flow {
    this.progress = Progress.Idle;
    return this.gate.refuse(request, status);
  }

  private restFlow(): Flow {
    return this.progress == Progress.Asked ? Flow.PauseAndWatermark : Flow.Continue;
  }
}

/** The service's answer. */
@final
class Answer extends CalloutHandler {
  constructor(
    private readonly filter: ExtAuthzFilter,
    private readonly gate: Gate,
    private readonly key: Uint8Array | null,
  ) {
    super();
  }

  onResponse(response: CalloutResponse): void {
    const decision = this.gate.service.judge(response);
    const cache = this.gate.cache;
    const key = this.key;
    if (cache !== null && key !== null) cache.set(key, decision);
    if (this.filter.carryOut(currentRequest, decision) == Flow.Continue) currentRequest.resume();
  }
}

/** Whether what follows the head is no body, but another protocol. */
function isUpgrade(request: Request): bool {
  if (request.method == "CONNECT") return true;
  const connection = request.headers.get("connection");
  // Envoy leaves the field where it takes part in an upgrade only; `upgrade` alone is any client's to send, before a body.
  return connection !== null && lowerCase(connection).includes("upgrade") && request.headers.has("upgrade");
}
