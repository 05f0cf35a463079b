import { encodeText } from "../../../../sdk/encoding/text";
import { parseJson } from "../../../../sdk/json/parse";
import { quoteJson } from "../../../../sdk/json/quote";
import { JsonKind, JsonValue } from "../../../../sdk/json/value";
import { fromHex, joined } from "../bytes";
import { Random } from "../random";

function parse(text: string): JsonValue {
  const result = parseJson(encodeText(text));
  expect(result.error).toBe("", text);
  return result.value!;
}

function errorOf(text: string): string {
  const result = parseJson(encodeText(text));
  expect(result.value === null).toBe(true, text);
  return result.error;
}

/** The value as JSON again; numbers as the bits of the double. */
function print(value: JsonValue): string {
  if (value.kind == JsonKind.Null) return "null";
  if (value.kind == JsonKind.Boolean) return value.boolean ? "true" : "false";
  if (value.kind == JsonKind.Number) return value.number.toString();
  if (value.kind == JsonKind.String) return quoteJson(value.text);
  const isObject = value.kind == JsonKind.Object;
  let text = isObject ? "{" : "[";
  for (let i = 0; i < value.length; i++) {
    if (i > 0) text += ",";
    if (isObject) text += quoteJson(value.nameAt(i)) + ":";
    text += print(value.at(i)!);
  }
  return text + (isObject ? "}" : "]");
}

function expectErrors(texts: string[], error: string): void {
  for (let i = 0; i < texts.length; i++) expect(errorOf(texts[i])).toBe(error, texts[i]);
}

