/** Why there was no response, in Envoy's words. */
export type UpstreamFailure =
  | "remote connection failure"
  | "connection termination"
  | "remote reset"
  | "remote refused stream reset"
  | "protocol error";
