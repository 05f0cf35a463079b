import { describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";

const filter = "test/fixtures/filters/reads";
const CHANGES = ["set", "2", "(none)", "last"];

describe.each(engines)("headers that a callback reads many of, on %s", (engine) => {
  const upstream = (request: Request): Response =>
    new Response(request.headers.get("x-read"), { status: 201, headers: { "x-a": "answer" } });

  it("are what the message has, its first value each, whatever is changed in between", async () => {
    await using gateway = await serve({ engine, filter, upstream });
    const response = await gateway.fetch("/p?q", {
      headers: [
        ["x-a", "1"],
        ["x-a", "2"],
        ["x-b", "b"],
        ["x-empty", ""],
        ["cookie", "c=d"],
        ["x-last", "last"],
      ],
    });
    const [seen, ...changes] = (await response.text()).split(" ");
    const authority = new URL(gateway.url).host;
    expect(seen).toBe(["1", "1", "b", "", "(none)", authority, "/p?q", "c=d", "(none)"].join("|"));
    expect(changes).toEqual(CHANGES);
    expect(response.headers.get("x-status")).toBe("201 answer");
  });

  it("are found among more than are copied", async () => {
    await using gateway = await serve({ engine, filter, upstream });
    const many = Array.from({ length: 80 }, (_, index): [string, string] => [`x-many-${index}`, "m"]);
    const response = await gateway.fetch("/", { headers: [...many, ["x-a", "1"], ["x-b", "b"], ["x-last", "last"]] });
    const [seen, ...changes] = (await response.text()).split(" ");
    expect(seen?.startsWith("1|1|b|(none)|")).toBe(true);
    expect(changes).toEqual(CHANGES);
  });

  it("are kept apart from the next request's", async () => {
    await using gateway = await serve({ engine, filter, upstream });
    for (const value of ["one", "two", "three"]) {
      const response = await gateway.fetch("/", { headers: { "x-a": value } });
      expect((await response.text()).split("|")[0]).toBe(value);
    }
  });
});
