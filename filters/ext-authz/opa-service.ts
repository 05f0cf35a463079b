import { CalloutResponse, parseJson, Request } from "sluice/sdk";
import { AuthorizationService, CheckedBody, PARTIAL_BODY } from "./authorization-service";
import { CheckRequest } from "./check-request";
import { AddedHeader, Service } from "./config";
import { Decision, Verdict } from "./decision";
import { Fields } from "./fields";
import { HeaderNames } from "./header-names";
import { writeInput } from "./input-document";
import { readResult } from "./opa-result";

/** A larger answer is none. */
const ANSWER_BYTES_MAX: u32 = 1 << 20;

/** A policy of the Open Policy Agent, asked by `POST /v1/data/…` with the input of its Envoy plugin. */
@final
export class OpaService extends AuthorizationService {
  private readonly told: HeaderNames;
  private readonly path: string;

  constructor(
    private readonly service: Service,
    added: Array<AddedHeader>,
    /** Whether the policy is told when the request came: no two documents with that are alike. */
    private readonly tellsTime: bool,
  ) {
    super(service, added);
    this.told = new HeaderNames(service.allowedHeaders);
    this.path = "/v1/data/" + service.decision;
  }

  ask(request: Request, body: CheckedBody | null): CheckRequest | null {
    const told = new Fields();
    const headers = request.headers.entries();
    for (let i = 0; i < headers.length; ++i) {
      const name = headers[i].name;
      const isTold = name.startsWith(":") || ((this.told.isEmpty || this.told.has(name)) && !this.hides(name));
      if (isTold && name != PARTIAL_BODY) told.add(name, headers[i].value.toString());
    }
    if (body !== null) told.set(PARTIAL_BODY, body.isPartial ? "true" : "false");
    const input = writeInput(request, told, body, this.service.contextExtensions, this.tellsTime);
    if (input === null) return null;
    const fields = new Fields();
    fields.set("content-type", "application/json");
    this.addHeaders(fields);
    const check = new CheckRequest("POST", this.path, fields);
    check.body = input;
    return check;
  }

  judge(response: CalloutResponse): Decision {
    const body = response.status == 200 && response.body.byteLength <= ANSWER_BYTES_MAX ? response.body.bytes() : null;
    if (body === null) return new Decision(Verdict.Failed);
    const document = parseJson(body).value;
    if (document === null) return new Decision(Verdict.Failed);
    return readResult(document.get("result"));
  }
}
