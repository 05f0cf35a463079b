import { CONFIG_MAP_LIMIT_BYTES, type ConfigMap } from "../config-map.js";
import { checkObjectMeta } from "./object-meta.js";
import { unless, type Problem } from "./problem.js";

const KEY = /^[-._a-zA-Z0-9]{1,253}$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** What the API server refuses a ConfigMap for. */
export function validateConfigMap(configMap: ConfigMap): Problem[] {
  const { data = {}, binaryData = {} } = configMap;
  const sizeBytes =
    Object.values(data).reduce((sum, text) => sum + Buffer.byteLength(text), 0) +
    Object.values(binaryData).reduce((sum, text) => sum + Buffer.byteLength(text, "base64"), 0);
  return [
    ...checkObjectMeta(configMap),
    ...Object.keys(data).flatMap((key) => checkKey("data", key)),
    ...Object.entries(binaryData).flatMap(([key, text]) => [
      ...checkKey("binaryData", key),
      ...unless(!(key in data), `binaryData[${JSON.stringify(key)}]`, "is a key of data too", "rename one of them"),
      ...unless(BASE64.test(text), `binaryData[${JSON.stringify(key)}]`, "is no base64", "encode it with padding"),
    ]),
    ...unless(
      sizeBytes <= CONFIG_MAP_LIMIT_BYTES,
      Object.keys(binaryData).length === 0 ? "data" : "binaryData",
      `the values hold ${sizeBytes} bytes, and a ConfigMap takes ${CONFIG_MAP_LIMIT_BYTES}`,
      "make the module smaller (build it without --debug), keep it on a PersistentVolumeClaim, or serve it from a URL of its own: an OCI " +
        "registry or a web server",
    ),
  ];
}

function checkKey(field: string, key: string): Problem[] {
  return unless(
    KEY.test(key) && !key.startsWith("..") && key !== ".",
    `${field}[${JSON.stringify(key)}]`,
    "is no key of a ConfigMap",
    "use at most 253 letters, digits, hyphens, underscores and dots, not starting with two dots",
  );
}
