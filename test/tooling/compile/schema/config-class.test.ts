import { beforeAll, describe, expect, it } from "vitest";
import { generateConfigClass } from "../../../../tooling/compile/schema/config-class.js";
import { parseSchema } from "../../../../tooling/compile/schema/parse-schema.js";
import { findFault } from "../../../../tooling/compile/schema/validate.js";
import { compileConfig, type ConfigParser } from "./compile-config.js";
import { EVERYTHING } from "./everything.js";

const TOKEN = "^[A-Za-z][A-Za-z0-9_-]*$";
const LONG = 250_000;

/** What the compiled class says must be what the validator of the command line says. */
const refused: readonly (readonly [string, unknown, string])[] = [
  ["no object", [], "$: must be an object"],
  ["null", null, "$: must be an object"],
  ["an unknown key", { secret: "s", typo: 1 }, "$.typo: unknown key"],
  ["an unknown key that is no identifier", { secret: "s", 'a "b"\n': 1 }, '$["a \\"b\\"\\u000a"]: unknown key'],
  ["an unknown key that begins with a dollar", { $a: 1, b$: 2 }, "$.$a: unknown key"],
  ["an unknown key with a dollar in it", { b$: 2 }, '$["b$"]: unknown key'],
  ["a missing member", {}, "$.secret: is required"],
  ["null for a member", { secret: null }, "$.secret: must be a string"],
  ["a number for a string", { secret: 1 }, "$.secret: must be a string"],
  ["a secret's variable without a name", { secret: {} }, "$.secret.env: is required"],
  ["a secret's variable of an empty name", { secret: { env: "" } }, "$.secret.env: must have at least 1 character"],
  ["a secret's variable that is no name", { secret: { env: 1 } }, "$.secret.env: must be a string"],
  ["a secret's variable and more", { secret: { env: "SECRET", or: "s" } }, "$.secret.or: unknown key"],
  ["a variable for what is no secret", { secret: "s", note: { env: "SECRET" } }, "$.note: must be a string"],
  ["too short a string", { secret: "" }, "$.secret: must have at least 1 character"],
  ["too long a string", { secret: "123456789" }, "$.secret: must have at most 8 characters"],
  ["too long a string of surrogate pairs", { secret: "😀".repeat(9) }, "$.secret: must have at most 8 characters"],
  ["a string off the pattern", { secret: "s", header: "-a" }, `$.header: must match ${TOKEN}`],
  ["a string off the pattern at its end", { secret: "s", header: "a " }, `$.header: must match ${TOKEN}`],
  ["an empty string off the pattern", { secret: "s", header: "" }, `$.header: must match ${TOKEN}`],
  ["no choice", { secret: "s", mode: "no" }, "$.mode: must be one of off, on, log-only"],
  ["a fraction", { secret: "s", retries: 1.5 }, "$.retries: must be an integer"],
  ["a string for an integer", { secret: "s", retries: "1" }, "$.retries: must be an integer"],
  ["an integer too small", { secret: "s", retries: -1 }, "$.retries: must be at least 0"],
  ["an integer too large", { secret: "s", retries: 11 }, "$.retries: must be at most 10"],
  ["an integer beyond 2^53", { secret: "s", bytes: 9007199254740992 }, "$.bytes: must be an integer"],
  ["a number too small", { secret: "s", ratio: 0.4 }, "$.ratio: must be at least 0.5"],
  ["a number too large", { secret: "s", ratio: 2.1 }, "$.ratio: must be at most 2"],
  ["a boolean for a number", { secret: "s", ratio: true }, "$.ratio: must be a number"],
  ["no choice of numbers", { secret: "s", status: 404 }, "$.status: must be one of 401, 403"],
  ["a number for a boolean", { secret: "s", strict: 1 }, "$.strict: must be true or false"],
  ["an object for an array", { secret: "s", paths: {} }, "$.paths: must be an array"],
  ["too few items", { secret: "s", paths: [] }, "$.paths: must have at least 1 item"],
  ["too many items", { secret: "s", paths: ["1", "2", "3", "4"] }, "$.paths: must have at most 3 items"],
  ["a bad item", { secret: "s", paths: ["1", 2] }, "$.paths[1]: must be a string"],
  ["a bad item of an inner array", { secret: "s", grid: [[1], [2, "3"]] }, "$.grid[1][1]: must be an integer"],
  ["an array for a map", { secret: "s", labels: [] }, "$.labels: must be an object"],
  ["a bad value of a map", { secret: "s", labels: { a: "1", "b c": 2 } }, '$.labels["b c"]: must be a string'],
  ["a bad member of an inner object", { secret: "s", upstream: { host: 1 } }, "$.upstream.host: must be a string"],
  [
    "an unknown key of an inner object",
    { secret: "s", upstream: { host: "h", hots: 1 } },
    "$.upstream.hots: unknown key",
  ],
  ["an object without its tag", { secret: "s", rules: [{ name: "n" }] }, "$.rules[0].op: is required"],
  ["a tag that is no string", { secret: "s", rules: [{ op: 1 }] }, "$.rules[0].op: must be a string"],
  ["an unknown tag", { secret: "s", rules: [{ op: "ad" }] }, "$.rules[0].op: must be one of set, append, remove"],
  [
    "a member of another variant",
    { secret: "s", rules: [{ op: "remove", name: "n", value: "v" }] },
    "$.rules[0].value: unknown key",
  ],
  [
    "a variant without its member",
    {
      secret: "s",
      rules: [
        { op: "remove", name: "n" },
        { op: "set", name: "n" },
      ],
    },
    "$.rules[1].value: is required",
  ],
  ["no object for a variant", { secret: "s", rules: ["set"] }, "$.rules[0]: must be an object"],
  ["the first of two faults", { secret: "", retries: -1, strict: 1 }, "$.secret: must have at least 1 character"],
];

