// Running scenarios.
export { engines } from "./engines.js";
export { type PluginOptions, serve, type ServeOptions, type TestGateway } from "./serve.js";
export type { HttpServeOptions, TcpServeOptions } from "./serve.js";
export type {
  Engine,
  FailurePolicy,
  GatewayOptions,
  LogEntry,
  LogLevelName,
  MetricSample,
  PluginKind,
  PluginSpec,
} from "../gateway.js";

// Talking to a gateway, and standing behind it.
export type { GatewayFetchInit } from "./gateway-fetch.js";
export type { GatewayResponse } from "./gateway-response.js";
export type { FetchHandler, RawReply } from "./upstream.js";
export { GrpcError, grpcService } from "./grpc-service.js";
export type { GrpcCall, GrpcMethods, GrpcService, StreamMethod, UnaryMethod } from "./grpc-service.js";
export type { SocketHandler } from "./tcp-upstream.js";
export type { UpstreamRequest } from "./upstream-request.js";
export type { HeaderLine, HeaderLines, ReceivedLine } from "./wire.js";
