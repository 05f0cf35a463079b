import { JsonValue, JsonWriter, parseJson, QueryParams } from "sluice/sdk";
import { CheckedBody } from "./authorization-service";
import { FieldParams } from "./field-params";
import { FormPart, MultipartForm } from "./multipart-form";
import { parseQueryStrictly } from "./query-text";

/**
 * Writes `parsed_body` and `truncated_body` as OPA's Envoy plugin makes them; false for a body that is not what its `content-type` says.
 *
 * @param text the body's, empty without one
 */
export function writeParsedBody(json: JsonWriter, contentType: string, text: string, body: CheckedBody | null): bool {
  const isTruncated = body !== null && body.isPartial;
  json.name("truncated_body").value(isTruncated).name("parsed_body");
  if (isTruncated || body === null || text.length == 0) {
    json.nullValue();
  } else if (contentType.includes("application/json")) {
    const document: JsonValue | null = parseJson(body.bytes).value;
    if (document === null) return false;
    json.value(document);
  } else if (contentType.includes("application/x-www-form-urlencoded")) {
    const form = parseQueryStrictly(text);
    if (form === null) return false;
    writeParams(json, form);
  } else if (contentType.includes("multipart/form-data")) {
    return writeMultipart(json, contentType, text);
  } else {
    json.nullValue();
  }
  return true;
}

/** Each name once, with all its values in order. */
export function writeParams(json: JsonWriter, params: QueryParams): void {
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

function writeMultipart(json: JsonWriter, contentType: string, text: string): bool {
  const params = FieldParams.parse(contentType);
  if (params === null) return false;
  const boundary = params.get("boundary");
  if (boundary === null) {
    json.nullValue();
    return true;
  }
  const form = MultipartForm.parse(text, boundary);
  if (form === null) return false;
  const names = form.parts.keys();
  json.beginObject();
  for (let i = 0; i < names.length; ++i) {
    const list = form.parts.get(names[i]);
    json.name(names[i]).beginArray();
    for (let j = 0; j < list.length; ++j) writePart(json, list[j]);
    json.endArray();
  }
  json.endObject();
  return true;
}

function writePart(json: JsonWriter, part: FormPart): void {
  const document = part.document;
  if (document === null) json.value(part.text);
  else json.value(document);
}
