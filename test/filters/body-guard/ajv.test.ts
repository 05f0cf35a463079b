import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { runs } from "../../fuzz/runs.js";
import { startBodyGuest } from "./body-guest.js";
import type { BodyGuest } from "./body-guest.js";
import { documents, schemas } from "./schemas.js";
import type { Json, Schema } from "./schemas.js";

let guest: BodyGuest;

beforeAll(async () => {
  guest = await startBodyGuest();
}, 120_000);

const configure = (schema: Schema): string | null =>
  guest.configure({ rules: [{ name: "r", schema: JSON.stringify(schema) }] });

/** Ajv's verdict, null where it has none. What it says of formats and unknown keywords is of no concern: the schemas have none. */
function compileWithAjv(schema: Schema): (document: Json) => boolean | null {
  const validate = new Ajv2020({ strict: false, ownProperties: true }).compile(schema as object);
  return (document) => {
    try {
      return validate(document);
    } catch (error) {
      // For some nestings of false schemas, ajv 8 writes code that names a variable it does not declare.
      if (error instanceof ReferenceError) return null;
      throw error;
    }
  };
}

describe("the verdicts of body-guard, against ajv", () => {
  it("are the same over generated schemas and documents", () => {
    const seen = { valid: 0, invalid: 0, endless: 0 };
    fc.assert(
      fc.property(schemas, fc.array(documents, { minLength: 12, maxLength: 12 }), (schema, values) => {
        const refusal = configure(schema);
        if (refusal !== null) {
          expect(refusal).toContain("without an end");
          seen.endless += 1;
          return;
        }
        const isValid = compileWithAjv(schema);
        for (const value of values) {
          const expected = isValid(value);
          if (expected === null) continue;
          const answer = guest.send(JSON.stringify(value));
          expect(answer === null).toBe(expected);
          if (answer !== null) expect(answer.status).toBe(422);
          seen[answer === null ? "valid" : "invalid"] += 1;
        }
      }),
      runs(500),
    );
    // Neither side of the comparison is empty.
    expect(seen.valid).toBeGreaterThan(500);
    expect(seen.invalid).toBeGreaterThan(500);
    expect(seen.endless).toBeLessThan(125);
  }, 120_000);

  it.each<[Schema, Json[]]>([
    [{ type: "integer" }, [1, 1.0, -0, 1.5, 1e20, "1", null]],
    [{ type: ["integer", "string"] }, [1, 1.5, "a", true]],
    [{ type: ["integer", "number"] }, [1, 1.5, "a"]],
    [{ maxLength: 2 }, ["😀😀", "ééé", "e\u0301e", "", 12345]],
    [{ const: { a: [1, { b: null }], c: 1 } }, [{ c: 1.0, a: [1.0, { b: null }] }, { a: [1, {}], c: 1 }, {}]],
    [{ enum: [0, "0", false, null, [], {}] }, [0, -0, "0", false, null, [], {}, "", [0], true]],
    [{ required: ["toString", "__proto__"] }, [{}, { toString: 1 }]],
    [{ properties: { constructor: false } }, [{}, { constructor: 1 }]],
    [{ additionalProperties: false }, [{}, { a: 1 }, [1], 1]],
    [{ oneOf: [{ type: "number" }, { minimum: 5 }] }, [4, 5, "a"]],
    [{ not: {} }, [1, null]],
    [
      { $defs: { t: { type: "object", properties: { n: { $ref: "#/$defs/t" } } } }, $ref: "#/$defs/t" },
      [{ n: { n: {} } }, { n: { n: 1 } }],
    ],
    [{ pattern: "^\\u{1F600}.$" }, ["😀a", "😀😀", "😀"]],
  ])("are the same for %j", (schema, values) => {
    expect(configure(schema)).toBeNull();
    const isValid = compileWithAjv(schema);
    expect(values.map((value) => guest.send(JSON.stringify(value)) === null)).toEqual(values.map(isValid));
  });
});
