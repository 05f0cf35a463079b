import {
  ConnectionAttributes,
  decodeText,
  DestinationAttributes,
  JsonValue,
  JsonWriter,
  parseJson,
  percentDecode,
  QueryParams,
  Request,
  RequestAttributes,
  SourceAttributes,
} from "sluice/sdk";
import { CheckedBody } from "./authorization-service";
import { Fields } from "./fields";
import { parseQueryStrictly } from "./query-text";

/** The longest document that is sent: the longest body, each of its bytes escaped, and once more as it was parsed. */
const DOCUMENT_BYTES_MAX: i32 = 16 << 20;

/**
 * Writes `{"input": …}` for OPA, as its Envoy plugin makes the input for ext_authz v3
 * (https://www.openpolicyagent.org/docs/envoy/primer#input-document); null for a request that the plugin answers with 400.
 */
export function writeInput(request: Request, headers: Fields, body: CheckedBody | null): Uint8Array | null {
  const path = request.path;
  const mark = path.indexOf("?");
  const decodedPath = percentDecode(mark < 0 ? path : path.substring(0, mark));
  const query = parseQueryStrictly(mark < 0 ? "" : path.substring(mark + 1));
  if (path.length == 0 || decodedPath === null || query === null) return null;
  const json = new JsonWriter(DOCUMENT_BYTES_MAX);
  json.beginObject().name("input").beginObject();
  json.name("attributes").beginObject();
  writePeer(json, "source", SourceAttributes.address, principal());
  writePeer(json, "destination", DestinationAttributes.address, "");
  json.name("request").beginObject().name("http").beginObject();
  writeText(json, "method", request.method);
  writeText(json, "path", path);
  writeText(json, "host", request.authority);
  writeText(json, "scheme", request.scheme);
  const protocol = RequestAttributes.protocol;
  if (protocol !== null) writeText(json, "protocol", protocol);
  json.name("headers").beginObject();
  for (let i = 0; i < headers.names.length; ++i) json.name(headers.names[i]).value(headers.values[i]);
  json.endObject();
  const text = body === null ? "" : decodeText(body.bytes);
  if (text.length > 0) writeText(json, "body", text);
  json.endObject().endObject();
  json.name("metadataContext").beginObject().endObject().endObject();
  writeSegments(json, decodedPath);
  json.name("parsed_query");
  writeParams(json, query);
  if (!writeBody(json, headers.get("content-type"), text, body)) return null;
  json.name("version").beginObject().name("ext_authz").value("v3").name("encoding").value("protojson").endObject();
  return json.endObject().endObject().toUint8Array();
}

/** Who the peer of a mutual TLS connection is: the first URI of its certificate, else its subject. */
function principal(): string {
  const uri = ConnectionAttributes.uriSanPeerCertificate;
  if (uri !== null && uri.length > 0) return uri;
  const subject = ConnectionAttributes.subjectPeerCertificate;
  return subject === null ? "" : subject;
}

function writePeer(json: JsonWriter, name: string, endpoint: string | null, who: string): void {
  json.name(name).beginObject();
  const colon = endpoint === null ? -1 : endpoint.lastIndexOf(":");
  if (endpoint !== null && colon > 0) {
    const isBracketed = endpoint.charCodeAt(0) == 0x5b && endpoint.charCodeAt(colon - 1) == 0x5d;
    json.name("address").beginObject().name("socketAddress").beginObject();
    json.name("address").value(isBracketed ? endpoint.substring(1, colon - 1) : endpoint.substring(0, colon));
    json.name("portValue").value(<i32>parseInt(endpoint.substring(colon + 1), 10));
    json.endObject().endObject();
  }
  if (who.length > 0) json.name("principal").value(who);
  json.endObject();
}

function writeText(json: JsonWriter, name: string, text: string): void {
  json.name(name).value(text);
}

function writeSegments(json: JsonWriter, path: string): void {
  let start = 0;
  while (start < path.length && path.charCodeAt(start) == 0x2f) ++start;
  const segments = path.substring(start).split("/");
  json.name("parsed_path").beginArray();
  for (let i = 0; i < segments.length; ++i) json.value(segments[i]);
  json.endArray();
}

/** Each name once, with all its values in order. */
function writeParams(json: JsonWriter, params: QueryParams): void {
  const values = new Map<string, Array<string>>();
  for (let i = 0; i < params.size; ++i) {
    const name = params.nameAt(i);
    if (!values.has(name)) values.set(name, new Array<string>());
    values.get(name).push(params.valueAt(i));
  }
  const names = values.keys();
  json.beginObject();
  for (let i = 0; i < names.length; ++i) {
    const list = values.get(names[i]);
    json.name(names[i]).beginArray();
    for (let j = 0; j < list.length; ++j) json.value(list[j]);
    json.endArray();
  }
  json.endObject();
}

/** `parsed_body` and `truncated_body`; false for a body that is not what its `content-type` says. */
function writeBody(json: JsonWriter, mediaType: string, text: string, body: CheckedBody | null): bool {
  const isTruncated = body !== null && body.isPartial;
  json.name("truncated_body").value(isTruncated).name("parsed_body");
  if (isTruncated || body === null || text.length == 0) {
    json.nullValue();
  } else if (mediaType.includes("application/json")) {
    const document: JsonValue | null = parseJson(body.bytes).value;
    if (document === null) return false;
    json.value(document);
  } else if (mediaType.includes("application/x-www-form-urlencoded")) {
    const form = parseQueryStrictly(text);
    if (form === null) return false;
    writeParams(json, form);
  } else {
    json.nullValue();
  }
  return true;
}
