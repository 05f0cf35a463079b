import { Flow, HttpFilter, JsonValue, LocalReply, parseJson, register, Request } from "sluice/sdk";

/** The order in the request's body is parsed; only gold customers pass, with the number of pieces. */
class Orders extends HttpFilter {
  onRequestHeaders(request: Request): Flow {
    return request.endOfStream ? request.respond(new LocalReply(400)) : Flow.Pause;
  }

  onRequestBody(request: Request): Flow {
    if (!request.endOfStream) return Flow.Pause;
    const body = request.body.bytes();
    if (body === null) return request.respond(new LocalReply(500));
    const order = parseJson(body).value;
    if (order === null) return request.respond(new LocalReply(400));
    const tier = order.get("tier");
    if (tier === null || tier.text != "gold") return request.respond(new LocalReply(403));
    request.headers.set("x-pieces", countPieces(order.get("items")).toString());
    return Flow.Continue;
  }
}

function countPieces(items: JsonValue | null): u64 {
  let pieces: f64 = 0;
  for (let i = 0; items !== null && i < items.length; i++) {
    const item = items.at(i);
    if (item === null) continue;
    const quantity = item.get("quantity");
    if (quantity !== null) pieces += quantity.number;
  }
  return <u64>pieces;
}

register("json", () => new Orders());
