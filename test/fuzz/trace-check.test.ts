import { describe, expect, it } from "vitest";
import { TraceCheck } from "./trace-check.js";

const STREAM = [
  '--- worker, plugin "p"',
  ...["==> proxy_on_context_create(context=1, parent=0)", "<=="],
  ...["==> proxy_on_context_create(context=2, parent=1)", "<=="],
  ...["==> proxy_on_request_headers(context=2, headers=1, end_of_stream=true)"],
  ...['    proxy_http_call("upstream", {}, "", {}, 5) → Ok 4', "<== StopIteration"],
];
const END = ["log", "done", "delete"].flatMap((name) => [`==> proxy_on_${name}(context=2)`, "<=="]);
const ANSWER = "==> proxy_on_http_call_response(context=1, token=4, headers=1, body_size=0, trailers=0)";
const READ = '    proxy_get_header_map_value(HttpCallResponseHeaders, "a") → NotFound';

function check(...lines: string[]): TraceCheck {
  const trace = new TraceCheck();
  for (const line of lines) trace.read(line);
  trace.expectAllGone();
  return trace;
}

describe("what the trace of a host is held against", () => {
  it("is kept by a stream that ends once, and whose callout is answered before or after", () => {
    expect(check(...STREAM, ANSWER, READ, "<==", ...END).calloutsForGone).toBe(0);
    expect(check(...STREAM, ...END, ANSWER, "<==").calloutsForGone).toBe(1);
  });

  it.each([
    ["a context that is not deleted", [...STREAM, ...END.slice(0, 4)]],
    ["a context that is created twice", [...STREAM, ...STREAM, ...END]],
    ["a context that ends twice", [...STREAM, ...END, ...END]],
    ["an end in another order", [...STREAM, ...END.slice(2), ...END.slice(0, 2)]],
    ["a callback after the end", [...STREAM, ...END, "==> proxy_on_response_headers(context=2, headers=1)"]],
    ["a callback of no context", [...STREAM, "==> proxy_on_tick(context=7)"]],
    ["a handler of a stream that is gone", [...STREAM, ...END, ANSWER, READ]],
    ["a trap", [...STREAM, "<== trap: unreachable"]],
  ])("is broken by %s", (_, lines) => {
    expect(() => check(...lines)).toThrow();
  });
});
