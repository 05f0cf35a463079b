import { GrpcStatus, LocalReply, quoteJson } from "sluice/sdk";
import { Fault } from "./fault";

/** Why a body is refused: what counters say of it. */
export namespace Reason {
  export const PATH: string = "path";
  export const MISSING: string = "missing";
  export const TYPE: string = "type";
  export const ENCODING: string = "encoding";
  export const SIZE: string = "size";
  export const JSON: string = "json";
  export const CONTENT: string = "content";
}

/** The answer to a request whose body is refused before anything of it is read. */
export function replyTo(reason: string): LocalReply {
  if (reason == Reason.SIZE) return describe(413, "Content Too Large", "the body is too large", "");
  if (reason == Reason.PATH) return describe(400, "Bad Request", "servers read this path in different ways", "");
  if (reason == Reason.MISSING) return describe(400, "Bad Request", "a body is required", "");
  if (reason == Reason.TYPE) return describe(415, "Unsupported Media Type", "the content type is not allowed", "");
  // RFC 9110 §15.5.16: the field says that it was the encoding.
  return describe(415, "Unsupported Media Type", "the body is encoded", "").header("accept-encoding", "identity");
}

/** The answer to a JSON body, with the place of the fault and no value of it. */
export function replyToFault(fault: Fault): LocalReply {
  if (!fault.isJson) return describe(400, "Bad Request", "the body is not JSON: " + fault.what, "");
  return describe(422, "Unprocessable Content", fault.path + " " + fault.what, fault.path);
}

function describe(status: u32, title: string, detail: string, path: string): LocalReply {
  let problem = '{"type":"about:blank","title":' + quoteJson(title) + ',"status":' + status.toString();
  problem += ',"detail":' + quoteJson(detail);
  if (path.length > 0) problem += ',"path":' + quoteJson(path);
  const reply = new LocalReply(status).grpcStatus(GrpcStatus.InvalidArgument);
  return reply.content("application/problem+json", problem + "}");
}
