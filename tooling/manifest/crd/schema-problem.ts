import type { ErrorObject } from "ajv";
import type { JsonValue, Problem } from "../../../istio/index.js";
import { nearestName } from "../../nearest-name.js";
import { pathOf, step } from "./path.js";

/**
 * What a schema says against a value in our words, which never hold the value: it may be a secret. A field that it does not know is held
 * against those that it does where the error came with its schema (`verbose`).
 */
export function problemOf(error: ErrorObject, value: JsonValue): Problem {
  const at = pathOf(error.instancePath, value);
  const { params } = error as { params: Readonly<Record<string, unknown>> };
  const text = (name: string): string => String(params[name]);
  switch (error.keyword) {
    case "required":
      return { path: step(at, text("missingProperty")), message: "is missing", hint: "give it" };
    case "additionalProperties": {
      const meant = nearestName(text("additionalProperty"), knownFields(error));
      return {
        path: step(at, text("additionalProperty")),
        message: "is no field that there is",
        hint: meant === null ? "take it out, or mend its name" : `did you mean ${meant}?`,
      };
    }
    case "enum":
      return {
        path: at,
        message: "is none of the values there are",
        hint: `use one of ${(params["allowedValues"] as readonly unknown[]).join(", ")}`,
      };
    case "type":
      return { path: at, message: `is no ${text("type")}`, hint: `give ${text("type")}` };
    case "pattern":
      return { path: at, message: "has another form", hint: `let it match ${text("pattern")}` };
    case "minLength":
    case "maxLength":
    case "minItems":
    case "maxItems":
    case "minimum":
    case "maximum":
    case "maxProperties":
      return { path: at, message: `breaks ${error.keyword} ${text("limit")}`, hint: "keep to the limit" };
    case "oneOf":
      return { path: at, message: "holds fields that exclude one another", hint: "keep one of them" };
    case "format":
      return { path: at, message: `is no ${text("format")}`, hint: "keep to the format" };
    default:
      return { path: at, message: error.message ?? `breaks ${error.keyword}`, hint: "keep to the schema" };
  }
}

function knownFields({ parentSchema }: ErrorObject): string[] {
  const { properties = {} } = (parentSchema ?? {}) as { readonly properties?: object };
  return Object.keys(properties);
}
