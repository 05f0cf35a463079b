import { encodeText, isFieldText, JsonKind, JsonValue, lowerCase, mayRemoveHeader } from "sluice/sdk";
import { AnswerField } from "./answer-field";
import { Decision, Verdict } from "./decision";
import { isFree } from "./fields";

/**
 * What a result of OPA means, as its Envoy plugin reads it (https://www.openpolicyagent.org/docs/envoy/primer#output-document): `true`,
 * `false`, or an object with `allowed`. An undefined one, null here, denies; one of another shape decides nothing.
 */
export function readResult(result: JsonValue | null): Decision {
  if (result === null) return new Decision(Verdict.Denied);
  const allowed = result.kind == JsonKind.Object ? result.get("allowed") : result;
  if (allowed === null || allowed.kind != JsonKind.Boolean) return new Decision(Verdict.Failed);
  const decision = new Decision(allowed.boolean ? Verdict.Allowed : Verdict.Denied);
  if (result.kind != JsonKind.Object) return decision;
  return allowed.boolean ? allow(decision, result) : deny(decision, result);
}

function allow(decision: Decision, result: JsonValue): Decision {
  const isWhole =
    !isAsked(result.get("query_parameters_to_set")) &&
    !isAsked(result.get("query_parameters_to_remove")) &&
    readFields(result.get("headers"), decision.upstreamFields) &&
    readFields(result.get("response_headers_to_add"), decision.clientFields) &&
    readNames(result.get("request_headers_to_remove"), decision.removedNames);
  // Who is let pass with less than the policy asks for may be taken for somebody else.
  return isWhole ? decision : new Decision(Verdict.Failed);
}

/** Whether there is something in it to do, which this filter can't. */
function isAsked(value: JsonValue | null): bool {
  return value !== null && value.length > 0;
}

/** What is wrong beside `allowed` changes nothing of a refusal. */
function deny(decision: Decision, result: JsonValue): Decision {
  readFields(result.get("headers"), decision.clientFields);
  const body = result.get("body");
  if (body !== null) decision.body = encodeText(body.text);
  const status = result.get("http_status");
  const number = status === null ? 0 : status.number;
  if (number >= 200 && number <= 599) decision.status = <u32>number;
  return decision;
}

/** Reads `{name: value}` or `{name: [value, …]}`, or a list of such objects; false for anything else. */
function readFields(value: JsonValue | null, fields: Array<AnswerField>): bool {
  if (value === null) return true;
  if (value.kind == JsonKind.Object) return readObject(value, fields);
  if (value.kind != JsonKind.Array) return false;
  for (let i = 0; i < value.length; ++i) {
    const item = value.at(i);
    if (item === null || item.kind != JsonKind.Object || !readObject(item, fields)) return false;
  }
  return true;
}

function readObject(object: JsonValue, fields: Array<AnswerField>): bool {
  for (let i = 0; i < object.length; ++i) {
    const name = lowerCase(object.nameAt(i));
    const value = object.at(i);
    if (value === null) return false;
    if (value.kind != JsonKind.Array) {
      if (!addField(fields, name, value)) return false;
      continue;
    }
    for (let j = 0; j < value.length; ++j) {
      const item = value.at(j);
      if (item === null || !addField(fields, name, item)) return false;
    }
  }
  return true;
}

function addField(fields: Array<AnswerField>, name: string, value: JsonValue): bool {
  if (value.kind != JsonKind.String) return false;
  const text = value.text;
  if (!isFieldText(text) || !isFieldText(name)) return false;
  if (!isFree(name)) return true;
  fields.push(new AnswerField(name, encodeText(text)));
  return true;
}

function readNames(value: JsonValue | null, names: Array<string>): bool {
  if (value === null) return true;
  if (value.kind != JsonKind.Array) return false;
  for (let i = 0; i < value.length; ++i) {
    const item = value.at(i);
    if (item === null || item.kind != JsonKind.String) return false;
    const name = lowerCase(item.text);
    if (isFree(name) && mayRemoveHeader(name)) names.push(name);
  }
  return true;
}
