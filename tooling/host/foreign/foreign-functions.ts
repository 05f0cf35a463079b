import { deflateSync, inflateSync } from "node:zlib";
import { Status } from "../../../assembly/shared/abi.js";
import { createExpression, deleteExpression, evaluateExpression } from "./cel.js";
import type { Context } from "../vm/context.js";
import { declareProperty, writeFilterState } from "../properties/filter-state.js";
import { signText, verifySignature } from "./foreign-crypto.js";
import { bytesField, isUtf8, numberField, readMessage, stringField } from "../properties/protobuf.js";

/** What a foreign function answers. */
export interface ForeignResult {
  readonly status: Status;
  readonly result: Buffer;
}

/** Who asks: the effective context and the one the host called. Some functions of Envoy look at the one, some at the other. */
export interface ForeignCaller {
  readonly context: Context;
  readonly calledContext: Context;
}

export type ForeignFunction = (caller: ForeignCaller, argument: Buffer) => ForeignResult;

const NOTHING = Buffer.alloc(0);
const answer = (result: Buffer | Status = NOTHING): ForeignResult =>
  typeof result === "number" ? { status: result, result: NOTHING } : { status: Status.Ok, result };

/** An inflated body above this is refused, so that a small argument cannot fill the memory. Envoy has no such limit. */
const MAXIMUM_INFLATED_BYTES = 64 * 1024 * 1024;

/** All foreign functions of Envoy 1.40; another name answers NotFound. */
export const FOREIGN_FUNCTIONS: ReadonlyMap<string, ForeignFunction> = new Map<string, ForeignFunction>([
  // There is one route here: a look at another changes nothing.
  ["clear_route_cache", () => answer()],
  ["compress", (_, argument) => answer(deflateSync(argument))],
  ["declare_property", declare],
  ["expr_create", ({ calledContext }, argument) => answer(createExpression(calledContext.root, argument))],
  ["expr_delete", ({ calledContext }, argument) => answer(deleteExpression(calledContext.root, argument))],
  ["expr_evaluate", ({ calledContext }, argument) => answer(evaluateExpression(calledContext, argument))],
  ["set_envoy_filter_state", setFilterState],
  ["sign", (_, argument) => signText(argument)],
  ["uncompress", uncompress],
  ["verify_signature", (_, argument) => verifySignature(argument)],
]);

function uncompress(_caller: ForeignCaller, argument: Buffer): ForeignResult {
  try {
    return answer(inflateSync(argument, { maxOutputLength: MAXIMUM_INFLATED_BYTES }));
  } catch {
    return answer(Status.SerializationFailure);
  }
}

/** Arguments: 1 key, 2 value, 3 span (of which a stream knows one: its own). */
function setFilterState({ context }: ForeignCaller, argument: Buffer): ForeignResult {
  const fields = readMessage(argument);
  if (fields === null || !isUtf8(bytesField(fields, 1)) || !isUtf8(bytesField(fields, 2))) {
    return answer(Status.BadArgument);
  }
  if (context.streamInfo === null) return answer(Status.NotFound);
  const value = bytesField(fields, 2).toString("latin1");
  return answer(writeFilterState(context.streamInfo.filterState, stringField(fields, 1), value) || NOTHING);
}

/** Arguments: 1 name, 2 read-only, 3 type, 4 schema, 5 span. */
function declare({ calledContext }: ForeignCaller, argument: Buffer): ForeignResult {
  const fields = readMessage(argument);
  if (fields === null || !isUtf8(bytesField(fields, 1))) return answer(Status.BadArgument);
  const name = bytesField(fields, 1).toString("latin1");
  const declaration = { isReadOnly: numberField(fields, 2) !== 0, type: numberField(fields, 3) };
  return answer(declareProperty(calledContext, name, declaration) || NOTHING);
}