describe("parseJson", () => {
  it("reads the literals", () => {
    expect(parse("null").kind).toBe(JsonKind.Null);
    expect(parse("true").kind).toBe(JsonKind.Boolean);
    expect(parse("true").boolean).toBe(true);
    expect(parse("false").kind).toBe(JsonKind.Boolean);
    expect(parse("false").boolean).toBe(false);
  });

  it("reads strings with every escape", () => {
    expect(parse('""').text).toBe("");
    expect(parse('"plain é € \u{1f600}"').text).toBe("plain é € \u{1f600}");
    expect(parse('"\\"\\\\\\/\\b\\f\\n\\r\\t"').text).toBe('"\\/\b\f\n\r\t');
    expect(parse('"\\u0041\\u00e9\\u20AC\\ud83d\\uDE00\\u0000"').text).toBe("Aé€\u{1f600}\0");
    expect(parse('"a\\nbé\\\\"').text).toBe("a\nbé\\");
  });

  it("reads nested arrays and objects in order", () => {
    const value = parse(' { "b" : [ 1 , [ ] , { } , "x" ] ,\n\t"a" : { "" : null } } \r');
    expect(value.kind).toBe(JsonKind.Object);
    expect(value.length).toBe(2);
    expect(value.nameAt(0)).toBe("b");
    expect(value.nameAt(1)).toBe("a");
    expect(value.nameAt(2)).toBe("");
    expect(value.nameAt(-1)).toBe("");
    expect(print(value)).toBe('{"b":[1.0,[],{},"x"],"a":{"":null}}');
  });

  it("finds members by name and elements by index, and null where there is none", () => {
    const value = parse('{"a":1,"b":[true]}');
    expect(value.get("a")!.number).toBe(1);
    expect(value.get("b")!.at(0)!.boolean).toBe(true);
    expect(value.get("c") === null).toBe(true);
    expect(value.get("") === null).toBe(true);
    expect(value.get("b")!.at(1) === null).toBe(true);
    expect(value.get("b")!.at(-1) === null).toBe(true);
    expect(value.get("b")!.get("a") === null).toBe(true);
    expect(value.get("a")!.at(0) === null).toBe(true);
    expect(value.get("a")!.length).toBe(0);
  });

  it("says where an unexpected character is", () => {
    expect(errorOf("nul!")).toBe("unexpected character at byte 3");
    expect(errorOf("[1,]")).toBe("$[1]: unexpected character at byte 3");
    expect(errorOf('{"a":1,}')).toBe("unexpected character at byte 7");
    expect(errorOf("{1:2}")).toBe("unexpected character at byte 1");
    expect(errorOf('{"a" 1}')).toBe("unexpected character at byte 5");
    expect(errorOf("[1 2]")).toBe("unexpected character at byte 3");
    expect(errorOf("[1}")).toBe("unexpected character at byte 2");
    expect(errorOf('"a\nb"')).toBe("unexpected character at byte 2");
    expect(errorOf('"é\\x"')).toBe("unexpected character at byte 3");
    expectErrors(
      ["x", "'a'", "TRUE", "NaN", "Infinity", "/**/1", ",", "]", "}", ":", "\ufeff1"],
      "unexpected character at byte 0",
    );
  });

  it("refuses anything after the value", () => {
    expect(errorOf("1 x")).toBe("unexpected character at byte 2");
    expect(errorOf("[]]")).toBe("unexpected character at byte 2");
    expect(errorOf("{}{}")).toBe("unexpected character at byte 2");
    expect(errorOf('""""')).toBe("unexpected character at byte 2");
    expect(errorOf("nullx")).toBe("unexpected character at byte 4");
  });

  it("says where the text ends too early", () => {
    expect(errorOf("")).toBe("unexpected end at byte 0");
    expect(errorOf("  ")).toBe("unexpected end at byte 2");
    expect(errorOf("tru")).toBe("unexpected end at byte 3");
    expect(errorOf('"abc')).toBe("unexpected end at byte 4");
    expect(errorOf('"abc\\')).toBe("unexpected end at byte 5");
    expect(errorOf('"abc\\"')).toBe("unexpected end at byte 6");
    expect(errorOf("[")).toBe("$[0]: unexpected end at byte 1");
    expect(errorOf("[1")).toBe("unexpected end at byte 2");
    expect(errorOf("[1,")).toBe("$[1]: unexpected end at byte 3");
    expect(errorOf('{"a"')).toBe("unexpected end at byte 4");
    expect(errorOf('{"a":')).toBe("$.a: unexpected end at byte 5");
    expect(errorOf('{"a":1')).toBe("unexpected end at byte 6");
    expect(errorOf("-")).toBe("unexpected end at byte 1");
  });

  it("refuses numbers that RFC 8259 does not have", () => {
    const texts = [
      "01",
      "-01",
      "+1",
      ".5",
      "1.",
      "1.e1",
      "1e",
      "1e+",
      "--1",
      "0x10",
      "1_000",
      "-",
      "-a",
      "1.5.5",
      "1e1.5",
      "00",
    ];
    for (let i = 0; i < texts.length; i++) expect(errorOf(texts[i]).startsWith("unexpected")).toBe(true, texts[i]);
  });

  it("refuses numbers beyond the doubles", () => {
    expect(errorOf("[1e309]")).toBe("$[0]: number out of range at byte 1");
    expect(errorOf("-1.8e308")).toBe("number out of range at byte 0");
    expect(errorOf("1e99999999999999999999")).toBe("number out of range at byte 0");
    // Halfway beyond the largest double is 1.797693134862315807937…e308.
    expect(errorOf("1.7976931348623158080e308")).toBe("number out of range at byte 0");
    expect(parse("17976931348623158079e289").number).toBe(f64.MAX_VALUE);
    expect(parse("1.797693134862315807e308").number).toBe(f64.MAX_VALUE);
    expect(parse("1e308").number).toBe(1e308);
    expect(parse("1e-99999999999999999999").number).toBe(0);
  });

  it("refuses half a surrogate pair", () => {
    const texts = [
      "\\ud800",
      "\\udc00",
      "\\ud800\\ud800",
      "\\ud800x",
      "\\ud800\\n",
      "\\ud83d\\u0041",
      "\\ude00\\ud83d",
      "\\udc00\\udc00",
      "\\ud83d\\ude0",
    ];
    for (let i = 0; i < texts.length; i++) {
      expect(errorOf('"' + texts[i] + '"')).toBe("lone surrogate at byte 1", texts[i]);
    }
  });

  it("refuses escapes that are cut or not hexadecimal", () => {
    const texts = ["\\u", "\\u1", "\\u12", "\\u123", "\\u123g", "\\u 123", "\\U0041", "\\0", "\\a", "\\'", "\\é"];
    for (let i = 0; i < texts.length; i++) {
      expect(errorOf('"' + texts[i] + '"')).toBe("unexpected character at byte 1", texts[i]);
    }
  });

  it("refuses bytes that are not UTF-8", () => {
    const quote = fromHex("22");
    const cases = ["80", "c0ae", "eda080", "f4908080", "ff", "e282"];
    for (let i = 0; i < cases.length; i++) {
      const text = joined(joined(quote, fromHex(cases[i])), quote);
      expect(parseJson(text).error).toBe("invalid UTF-8 in the string at byte 0", cases[i]);
    }
    expect(parseJson(fromHex("5bff5d")).error).toBe("$[0]: unexpected character at byte 1");
  });

  it("refuses a member name twice, however it is spelt and wherever it is", () => {
    expect(errorOf('{"a":1,"a":1}')).toBe("duplicate member name in the object ending at byte 12");
    expect(errorOf('{"a":1,"b":2,"\\u0061":3}').startsWith("duplicate")).toBe(true);
    expect(errorOf('[{"":0,"":0}]').startsWith("$[0]: duplicate")).toBe(true);
    expect(parse('{"a":{"a":{"a":1}},"A":2}').length).toBe(2);
    for (let count = 2; count < 40; count += 3) {
      let text = "{";
      for (let i = 0; i < count; i++) text += '"n' + i.toString() + '":0,';
      expect(parse(text + '"last":0}').length).toBe(count + 1);
      for (let i = 0; i < count; i += 5) {
        expect(errorOf(text + '"n' + i.toString() + '":0}').startsWith("duplicate")).toBe(true);
      }
    }
  });

  it("says in which member and item a fault is", () => {
    expect(errorOf('{"user":{"roles":["a","b",tru]}}')).toBe("$.user.roles[2]: unexpected character at byte 29");
    expect(errorOf('[{"a b":[{"\\n":"\\x"}]}]')).toBe('$[0]["a b"][0]["\\u000a"]: unexpected character at byte 16');
    expect(errorOf('{"a":{"b":1,"b":2}}')).toBe("$.a: duplicate member name in the object ending at byte 17");
    expect(errorOf('{"a":1,"b":2')).toBe("unexpected end at byte 12");
  });

  it("keeps a message short, however long and deep the names are", () => {
    const name = "n".repeat(100000);
    expect(errorOf('{"' + name + '":x}').length).toBeLessThan(200);
    let text = "";
    for (let i = 0; i < 60; i++) text += '{"' + "\\u0001".repeat(1000) + '":';
    expect(errorOf(text + "x").length).toBeLessThan(400);
    expect(errorOf('{"' + "\u00e9".repeat(1000) + '":x}')).toBe(
      '$["' + "\u00e9".repeat(64) + '\u2026"]: unexpected character at byte 2004',
    );
  });

  it("reads the texts that have the most values for their length", () => {
    for (let count = 1; count < 400; count = count * 3 - 1) {
      expect(parse("[" + "0,".repeat(count) + "0]").length).toBe(count + 1);
      expect(parse("[" + "[],".repeat(count) + "{}]").length).toBe(count + 1);
      expect(parse("[" + '{"":0},'.repeat(count) + "0]").length).toBe(count + 1);
      expect(
        parse("[" + '[{"":[{"":0}]}],'.repeat(count) + "0]")
          .at(count - 1)!
          .at(0)!
          .get("")!
          .at(0)!.length,
      ).toBe(1);
      let members = "{";
      for (let i = 0; i < count; i++) members += '"' + i.toString(36) + '":0,';
      expect(parse(members + '"":0}').length).toBe(count + 1);
    }
  });

  it("spells a number as the text does", () => {
    const value = parse('[18446744073709551615,-0,1.50e+3,"1",null]');
    expect(value.at(0)!.numeral).toBe("18446744073709551615");
    expect(value.at(1)!.numeral).toBe("-0");
    expect(value.at(2)!.numeral).toBe("1.50e+3");
    expect(value.at(2)!.number).toBe(1500);
    expect(value.at(3)!.numeral).toBe("");
    expect(value.at(4)!.number).toBe(0);
  });

  it("finds names beyond ASCII and names with escapes", () => {
    const value = parse('{"\u00e9":1,"\\u20ac\\n":2,"\\ud83d\\ude00":3,"e":4,"":5}');
    expect(value.get("\u00e9")!.number).toBe(1);
    expect(value.get("\u20ac\n")!.number).toBe(2);
    expect(value.get("\u{1f600}")!.number).toBe(3);
    expect(value.get("")!.number).toBe(5);
    expect(value.get("\u00e8") === null).toBe(true);
    // What its bytes would be, each taken for a character.
    expect(value.get("\u00c3\u00a9") === null).toBe(true);
    expect(value.nameAt(1)).toBe("\u20ac\n");
  });

  it("compares a string with a text, and nothing else", () => {
    const value = parseJson('["ab","\\u00e9\\n","",7,null]').value!;
    const texts: string[] = ["ab", "\u00e9\n", ""];
    for (let i = 0; i < value.length; i++) {
      for (let j = 0; j < texts.length; j++) expect(value.at(i)!.equals(texts[j])).toBe(i == j);
    }
    const others: string[] = ["a", "abc", "Ab", "a\u00e9"];
    for (let j = 0; j < others.length; j++) expect(value.at(0)!.equals(others[j])).toBe(false);
    expect(value.at(1)!.equals("\u00c3\u00a9\n")).toBe(false);
    expect(value.at(3)!.equals("7")).toBe(false);
  });

  it("takes a string, an ArrayBuffer and null too", () => {
    expect(parseJson('["\u00e9"]').value!.at(0)!.text).toBe("\u00e9");
    expect(parseJson(encodeText("[1]").buffer).value!.length).toBe(1);
    expect(parseJson<Uint8Array | null>(null).error).toBe("unexpected end at byte 0");
  });

  it("takes 64 levels and no more", () => {
    expect(parse("[".repeat(64) + "]".repeat(64)).length).toBe(1);
    expect(errorOf("[".repeat(65) + "]".repeat(65))).toBe("nesting deeper than 64 at byte 64");
    expect(errorOf("[".repeat(10000))).toBe("nesting deeper than 64 at byte 64");
    expect(errorOf('{"a":'.repeat(10000))).toBe("nesting deeper than 64 at byte 320");
    expect(parse("[" + "[],".repeat(100) + "[]]").length).toBe(101);
  });

  it("keeps a result when the text it came from changes and when another is parsed", () => {
    const text = encodeText('{"name":"value"}');
    const first = parseJson(text);
    text.fill(0);
    expect(parseJson(text).value === null).toBe(true);
    expect(print(first.value!)).toBe('{"name":"value"}');
    expect(first.error).toBe("");
  });
});