const DESCRIBE = `
  let text = "secret=" + config.secret + " header=" + config.header + " mode=" + config.mode
    + " retries=" + config.retries.toString() + " bytes=" + config.bytes.toString() + " ratio=" + config.ratio.toString()
    + " status=" + config.status.toString() + " strict=" + config.strict.toString();
  const note = config.note;
  text += " note=" + (note === null ? "null" : note);
  const paths = config.paths;
  text += " paths=" + (paths === null ? "null" : paths.join("+"));
  text += " tags=" + config.tags.join("+");
  const labels = config.labels;
  if (labels !== null) {
    const keys = labels.keys();
    for (let i = 0; i < keys.length; i++) text += " " + keys[i] + ":" + labels.get(keys[i]);
  }
  for (let i = 0; i < config.grid.length; i++) text += " [" + config.grid[i].join() + "]";
  const upstream = config.upstream;
  if (upstream !== null) text += " upstream=" + upstream.host + ":" + upstream.port.toString();
  for (let i = 0; i < config.rules.length; i++) {
    const rule = config.rules[i];
    text += " " + rule.op + "(" + rule.name + "," + rule.value + ")";
  }
  return text;`;

describe("the class of a configuration", () => {
  let parse: ConfigParser;
  const model = parseSchema(EVERYTHING, { file: "config.schema.json", name: "everything" });

  beforeAll(async () => {
    parse = await compileConfig(EVERYTHING, DESCRIBE);
  });

  it("has its defaults where the configuration says nothing", () => {
    expect(parse(`{"secret":"s"}`)).toEqual({
      value:
        "secret=s header=authorization mode=on retries=3 bytes=0 ratio=1.5 status=401 strict=true note=null paths=null tags=a+b",
    });
  });

  it("takes a secret from the environment of the VM, where it is checked", () => {
    expect(parse(`{"secret":{"env":"SECRET"}}`).value).toMatch(/^secret=kept /);
    expect(parse(`{"secret":{"env":"SECRE"}}`)).toEqual({
      error: "$.secret: is a variable that the VM's environment does not have",
    });
    expect(findFault(model, { secret: { env: "SECRET" } })).toBe(null);
  });

  it("holds what the configuration says", () => {
    const configuration = {
      secret: "😀".repeat(8),
      header: "X-1_a",
      mode: "log-only",
      retries: 1e1,
      bytes: 9007199254740991,
      ratio: 2,
      status: 403,
      strict: false,
      note: "",
      paths: ["/ä", "/b"],
      tags: [],
      labels: { "b c": "1", a: "2" },
      grid: [[1, -2], []],
      upstream: { host: "h" },
      rules: [
        { op: "append", name: "n", value: "v" },
        { op: "remove", name: "m" },
      ],
    };
    expect(findFault(model, configuration)).toBeNull();
    expect(parse(JSON.stringify(configuration))).toEqual({
      value:
        `secret=${"😀".repeat(8)} header=X-1_a mode=log-only retries=10 bytes=9007199254740991 ratio=2.0 status=403 ` +
        "strict=false note= paths=/ä+/b tags= b c:1 a:2 [1,-2] [] upstream=h:80 append(n,v) remove(m,)",
    });
  });

  it.each(refused)("refuses %s with its path", (_, configuration, error) => {
    expect(parse(JSON.stringify(configuration))).toEqual({ error });
    expect(findFault(model, configuration)).toBe(error);
  });

  it.each([
    ["a text that breaks off", '{"secret":', /^\$: is not JSON: .*byte 10$/],
    ["a duplicate key", '{"secret":"a","secret":"b"}', /^\$: is not JSON: duplicate member name/],
    ["bytes that are not UTF-8", Uint8Array.from([0x22, 0xff, 0x22]), /^\$: is not JSON: invalid UTF-8/],
    ["nesting without end", "[".repeat(LONG), /^\$: is not JSON: nesting deeper/],
    ["a long text of another kind", `"${"x".repeat(LONG)}"`, /^\$: must be an object$/],
    ["more than memory could hold", " ".repeat(4_000_000), /^\$: is too large$/],
  ])("refuses %s", (_, text, error) => {
    expect(parse(text).error).toMatch(error);
  });

  it("takes an empty configuration for {}", () => {
    expect(parse("")).toEqual({ error: "$.secret: is required" });
  });

  it("keeps nothing of one configuration for the next", () => {
    expect(parse(`{"secret":"s","rules":[{"op":"x"}]}`).error).toMatch(/^\$\.rules\[0\]\.op:/);
    expect(parse(`{"secret":"s"}`).value).toMatch(/^secret=s header=authorization/);
    expect(parse(`{"secret":"s","retries":11}`)).toEqual({ error: "$.retries: must be at most 10" });
  });

  it("never says a value", () => {
    const secret = "hunter2-hunter2";
    for (const text of [`{"secret":"${secret}"}`, `{"secret":"s","mode":"${secret}"}`, `{"secret":"${secret}`]) {
      expect(parse(text).error).not.toContain(secret);
      expect(parse(text).error).toMatch(/^\$/);
    }
  });

  it("compiles whatever names, values and descriptions the schema has", async () => {
    const words = [
      "static",
      "public",
      "constructor",
      "default",
      "class",
      "value",
      "config",
      "members",
      "read",
      "parse",
    ];
    const text = 'é\u2028"\\\n';
    const fields = words.map((word) => [word, { type: "string", default: text, description: "a */ b\u2028c" }]);
    const schema = { type: "object", additionalProperties: false, properties: Object.fromEntries(fields) as object };
    const parseWords = await compileConfig(schema, "return config.staticValue + config.members;");
    expect(parseWords("")).toEqual({ value: text + text });
    expect(parseWords('{"static":"a","members":"b"}')).toEqual({ value: "ab" });
  });

  it("is the same text for the same schema, whatever the order of its keywords", () => {
    const reversed = Object.fromEntries(Object.entries(EVERYTHING).reverse());
    const again = parseSchema(reversed, { file: "config.schema.json", name: "everything" });
    expect(generateConfigClass(again)).toBe(generateConfigClass(model));
    expect(generateConfigClass(model).split("\n")[0]).toBe(
      "// Generated from config.schema.json by sluice build. Do not edit.",
    );
  });
});
