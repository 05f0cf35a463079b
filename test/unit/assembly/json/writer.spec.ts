import { decodeText, encodeText } from "../../../../sdk/encoding/text";
import { parseJson } from "../../../../sdk/json/parse";
import { JsonValue } from "../../../../sdk/json/value";
import { JsonWriter } from "../../../../sdk/json/writer";

function written<T>(value: T): string {
  return new JsonWriter().value(value).toString();
}

function expectError(json: JsonWriter, error: string): void {
  expect(json.error).toBe(error);
  expect(json.toString()).toBe("");
  expect(json.toUint8Array() === null).toBe(true);
}

describe("JsonWriter", () => {
  it("writes objects and arrays with their commas", () => {
    const json = new JsonWriter().beginObject().name("a").value(1).name("b").beginArray().value("x").beginObject();
    json.endObject().beginArray().endArray().value(true).nullValue().endArray().name("").value(2.5).endObject();
    expect(json.toString()).toBe('{"a":1,"b":["x",{},[],true,null],"":2.5}');
    expect(decodeText(json.toUint8Array()!)).toBe(json.toString());
    expect(json.error).toBe("");
  });

  it("writes integers of every width, to their ends", () => {
    expect(written<i8>(i8.MIN_VALUE)).toBe("-128");
    expect(written<u8>(u8.MAX_VALUE)).toBe("255");
    expect(written<i32>(i32.MIN_VALUE)).toBe("-2147483648");
    expect(written<u32>(u32.MAX_VALUE)).toBe("4294967295");
    expect(written<i64>(i64.MIN_VALUE)).toBe("-9223372036854775808");
    expect(written<i64>(i64.MAX_VALUE)).toBe("9223372036854775807");
    expect(written<u64>(u64.MAX_VALUE)).toBe("18446744073709551615");
    expect(written<i32>(0)).toBe("0");
  });

  it("writes booleans, floats, and null for what JSON has no number for", () => {
    expect(written<bool>(false)).toBe("false");
    expect(written<f64>(1.0)).toBe("1");
    expect(written<f64>(-0.0)).toBe("0");
    expect(written<f32>(0.5)).toBe("0.5");
    expect(written<f64>(NaN)).toBe("null");
    expect(written<f64>(-Infinity)).toBe("null");
    expect(written<string | null>(null)).toBe("null");
    expect(written<string | null>("x")).toBe('"x"');
  });

  it("escapes strings and names as RFC 8259 §7 asks", () => {
    expect(written('"\\/\b\f\n\r\t\u0000\u001f\u007f')).toBe('"\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\u007f"');
    expect(written("é€\u{1f600}")).toBe('"é€\u{1f600}"');
    expect(written(String.fromCharCode(0xd800) + "x")).toBe('"\ufffdx"');
    expect(new JsonWriter().beginObject().name('"').value(1).endObject().toString()).toBe('{"\\"":1}');
    expect(written("\n".repeat(1000))).toBe('"' + "\\n".repeat(1000) + '"');
    expect(written("a".repeat(1000) + "\u0001")).toBe('"' + "a".repeat(1000) + '\\u0001"');
  });

  it("writes a parsed document with its numbers as they were spelt", () => {
    const text = '{"id":18446744073709551615,"n":[1.50e+3,-0,true,null,[],{}],"s\\n":"\\u0001é"}';
    const document = parseJson(encodeText(text)).value!;
    expect(written<JsonValue>(document)).toBe(text);
    expect(written<JsonValue | null>(document.get("none"))).toBe("null");
    const wrapped = new JsonWriter().beginArray().value(document.get("n")).value(document.get("id")).endArray();
    expect(wrapped.toString()).toBe("[[1.50e+3,-0,true,null,[],{}],18446744073709551615]");
  });

  it("has an error and no text where something has no place", () => {
    expectError(new JsonWriter(), "the text is not whole");
    expectError(new JsonWriter().beginArray(), "the text is not whole");
    expectError(new JsonWriter().beginObject().name("a"), "the text is not whole");
    expectError(new JsonWriter().value(1).value(2), "a second value");
    expectError(new JsonWriter().beginObject().value(1), "a value without a name");
    expectError(new JsonWriter().beginObject().beginArray(), "a value without a name");
    expectError(new JsonWriter().beginArray().name("a"), "a name outside of an object, or two in a row");
    expectError(new JsonWriter().name("a"), "a name outside of an object, or two in a row");
    expectError(new JsonWriter().beginObject().name("a").name("b"), "a name outside of an object, or two in a row");
    expectError(new JsonWriter().endObject(), "an end that nothing began, or a name without value");
    expectError(new JsonWriter().beginArray().endObject(), "an end that nothing began, or a name without value");
    expectError(new JsonWriter().beginObject().endArray(), "an end that nothing began, or a name without value");
    expectError(
      new JsonWriter().beginObject().name("a").endObject(),
      "an end that nothing began, or a name without value",
    );
  });

  it("keeps its first error, whatever is written after it", () => {
    const json = new JsonWriter().endArray().beginObject().name("a").value(1).endObject().value("x").nullValue();
    expectError(json, "an end that nothing began, or a name without value");
  });

  it("takes 64 levels and no more", () => {
    const json = new JsonWriter();
    for (let i = 0; i < 64; i++) json.beginArray();
    for (let i = 0; i < 64; i++) json.endArray();
    expect(json.toString()).toBe("[".repeat(64) + "]".repeat(64));
    const deeper = new JsonWriter();
    for (let i = 0; i < 100; i++) deeper.beginArray();
    expectError(deeper, "nesting deeper than 64");
    const document = parseJson(encodeText("[".repeat(64) + "]".repeat(64))).value!;
    expectError(new JsonWriter().beginArray().value(document), "nesting deeper than 64");
  });

  it("writes up to its limit and not a byte more", () => {
    expect(new JsonWriter(4).value("ab").toString()).toBe('"ab"');
    expectError(new JsonWriter(3).value("ab"), "longer than its limit");
    expectError(new JsonWriter(3).value("\n"), "longer than its limit");
    expect(new JsonWriter(3).value(123).toString()).toBe("123");
    expectError(new JsonWriter(3).value(1234), "longer than its limit");
    expectError(new JsonWriter(0).value(1), "longer than its limit");
    expectError(new JsonWriter(-1).value(1), "longer than its limit");
    const json = new JsonWriter(1000).beginArray();
    for (let i = 0; i < 10000; i++) json.value("abc");
    expectError(json, "longer than its limit");
  });
});
