import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { compileFilter } from "../../tooling/compile/compile.js";
import { runs } from "./runs.js";

type Callback = (...numbers: number[]) => number;

/** The acts of `everything/parser-acts.ts`, in their order; what agrees with Node's own parsers is held in `test/sdk`. */
const PARSERS = [
  ...["JSON and configurations", "regular expressions", "URLs and query strings", "paths and percent-encoding"],
  ...["cookies and dates", "base64 and UUIDs", "JSON Web Tokens", "protobuf messages"],
];
/** The only act, and a parser's. */
const PARSER_ACT = 0xc3;

const text = fc.oneof(
  ...[fc.json(), fc.webUrl(), fc.webQueryParameters(), fc.base64String(), fc.uuid(), fc.emailAddress()],
  ...[fc.stringMatching(/^[()|*+?{}[\]\\^$.\da-z]{0,60}$/), fc.string({ unit: "binary" }), fc.ipV6()],
  fc.array(fc.tuple(fc.string(), fc.string())).map((pairs) => pairs.map((pair) => pair.join("=")).join("; ")),
  fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
);

/** Texts of every kind, whole or with bytes that do not belong there; and bytes of every value. */
const input = fc.oneof(
  fc.uint8Array({ maxLength: 400 }),
  fc.tuple(text, fc.uint8Array({ maxLength: 4 }), fc.nat()).map(([whole, added, at]) => {
    const bytes = Buffer.from(whole);
    const place = bytes.length === 0 ? 0 : at % bytes.length;
    return Buffer.concat([bytes.subarray(0, place), added, bytes.subarray(place + (at % 3))]);
  }),
);

describe("a parser of the SDK", () => {
  let give: (bytes: Uint8Array) => number;

  beforeAll(async () => {
    const { module } = await compileFilter({ filter: "test/fixtures/filters/everything" });
    give = startGuest(new WebAssembly.Module(module as BufferSource));
  });

  it.each(PARSERS.map((name, index) => [name, index] as const))("reads or refuses any bytes: %s", (_, index) => {
    fc.assert(
      fc.property(input, (bytes) => {
        expect(give(Buffer.concat([Uint8Array.of((index << 2) | PARSER_ACT), bytes]))).toBe(0);
      }),
      runs(1000),
    );
  });
});

/** A host that has nothing but one body, which it hands over; what it returns does so, and answers with the guest's action. */
function startGuest(module: WebAssembly.Module): (bytes: Uint8Array) => number {
  let body = new Uint8Array();
  const answers: Record<string, Callback> = {
    proxy_get_buffer_bytes: (_buffer, _start, _length, out = 0, size = 0) => {
      const at = exports["malloc"]?.(body.length) ?? 0;
      new Uint8Array(exports.memory.buffer).set(body, at);
      const view = new DataView(exports.memory.buffer);
      view.setUint32(out, at, true);
      view.setUint32(size, body.length, true);
      return 0;
    },
    proxy_get_property: () => 1,
    proxy_get_header_map_value: () => 1,
  };
  const imports: Record<string, Record<string, Callback>> = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    (imports[from] ??= {})[name] = answers[name] ?? (() => 0);
  }
  const exports = new WebAssembly.Instance(module, imports).exports as unknown as Record<
    string,
    Callback | undefined
  > & {
    readonly memory: WebAssembly.Memory;
  };
  exports["_initialize"]?.();
  exports["proxy_on_context_create"]?.(1, 0);
  exports["proxy_on_configure"]?.(1, 0);
  exports["proxy_on_context_create"]?.(2, 1);
  return (bytes) => {
    body = Uint8Array.from(bytes);
    return exports["proxy_on_request_body"]?.(2, body.length, 1) ?? 0;
  };
}
