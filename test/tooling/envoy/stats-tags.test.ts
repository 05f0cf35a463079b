import { describe, expect, it } from "vitest";
import { statsTags } from "../../../tooling/envoy/index.js";

/** What Envoy does with a tag: the second group is the value, the first is cut out of the name. */
const extract = (name: string, labels: string[]): [string, Record<string, string>] => {
  const values: Record<string, string> = {};
  let rest = name;
  for (const { tag_name, regex } of statsTags(labels)) {
    const match = new RegExp(regex).exec(name);
    if (match === null) continue;
    values[tag_name] = match[2] ?? "";
    rest = rest.replace(match[1] ?? "", "");
  }
  return [rest, values];
};

describe("statsTags", () => {
  it("take the labels out of the name, in any order", () => {
    expect(extract("wasmcustom.requests_total;status_class=2xx;method=GET", ["method", "status_class"])).toEqual([
      "wasmcustom.requests_total",
      { method: "GET", status_class: "2xx" },
    ]);
  });

  it("tell a label from another that ends or begins like it", () => {
    expect(extract("wasmcustom.n;a_b=1;b=2;b_c=3", ["b"])).toEqual(["wasmcustom.n;a_b=1;b_c=3", { b: "2" }]);
  });

  it("leave Envoy's own statistics alone", () => {
    expect(extract("cluster.a;method=GET.upstream_rq", ["method"])[1]).toEqual({});
  });

  it("name each label once and take none for a pattern", () => {
    expect(statsTags(["a", "a", "a.b"]).map(({ tag_name }) => tag_name)).toEqual(["a", "a.b"]);
    expect(extract("wasmcustom.n;axb=1", ["a.b"])[1]).toEqual({});
  });

  it("are none without labels", () => {
    expect(statsTags([])).toEqual([]);
  });
});
