import { describe, expect, it } from "vitest";
import { stripDescriptions } from "../../../../tooling/compile/schema/strip-descriptions.js";

describe("a schema in a module's papers", () => {
  it("has no descriptions, at any depth", () => {
    const schema = {
      ...{ title: "T", description: "d", $comment: "c", type: "object" },
      properties: {
        list: { description: "d", type: "array", items: { description: "d", type: "string", minLength: 1 } },
      },
      $defs: { one: { oneOf: [{ description: "d", type: "object", additionalProperties: { description: "d" } }] } },
    };
    expect(stripDescriptions(schema)).toEqual({
      ...{ title: "T", type: "object" },
      properties: { list: { type: "array", items: { type: "string", minLength: 1 } } },
      $defs: { one: { oneOf: [{ type: "object", additionalProperties: {} }] } },
    });
  });

  it("keeps members and values of that name", () => {
    const schema = {
      required: ["description"],
      properties: {
        description: { type: "string", default: "description" },
        properties: { const: { description: "d" } },
      },
      $defs: { description: { enum: ["description"] } },
    };
    expect(stripDescriptions(schema)).toEqual(schema);
  });
});
