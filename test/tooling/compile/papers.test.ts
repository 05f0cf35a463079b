import { deflateRawSync, inflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { formatKinds } from "../../../tooling/compile/inspect-report.js";
import { pluginKinds } from "../../../tooling/compile/plugin-kind.js";
import { papersOfPlugin } from "../../../tooling/compile/root-id.js";
import { type Papers, readPapers, writePapers } from "../../../tooling/compile/papers.js";
import { appendCustomSection, readModule } from "../../../tooling/wasm/index.js";
import { assemble } from "./assemble.js";

const module = assemble(`(module (memory (export "memory") 1))`);
const papers: Papers = {
  name: "auth",
  version: "1.2.3",
  rootIds: ["auth", "autre–é"],
  kinds: { auth: ["http"], "autre–é": ["network", "access-logger"] },
  abi: "0.2.1",
  hostFunctions: ["proxy_get_buffer_bytes", "proxy_log"],
  metricLabels: ["method"],
  configSchemas: { auth: { type: "object", properties: { jwt_secret: { type: "string", writeOnly: true } } } },
  steps: 500_000_000,
};

describe("papers", () => {
  it("come back as they were written", () => {
    expect(readPapers(writePapers(module, papers))).toEqual(papers);
  });

  it("replace those the module had", () => {
    const twice = writePapers(writePapers(module, papers), { ...papers, version: "2.0.0" });
    expect(readPapers(twice)?.version).toBe("2.0.0");
    expect(readModule(twice).customSections).toHaveLength(1);
  });

  it("give the same bytes whatever the order of members", () => {
    const reversed = Object.fromEntries(Object.entries(papers).reverse()) as unknown as Papers;
    expect(writePapers(module, reversed)).toEqual(writePapers(module, papers));
  });

  it("lie in the section sluice.deflate as raw DEFLATE of JSON", () => {
    const [section] = readModule(writePapers(module, papers)).customSections;
    expect(section?.name).toBe("sluice.deflate");
    expect(JSON.parse(inflateRawSync(section?.bytes ?? "").toString())).toEqual(papers);
  });

  it("replace those of an older module, which are not packed", () => {
    const older = appendCustomSection(module, "sluice", Buffer.from(JSON.stringify(papers)));
    expect(writePapers(older, papers)).toEqual(writePapers(module, papers));
  });

  it.each([
    ["are no DEFLATE", Buffer.from("{}"), /is not DEFLATE/],
    ["unpack to more than anyone writes", deflateRawSync(Buffer.alloc(17 * 1024 * 1024, " ")), /is not DEFLATE/],
    ["are cut off", deflateRawSync(Buffer.from(JSON.stringify(papers))).subarray(0, 40), /is not DEFLATE/],
  ])("are refused when they %s", (_, content, message) => {
    expect(() => readPapers(appendCustomSection(module, "sluice.deflate", content))).toThrow(message);
  });

  it("are read without the members that a later version added", () => {
    const later = Buffer.from(JSON.stringify({ ...papers, extra: 1 }));
    expect(readPapers(appendCustomSection(module, "sluice", later))).toEqual(papers);
  });

  it("have nothing of a root id that is named as a member of every object", () => {
    const rootIds = ["constructor", "toString", "__proto__"];
    const read = readPapers(writePapers(module, { ...papers, rootIds, kinds: {}, configSchemas: {} }));
    const one = papersOfPlugin("m.wasm", read, "constructor");
    for (const id of rootIds) {
      expect([read?.kinds[id], read?.configSchemas[id]]).toEqual([undefined, undefined]);
      expect(pluginKinds({ name: "m.wasm", module: readModule(module), papers: read, rootId: id })).toEqual([]);
      expect([one?.kinds[id], one?.configSchemas[id]]).toEqual([undefined, undefined]);
    }
    expect(formatKinds(read as Papers)).toBe("constructor unknown, toString unknown, __proto__ unknown");
    const own = JSON.parse('{ "__proto__": ["http"], "constructor": ["network"] }') as Papers["kinds"];
    const known = readPapers(writePapers(module, { ...papers, rootIds, kinds: own }))?.kinds;
    expect([known?.["__proto__"], known?.["constructor"]]).toEqual([["http"], ["network"]]);
  });

  it("of an older module tell no kinds, and of a newer one those that are known", () => {
    const read = (kinds: unknown): unknown => {
      const text = Buffer.from(JSON.stringify({ ...papers, kinds }));
      return readPapers(appendCustomSection(module, "sluice", text))?.kinds;
    };
    expect(read(undefined)).toEqual({});
    expect(read({ auth: ["dubbo", "http"] })).toEqual({ auth: ["http"] });
  });

  it("of an older module count no steps", () => {
    const older = Buffer.from(JSON.stringify({ ...papers, steps: undefined }));
    expect(readPapers(appendCustomSection(module, "sluice", older))?.steps).toBeNull();
  });

  it("are null in a module of another toolchain", () => {
    expect(readPapers(module)).toBeNull();
  });

  const hostile: readonly (readonly [string, string | Uint8Array, RegExp])[] = [
    ["no JSON", "{", /"sluice": \$: is not JSON/],
    ["bytes that are not UTF-8", Uint8Array.from([0xff]), /is not JSON/],
    ["null", "null", /\$: must be an object/],
    ["an array", "[]", /\$: must be an object/],
    ["another ABI", JSON.stringify({ ...papers, abi: "9" }), /\$\.abi: must be "0\.2\.1"/],
    ["an empty name", JSON.stringify({ ...papers, name: "" }), /\$\.name: must be a string/],
    ["a missing version", JSON.stringify({ ...papers, version: undefined }), /\$\.version/],
    [
      "kinds that are no arrays",
      JSON.stringify({ ...papers, kinds: { auth: "http" } }),
      /\$\.kinds: must be an object/,
    ],
    ["root ids that are no strings", JSON.stringify({ ...papers, rootIds: [1] }), /\$\.rootIds: must be an array/],
    ["host functions that are no array", JSON.stringify({ ...papers, hostFunctions: {} }), /\$\.hostFunctions/],
    ["labels that are null", JSON.stringify({ ...papers, metricLabels: null }), /\$\.metricLabels/],
    ["a schema that is no object", JSON.stringify({ ...papers, configSchemas: { a: 1 } }), /\$\.configSchemas/],
    ["steps that are no number", JSON.stringify({ ...papers, steps: "many" }), /\$\.steps: must be a number/],
    ["steps below one", JSON.stringify({ ...papers, steps: 0 }), /\$\.steps/],
    ["very deep nesting", "[".repeat(200_000), /is not JSON/],
  ];
  it.each(hostile)("are refused when the section holds %s", (_, content, message) => {
    const bytes = appendCustomSection(module, "sluice", Buffer.from(content));
    expect(() => readPapers(bytes)).toThrow(expect.objectContaining({ code: "ERR_MODULE_INVALID" }));
    expect(() => readPapers(bytes)).toThrow(message);
  });

  it("are refused when the section is there twice", () => {
    const section = Buffer.from(JSON.stringify(papers));
    const bytes = appendCustomSection(appendCustomSection(module, "sluice", section), "sluice", section);
    expect(() => readPapers(bytes)).toThrow(/there twice/);
  });
});
