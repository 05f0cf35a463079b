import { describe, expect, it } from "vitest";
import { HeaderMap } from "../../../../tooling/host/http/header-map.js";

const request = (): HeaderMap =>
  new HeaderMap("request", [
    [":path", "/"],
    ["X-A", "1"],
    ["x-a", "2"],
  ]);

describe("header map", () => {
  it("keeps the order and the duplicates, names in lower case", () => {
    expect([...request()]).toEqual([
      [":path", "/"],
      ["x-a", "1"],
      ["x-a", "2"],
    ]);
    expect(request().get("X-a")).toBe("1");
    expect(request().getAll("x-A")).toEqual(["1", "2"]);
  });

  it("lower-cases ASCII letters only: the rest are bytes", () => {
    expect(new HeaderMap("request", [["X-\xc9", "\xff"]]).fields).toEqual([["x-\xc9", "\xff"]]);
  });

  it("puts pseudo-headers before the others, whenever they are added", () => {
    const map = request();
    map.set(":path", "/new");
    map.append(":method", "GET");
    expect([...map].map(([name]) => name)).toEqual([":path", ":method", "x-a", "x-a"]);
  });

  it("leaves one value, at the end, when a name is set", () => {
    const map = request();
    map.append("x-b", "b");
    map.set("x-a", "3");
    expect(map.fields).toEqual([
      ["x-b", "b"],
      ["x-a", "3"],
    ]);
  });

  it("joins a further value to a header that Envoy keeps once, each kind of map having its own", () => {
    const twice = (kind: "request" | "response" | "responseTrailers", name: string): string[] => {
      const map = new HeaderMap(kind);
      map.append(name, "a");
      map.append(name, "b");
      return map.getAll(name);
    };
    expect(twice("request", "accept")).toEqual(["a,b"]);
    expect(twice("response", "accept")).toEqual(["a", "b"]);
    expect(twice("response", "etag")).toEqual(["a,b"]);
    expect(twice("request", "etag")).toEqual(["a", "b"]);
    expect(twice("response", "set-cookie")).toEqual(["a", "b"]);
    expect(twice("responseTrailers", "grpc-status")).toEqual(["a,b"]);
  });

  it("takes host for another name of :authority", () => {
    const map = new HeaderMap("request", [["Host", "a.test"]]);
    expect(map.get(":authority")).toBe("a.test");
    map.set("host", "b.test");
    expect([...map]).toEqual([[":authority", "b.test"]]);
    expect(map.fields).toEqual([]);
  });

  it("removes all values of a name and minds no absent one", () => {
    const map = request();
    map.remove("X-A");
    map.remove("absent");
    expect([...map]).toEqual([[":path", "/"]]);
    expect(map.get("x-a")).toBeNull();
    expect(map.byteSize).toBe(":path".length + 1);
  });
});
