import { Callout } from "./callout";
import { grpcCancel } from "./hostcalls/grpc";

/** A unary gRPC call under way: unlike an HTTP callout, it ends with the context that asked. */
export class GrpcCall extends Callout {
  abandon(): void {
    super.abandon();
    grpcCancel(this.token);
  }
}

/** An open gRPC stream. */
@final
export class GrpcStreamCallout extends GrpcCall {
  get isStream(): bool {
    return true;
  }
}
