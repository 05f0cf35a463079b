import type binaryen from "binaryen";
import { type Binaryen, ExpressionReader, type Setters } from "./expressions.js";

const IS_EQUAL = "~lib/string/String.__eq";
const IS_OTHER = "~lib/string/String.__ne";

/**
 * Lets code ask itself whether a text is null, `text === null`: the compiler has the function asked that compares what texts hold. To be called
 * before the optimiser runs.
 */
export function compareNullTexts(library: Binaryen, module: binaryen.Module): void {
  const { Function: functions } = library as Binaryen & Setters;
  const read = new ExpressionReader(library);
  const rewrite = (ref: binaryen.ExpressionRef): binaryen.ExpressionRef => {
    read.replaceOperands(ref, rewrite);
    const call = read.as("Call", ref);
    if (call?.target !== IS_EQUAL && call?.target !== IS_OTHER) return ref;
    const [left = 0, right = 0] = call.operands;
    const text = isNull(read, right) ? left : isNull(read, left) ? right : 0;
    if (text === 0) return ref;
    return call.target === IS_EQUAL ? module.i32.eqz(text) : module.i32.ne(text, module.i32.const(0));
  };
  for (let index = 0; index < module.getNumFunctions(); ++index) {
    const entry = module.getFunctionByIndex(index);
    const { body } = library.getFunctionInfo(entry);
    if (body !== 0) functions.setBody(entry, rewrite(body));
  }
}

function isNull(read: ExpressionReader, ref: binaryen.ExpressionRef): boolean {
  return read.as("Const", ref)?.value === 0;
}
