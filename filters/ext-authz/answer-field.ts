import { Headers, Status } from "sluice/sdk";

/** A field that a service has for the upstream or the client, byte for byte. */
@final
export class AnswerField {
  constructor(
    readonly name: string,
    readonly value: Uint8Array,
  ) {}
}

/** Makes fields the only ones of their names; false where one can't be a field. */
export function writeFields(headers: Headers, fields: Array<AnswerField>): bool {
  for (let i = 0; i < fields.length; ++i) headers.delete(fields[i].name);
  return appendFields(headers, fields);
}

/** Adds fields; false where one can't be a field. */
export function appendFields(headers: Headers, fields: Array<AnswerField>): bool {
  let isDone = true;
  for (let i = 0; i < fields.length; ++i) {
    if (headers.append(fields[i].name, fields[i].value) != Status.Ok) isDone = false;
  }
  return isDone;
}
