import { Bytes, CalloutResponse, lowerCase, mayRemoveHeader, Request } from "sluice/sdk";
import { AnswerField } from "./answer-field";
import { AuthorizationService, CheckedBody, PARTIAL_BODY } from "./authorization-service";
import { CheckRequest } from "./check-request";
import { AddedHeader, Service } from "./config";
import { Decision, Verdict } from "./decision";
import { Fields, isFree } from "./fields";
import { HeaderNames } from "./header-names";

/** Where a service names headers that the upstream is not to get. */
const HEADERS_TO_REMOVE: string = "x-envoy-auth-headers-to-remove";

/** A larger body of a refusal does not reach the client. */
const REFUSAL_BYTES_MAX: u32 = 1 << 20;

/** A service that is sent the request's head, and answers by its status: Envoy's ext_authz with an `http_service`. */
@final
export class HttpService extends AuthorizationService {
  private readonly told: HeaderNames;
  private readonly forUpstream: HeaderNames;
  private readonly forClient: HeaderNames;
  private readonly onSuccess: HeaderNames;

  constructor(
    private readonly service: Service,
    added: Array<AddedHeader>,
  ) {
    super(service, added);
    this.told = new HeaderNames(service.allowedHeaders);
    this.forUpstream = new HeaderNames(service.allowedUpstreamHeaders);
    this.forClient = new HeaderNames(service.allowedClientHeaders);
    this.onSuccess = new HeaderNames(service.allowedClientHeadersOnSuccess);
  }

  ask(request: Request, body: CheckedBody | null): CheckRequest | null {
    const path = request.path;
    if (path.length == 0) return null;
    const fields = new Fields();
    const headers = request.headers.entries();
    for (let i = 0; i < headers.length; ++i) {
      const name = headers[i].name;
      if ((name == "authorization" || this.told.has(name)) && isFree(name) && !this.hides(name)) {
        fields.add(name, headers[i].value.toString());
      }
    }
    if (body !== null) fields.set(PARTIAL_BODY, body.isPartial ? "true" : "false");
    this.addHeaders(fields);
    const fixed = this.service.pathOverride;
    const asked = fixed.length > 0 ? fixed : this.service.pathPrefix + path;
    const check = new CheckRequest(request.method, asked, fields);
    check.authority = request.authority;
    if (body !== null) check.body = body.bytes;
    return check;
  }

  judge(response: CalloutResponse): Decision {
    const status = response.status;
    if (status < 200 || status >= 500) return new Decision(Verdict.Failed);
    return status == 200 ? this.allow(response) : this.deny(response);
  }

  removeOwn(request: Request): void {
    this.forUpstream.removeFrom(request.headers);
  }

  private allow(response: CalloutResponse): Decision {
    const decision = new Decision(Verdict.Allowed);
    const headers = response.headers.entries();
    for (let i = 0; i < headers.length; ++i) {
      const name = headers[i].name;
      if (name == HEADERS_TO_REMOVE) {
        addNames(decision.removedNames, headers[i].value.toString());
      } else if (isFree(name)) {
        if (this.forUpstream.has(name)) addField(decision.upstreamFields, name, headers[i].value);
        if (this.onSuccess.has(name)) addField(decision.clientFields, name, headers[i].value);
      }
    }
    return decision;
  }

  private deny(response: CalloutResponse): Decision {
    const decision = new Decision(Verdict.Denied);
    decision.status = response.status;
    const headers = response.headers.entries();
    for (let i = 0; i < headers.length; ++i) {
      const name = headers[i].name;
      if (isFree(name) && name != HEADERS_TO_REMOVE && this.isForClient(name)) {
        addField(decision.clientFields, name, headers[i].value);
      }
    }
    const body = response.body.byteLength <= REFUSAL_BYTES_MAX ? response.body.bytes() : null;
    if (body !== null) decision.body = body.toUint8Array();
    return decision;
  }

  private isForClient(name: string): bool {
    return this.forClient.isEmpty || name == "location" || name == "www-authenticate" || this.forClient.has(name);
  }
}

function addField(fields: Array<AnswerField>, name: string, value: Bytes): void {
  fields.push(new AnswerField(name, value.toUint8Array()));
}

function addNames(names: Array<string>, list: string): void {
  const parts = list.split(",");
  for (let i = 0; i < parts.length; ++i) {
    const name = lowerCase(parts[i].trim());
    if (isFree(name) && mayRemoveHeader(name)) names.push(name);
  }
}
