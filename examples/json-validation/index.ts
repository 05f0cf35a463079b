/** Refuses a request whose body is no JSON object with an `id` and a `token`, and says what is wrong with it. */
import { Flow, HttpFilter, JsonKind, LocalReply, parseJson, register, Request } from "sluice/sdk";

class JsonValidation extends HttpFilter {
  onRequestHeaders(request: Request): Flow {
    return request.endOfStream ? refuse(request, "a body is required") : Flow.Continue;
  }

  requestBodyLimit(): u32 {
    return 65536;
  }

  onWholeRequestBody(request: Request): Flow {
    const result = parseJson(request.body.bytes());
    const root = result.value;
    if (root === null) return refuse(request, result.error);
    if (root.kind != JsonKind.Object) return refuse(request, "the body is no object");
    if (root.get("id") === null) return refuse(request, "id is missing");
    if (root.get("token") === null) return refuse(request, "token is missing");
    return Flow.Continue;
  }
}

function refuse(request: Request, reason: string): Flow {
  return request.respond(new LocalReply(403).text(reason + "\n"));
}
register("json-validation", () => new JsonValidation());
