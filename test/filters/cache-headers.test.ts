import { describe, expect, it } from "vitest";
import { startInHost } from "./in-host.js";

const load = (rule: object): Promise<unknown> => startInHost("cache-headers", { rules: [rule] });

describe("the directives of cache-headers", () => {
  it.each([
    "no-store",
    "no-store, no-cache, must-revalidate, max-age=0, s-maxage=0",
    "must-understand, no-store, max-age=60",
    "public, max-age=2147483648, immutable",
    "private,max-age=60 , no-transform",
    "s-maxage=1, stale-while-revalidate=59, stale-if-error=86400",
    "no-cache, max-age=60, proxy-revalidate",
  ])("may be %j", async (value) => {
    await expect(load({ cache_control: value, cdn_cache_control: value })).resolves.toBeDefined();
  });

  it.each([
    ["no-store, max-age=60", "no-store contradicts max-age"],
    ["s-maxage=1, no-store", "no-store contradicts s-maxage"],
    ["no-store, public", "no-store contradicts public"],
    ["no-store, immutable", "no-store contradicts immutable"],
    ["no-store, stale-if-error=9", "no-store contradicts stale-if-error"],
    ["private, public, max-age=1", "private contradicts public"],
    ["private, s-maxage=60", "private contradicts s-maxage"],
    ["no-cache, stale-while-revalidate=9", "no-cache contradicts stale-while-revalidate"],
    ["max-age=1, must-revalidate, stale-if-error=9", "must-revalidate contradicts stale-if-error"],
    ["public, immutable", "immutable means nothing without a max-age over 0"],
    ["max-age=0, immutable", "immutable means nothing without a max-age over 0"],
    ["max-age=60, max-age=60", "directive 2 is there twice"],
    ["max-age", "directive 1 must have whole seconds"],
    ['max-age="60"', "directive 1 must have whole seconds"],
    ["max-age=-1", "directive 1 must have whole seconds"],
    ["max-age=1.5", "directive 1 must have whole seconds"],
    ["max-age=2147483649", "directive 1 must have whole seconds"],
    ["max-age=99999999999999999999", "directive 1 must have whole seconds"],
    ["public, max_age=60", "directive 2 is not one of this field"],
    ["Public", "directive 1 is not one of this field"],
    ["public,", "directive 2 is not one of this field"],
    ["no-cache=1", "directive 1 must have no value"],
    ['private="x-user"', "directive 1 must have no value"],
    ["public\r\nx: y", "must match"],
    ["", "must match"],
    ["p".repeat(257), "must have at most 256 characters"],
  ])("are refused as %j", async (value, message) => {
    await expect(load({ cache_control: value })).rejects.toThrow(`$.rules[0].cache_control: ${message}`);
    await expect(load({ cdn_cache_control: value })).rejects.toThrow(`$.rules[0].cdn_cache_control: ${message}`);
  });

  it.each([
    ["max-age=60, stale-while-revalidate=9", null],
    ['no-store-remote, content="ESI/1.0 ESI-INV/1.0"', null],
    ["max-age=60+600", "directive 1 must have whole seconds"],
    ["content=ESI/1.0", "directive 1 must have a text in quotes"],
    ['content="a"b"', "directive 1 must have a text in quotes"],
    ['content="', "directive 1 must have a text in quotes"],
    ["public", "directive 1 is not one of this field"],
    ["no-store, max-age=1", "no-store contradicts max-age"],
  ])("of Surrogate-Control are its own: %j", async (value, message) => {
    const loaded = load({ surrogate_control: value });
    if (message === null) await expect(loaded).resolves.toBeDefined();
    else await expect(loaded).rejects.toThrow(`$.rules[0].surrogate_control: ${message}`);
  });
});

describe("a rule of cache-headers", () => {
  it.each([
    [{}, "$.rules[0]: must say something of caching"],
    [{ paths: ["/a"], replace: "always" }, "$.rules[0]: must say something of caching"],
    [{ vary: ["*", "accept"] }, "$.rules[0].vary: must have no other names beside *"],
    [{ vary: ["a,b"] }, "$.rules[0].vary[0]: must match"],
    [{ remove_age: true, paths: ["/a", "/b//c"] }, "$.rules[0].paths[1]: must be a path in its plain form"],
    [{ remove_age: true, status: ["20"] }, "$.rules[0].status[0]: must match"],
    [{ remove_age: true, content_types: ["html"] }, "$.rules[0].content_types[0]: must match"],
    [{ cache_control: "public", replace: "sometimes" }, "$.rules[0].replace: must be one of"],
  ])("is refused as %j", async (rule, message) => {
    await expect(load(rule)).rejects.toThrow(message);
  });
});
