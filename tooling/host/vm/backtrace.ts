import { escapeControls } from "../../quote-name.js";

/** As many frames as Envoy shows: what `Error.stackTraceLimit` has to be where a guest traps. */
export const FRAMES_MAX = 20;

/** A name may be as long as a module; the compiler's own, with types in them, are some hundred characters. */
const LONGEST_NAME = 500;

/** What V8 tells of a frame; Node's types leave out the position, which is the byte offset in a module. */
type Frame = NodeJS.CallSite & { getPosition(): number };

/**
 * Which functions of the guest ran when it trapped, the innermost first, in Envoy's words; empty, as there, where the module has no names. It
 * reads V8's frames and not their text, in which a module's names may say anything.
 */
export function backtrace(error: unknown): string {
  const frames = framesOf(error).filter((frame) => frame.getFileName()?.startsWith("wasm://") === true);
  if (!frames.some((frame) => frame.getFunctionName() !== null)) return "";
  const lines = frames.map((frame, index) => {
    const offset = `0x${frame.getPosition().toString(16)}`;
    return `${String(index).padStart(3)}:  ${offset} - ${nameOf(frame)}`;
  });
  return ["\nProxy-Wasm plugin in-VM backtrace:", ...lines].join("\n");
}

function framesOf(error: unknown): Frame[] {
  if (!(error instanceof Error)) return [];
  const errors: { prepareStackTrace?: unknown } = Error;
  const { prepareStackTrace } = errors;
  errors.prepareStackTrace = (_: unknown, frames: unknown) => frames;
  try {
    const stack: unknown = error.stack;
    return Array.isArray(stack) ? (stack as Frame[]) : [];
  } finally {
    errors.prepareStackTrace = prepareStackTrace;
  }
}

function nameOf(frame: Frame): string {
  const name = frame.getFunctionName();
  if (name === null) return `unknown(function index:${String(frame.getFunction())})`;
  return escapeControls(name.slice(0, LONGEST_NAME));
}
