/** Asks a gRPC service whether a request may pass: `acme.Gate/Admit`, with the path as field 1 and the credentials as field 2. */
import {
  Bytes,
  currentRequest,
  Flow,
  grpcCall,
  GrpcCallHandler,
  GrpcRequest,
  GrpcStatus,
  HttpFilter,
  LocalReply,
  log,
  ProtobufReader,
  ProtobufWriter,
  register,
  Request,
  Status,
} from "sluice/sdk";

class Admission extends GrpcCallHandler {
  /** The answer's field 1 is the user whom the service knows. */
  onReply(message: Bytes): void {
    const answer = new ProtobufReader(message.dataStart, message.byteLength);
    let user = "";
    while (answer.next()) {
      if (answer.field == 1) user = answer.text();
    }
    if (user.length == 0 || answer.isMalformed) {
      currentRequest.respond(new LocalReply(503));
      return;
    }
    currentRequest.headers.set("x-user", user);
    currentRequest.resume();
  }

  onFailure(status: GrpcStatus, message: string): void {
    log.info("not admitted: " + message);
    const isRefused = status == GrpcStatus.PermissionDenied || status == GrpcStatus.Unauthenticated;
    currentRequest.respond(new LocalReply(isRefused ? 403 : 503).grpcStatus(status));
  }
}

class GrpcAuth extends HttpFilter {
  onRequestHeaders(request: Request): Flow {
    request.headers.delete("x-user");
    const credentials = request.headers.get("authorization");
    const question = new ProtobufWriter().string(1, request.path);
    if (credentials !== null) question.string(2, credentials);
    const call = new GrpcRequest("acme.Gate", "Admit", question.finish());
    call.timeoutMs = 500;
    const status = grpcCall("gate", call, new Admission());
    return status == Status.Ok ? Flow.Pause : request.respond(new LocalReply(503));
  }
}
register("grpc-auth", () => new GrpcAuth());
