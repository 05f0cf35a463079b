import {
  ConnectionAttributes,
  decodeText,
  DestinationAttributes,
  formatRfc3339,
  JsonWriter,
  percentDecode,
  Request,
  RequestAttributes,
  SourceAttributes,
  TextMap,
} from "sluice/sdk";
import { CheckedBody } from "./authorization-service";
import { Fields } from "./fields";
import { writeParams, writeParsedBody } from "./parsed-body";
import { parseQueryStrictly } from "./query-text";

/** The longest document that is sent: the longest body, each of its bytes escaped, and once more as it was parsed. */
const DOCUMENT_BYTES_MAX: i32 = 16 << 20;

const NANOSECONDS: i64 = 1000000000;

/**
 * Writes `{"input": …}` for OPA, as its Envoy plugin makes the input for ext_authz v3
 * (https://www.openpolicyagent.org/docs/envoy/primer#input-document); null for a request that the plugin answers with 400.
 *
 * @param headers those that the policy is told
 * @param extensions what the configuration has for it
 * @param tellsTime whether it is told when the request came
 */
export function writeInput(
  request: Request,
  headers: Fields,
  body: CheckedBody | null,
  extensions: TextMap<string>,
  tellsTime: bool,
): Uint8Array | null {
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
  json.name("request").beginObject();
  const time = tellsTime ? RequestAttributes.time : 0;
  if (time > 0) writeText(json, "time", formatTimestamp(time));
  json.name("http").beginObject();
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
  if (body !== null && request.body.byteLength > 0) writeText(json, "size", request.body.byteLength.toString());
  if (text.length > 0) writeText(json, "body", text);
  json.endObject().endObject();
  if (extensions.size > 0) writeExtensions(json, extensions);
  json.name("metadataContext").beginObject().endObject().endObject();
  writeSegments(json, decodedPath);
  json.name("parsed_query");
  writeParams(json, query);
  if (!writeParsedBody(json, headers.get("content-type"), text, body)) return null;
  json.name("version").beginObject().name("ext_authz").value("v3").name("encoding").value("protojson").endObject();
  return json.endObject().endObject().toUint8Array();
}

/** Nanoseconds as protobuf's JSON writes a `Timestamp`: with as many thirds of a fraction as it needs. */
function formatTimestamp(nanoseconds: i64): string {
  const second = formatRfc3339(nanoseconds / NANOSECONDS);
  let fraction = (nanoseconds % NANOSECONDS).toString().padStart(9, "0");
  while (fraction.endsWith("000")) fraction = fraction.substring(0, fraction.length - 3);
  return second.substring(0, second.length - 1) + (fraction.length > 0 ? "." + fraction : "") + "Z";
}

function writeExtensions(json: JsonWriter, extensions: TextMap<string>): void {
  const names = extensions.keys();
  json.name("contextExtensions").beginObject();
  for (let i = 0; i < names.length; ++i) writeText(json, names[i], extensions.get(names[i]));
  json.endObject();
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
