/** What a filter imports: `import { HttpFilter, Request, Flow, register } from "sluice/sdk"`. */

// Filters and plugins
export { Filter } from "./filter";
export { HttpFilter } from "./http-filter";
export { TcpFilter } from "./tcp-filter";
export { Plugin, Refusal } from "./plugin";
export { register, registerPlugin } from "./register";
export { Timer } from "./timer";

// Messages
export { Flow } from "./flow";
export { currentStream, Stream } from "./stream";
export { Request, currentRequest } from "./request";
export { Response, currentResponse } from "./response";
export { Header, Headers, lowerCase } from "./headers";
export { PreparedHeader } from "./prepared-header";
export { Body } from "./body";
export { CapturedRequest } from "./captured-request";
export { Connection, currentDownstream, currentUpstream } from "./connection";
export { clientAddress } from "./client-address";
export { LocalReply } from "./local-reply";
export { BytesReply } from "./bytes-reply";
export { Bytes } from "../assembly/bytes";

// What the host offers
export { GrpcStatus, LogLevel, PeerType, Status } from "../assembly/shared/abi";
export { log } from "./log";
export { Counter, Gauge, Histogram } from "./metrics";
export { declareMetricLabels, MetricSeries } from "./metric-series";
export { getBooleanProperty, getNumberProperty, getProperty, getTextProperty, setProperty } from "./property";
export { isAuthenticated, markAuthenticated } from "./authenticated";
export { SharedCache } from "./shared-cache";
export { SharedData, SharedUpdate, SharedValue } from "./shared-data";
export { SharedQueue } from "./shared-queue";
export { getEnvironment } from "./environment";
export { Template, TemplateResult } from "./template/template";
export { TextMap } from "./text-map";
export { nowMilliseconds, nowNanoseconds, nowSeconds } from "./time";

// Attributes
export { ConnectionAttributes } from "./attributes/connection";
export { DestinationAttributes } from "./attributes/destination";
export { PluginAttributes } from "./attributes/plugin";
export { attributePath } from "./attributes/attribute-path";
export { RequestAttributes } from "./attributes/request";
export { ResponseAttributes } from "./attributes/response";
export { SourceAttributes } from "./attributes/source";
export { UpstreamAttributes } from "./attributes/upstream";
export { XdsAttributes } from "./attributes/xds";

// Foreign functions
export { callForeignFunction, ForeignResult } from "./foreign/call";
export { compress, uncompress } from "./foreign/compress";
export { declareProperty, PropertyType } from "./foreign/declare-property";
export { Expression } from "./foreign/expression";
export { LifeSpan, setEnvoyFilterState } from "./foreign/filter-state";
export { signText, verifySignature, verifySignatureWithDer } from "./foreign/signature";

// Callouts
export { CalloutHandler, CalloutOutcome, CalloutResponse, fetch, RequestInit } from "./fetch";
export { CalloutAnswer } from "./callout-answer";
export { Progress, Task } from "./task";
export { grpcCall, GrpcCallHandler, GrpcRequest } from "./grpc/call";
export { GrpcStream, GrpcStreamHandler, openGrpcStream } from "./grpc/stream";
export { ProtobufReader } from "./protobuf/reader";
export { ProtobufWriter } from "./protobuf/writer";
export { WireType } from "./protobuf/wire-type";

// Without the host
export { JsonResult, parseJson } from "./json/parse";
export { JsonKind, JsonValue } from "./json/value";
export { JsonWriter } from "./json/writer";
export { quoteJson } from "./json/quote";
export { compareBytes } from "./compare-bytes";
export { decodeBase64, decodeBase64Url, encodeBase64, encodeBase64Url } from "./encoding/base64";
export { encodeHex } from "./encoding/hex";
export { decodeText, encodeText, splitText } from "./encoding/text";
export { sha256, Sha256 } from "./crypto/sha256";
export { sha384, Sha384, sha512, Sha512 } from "./crypto/sha512";
export { Hmac } from "./crypto/hmac";
export { timingSafeEqual } from "./crypto/timing-safe-equal";
export { JwtAlgorithm, jwtAlgorithmOf } from "./jwt/algorithm";
export { JwtKey } from "./jwt/key";
export { JwtKeys } from "./jwt/keys";
export { JwtPolicy } from "./jwt/policy";
export { describeJwtReason, JwtReason } from "./jwt/reason";
export { JwtResult, verifyJwt, verifyJwtAt } from "./jwt/verify";
export { matchesAnyPathPrefix, matchesPathPrefix, normalizePath, queryOf, resolvePath } from "./url/path";
export { findPathFault } from "./url/plain-path";
export { PathTemplate, PathTemplateResult } from "./url/path-template";
export { hostOf, isAuthority } from "./url/authority";
export { Url } from "./url/url";
export { QueryParams } from "./url/query-params";
export { percentDecode, percentEncode, PercentEncodeSet } from "./url/percent";
export { IpAddress } from "./ip/address";
export { CidrSet, CidrSetResult } from "./ip/cidr-set";
export { preferredMediaType } from "./http/accept";
export { describeProblem } from "./http/problem";
export { SipHash } from "./crypto/siphash";
export { isEncoded } from "./http/content-encoding";
export { announcesMoreThan } from "./http/content-length";
export { hasListMember } from "./http/list-member";
export { isAnyMediaType, mediaTypeOf } from "./http/media-type";
export { RequestMatch } from "./http/request-match";
export { isAnyStatus } from "./http/status-class";
export { varyBy } from "./http/vary";
export { cookieFieldOf } from "./http/cookie-field";
export { Cookies } from "./http/cookies";
export { isFieldText } from "../assembly/field-value";
export { mayRemoveHeader, mayRemoveHeaders, mayWriteHeader } from "./http/protected-headers";
export { SameSite, SetCookie } from "./http/set-cookie";
export { parseSetCookie } from "./http/parse-set-cookie";
export { formatHttpDate, INVALID_DATE, parseHttpDate } from "./http/date";
export { formatRfc3339 } from "./http/rfc3339";
export { formatUuid, isUuid, parseUuid, uuidV4, uuidV7 } from "./uuid";
export { RegexMatch } from "./regex/match";
export { Regex, RegexResult } from "./regex/regex";