describe("any text", () => {
  it("gives a value that prints and parses to itself, or an error, never a trap", () => {
    const random = new Random(10);
    const seeds: string[] = [
      '{"a":1,"b":[true,false,null,"x\\u00e9\\n\\ud83d\\ude00é"],"c":{"d":-1.5e10}}',
      '["\\"\\\\\\/\\b","",{},[],0]',
      "[[[[1]]],-0.5E-7]",
    ];
    const alphabet = encodeText('{}[]",:\\ue0159.-+Etrfalsn /\n\u00e9');
    let failures = 0;
    let values = 0;
    for (let round = 0; round < 4000; round++) {
      const text = encodeText(seeds[random.below(seeds.length)]).slice(0);
      for (let changes = random.below(4); changes > 0; changes--) {
        text[random.below(text.length)] = random.below(8) ? alphabet[random.below(alphabet.length)] : <u8>random.next();
      }
      const result = parseJson(random.below(8) ? text : text.subarray(0, random.below(text.length)));
      if ((result.value === null) == (result.error == "")) failures++;
      if (result.value === null) continue;
      values++;
      const printed = print(result.value!);
      const again = parseJson(encodeText(printed));
      if (again.value === null || print(again.value!) != printed) failures++;
    }
    expect(failures).toBe(0);
    expect(values).toBeGreaterThan(500);
  });
});
