import { beforeAll, describe, expect, it } from "vitest";
import { randomSource, randomText, startProbe } from "./probe.js";
import type { Probe } from "./probe.js";

let probe: Probe;

beforeAll(async () => {
  probe = await startProbe();
});

const INVALID = -9223372036854775808;

describe("HTTP dates", () => {
  function format(seconds: number, as = "format-http-date"): unknown {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(BigInt(seconds));
    return probe.json(as, bytes);
  }

  it("reads and writes the example of RFC 9110", () => {
    expect(format(784_111_777)).toBe("Sun, 06 Nov 1994 08:49:37 GMT");
    expect(probe.json("parse-http-date", "Sun, 06 Nov 1994 08:49:37 GMT")).toBe(784_111_777);
  });

  it("writes and reads any moment of ten thousand years as Node does", () => {
    const random = randomSource(7);
    const edges = [-62_167_219_200, 253_402_300_799, -1, 0, 951_782_400, 951_868_800, 4_107_542_399, -2_203_891_200];
    for (let round = 0; round < 5_000; round++) {
      const seconds = edges[round] ?? random(2 ** 32) * 73 + random(73) - 62_167_219_200;
      const text = new Date(seconds * 1000).toUTCString();
      expect(format(seconds)).toBe(text);
      expect(format(seconds, "format-rfc3339")).toBe(new Date(seconds * 1000).toISOString().replace(".000Z", "Z"));
      expect(probe.json("parse-http-date", text), text).toBe(seconds);
    }
  });

  it("writes moments beyond four-digit years as the nearest", () => {
    expect(format(253_402_300_800)).toBe("Fri, 31 Dec 9999 23:59:59 GMT");
    expect(format(-62_167_219_201)).toBe("Sat, 01 Jan 0000 00:00:00 GMT");
    expect(format(253_402_300_800, "format-rfc3339")).toBe("9999-12-31T23:59:59Z");
    expect(format(-62_167_219_201, "format-rfc3339")).toBe("0000-01-01T00:00:00Z");
  });

  it("takes a leap second for the next minute", () => {
    expect(probe.json("parse-http-date", "Sat, 31 Dec 2016 23:59:60 GMT")).toBe(Date.UTC(2017, 0, 1) / 1000);
  });

  it.each([
    ...["", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Mon, 06 Nov 1994 08:49:37 GMT"],
    ...[
      "Sun, 06 Nov 1994 08:49:37 UTC",
      "Sun, 06 Nov 1994 08:49:37 GMT ",
      "sun, 06 nov 1994 08:49:37 gmt",
      "Sun, 6 Nov 1994 08:49:37 GMT ",
    ],
    ...[
      "Sun, 06 Nov 1994 24:00:00 GMT",
      "Sun, 06 Nov 1994 08:60:37 GMT",
      "Sun, 06 Nov 1994 08:49:61 GMT",
      "Thu, 29 Feb 1900 00:00:00 GMT",
    ],
    ...[
      "Sun, 00 Nov 1994 08:49:37 GMT",
      "Thu, 31 Nov 1994 08:49:37 GMT",
      "Sun, 06 Nov 1994 08-49-37 GMT",
      "Sun, +6 Nov 1994 08:49:37 GMT",
    ],
    ...["Sun, 06 Nov 1994 08:49:60 UTC", "Sun, 06 Xyz 1994 08:49:37 GMT"],
  ])("has no answer to %j", (text) => {
    expect(probe.json("parse-http-date", text)).toBe(INVALID);
  });
});

describe("the date of a cookie", () => {
  it.each([
    ["Wed, 09 Jun 2021 10:18:14 GMT", Date.UTC(2021, 5, 9, 10, 18, 14)],
    ["Wednesday, 09-Jun-21 10:18:14 GMT", Date.UTC(2021, 5, 9, 10, 18, 14)],
    ["Wed Jun  9 10:18:14 2021", Date.UTC(2021, 5, 9, 10, 18, 14)],
    ["Thu, 01-Jan-1970 00:00:00 GMT", 0],
    ["1:2:3 4 DECember 70", Date.UTC(1970, 11, 4, 1, 2, 3)],
    ["10:18:14x 9th jun 69", Date.UTC(2069, 5, 9, 10, 18, 14)],
    ["Tue, 29 Feb 2000 23:59:59", Date.UTC(2000, 1, 29, 23, 59, 59)],
  ])("is read from %j", (text, milliseconds) => {
    expect(probe.json("parse-cookie-date", text)).toBe(milliseconds / 1000);
  });

  it.each([
    ...[
      "",
      "0",
      "Wed, 09 Jun 2021",
      "10:18:14 09 2021",
      "10:18:14 Jun 2021",
      "10:18:14 09 Jun",
      "24:00:00 09 Jun 2021",
      "10:60:00 09 Jun 2021",
    ],
    ...[
      "10:18:60 09 Jun 2021",
      "10:18 09 Jun 2021",
      "10:18:14 31 Jun 2021",
      "10:18:14 29 Feb 2001",
      "10:18:14 00 Jun 2021",
      "10:18:14 09 Jun 1600",
    ],
    ...[
      "100:18:14 09 Jun 2021",
      "10:018:14 09 Jun 2021",
      "10:18:14 09 Jun 20211",
      "10:18:14 09 Ju 2021",
      "a10:18:14 09 Jun 2021",
    ],
  ])("is not in %j", (text) => {
    expect(probe.json("parse-cookie-date", text)).toBe(INVALID);
  });
});

describe("Cookies", () => {
  it.each([
    ["a=1", { get: "1", all: ["1"], without: "" }],
    ["b=2; a=1; c=3", { get: "1", all: ["1"], without: "b=2; c=3" }],
    ["a=1; b=2; a=3", { get: "1", all: ["1", "3"], without: "b=2" }],
    ["a=1;b=2;c=3", { get: "1", all: ["1"], without: "b=2;c=3" }],
    [" \ta = x y \t; b", { get: "x y", all: ["x y"], without: "b" }],
    ['a="1"', { get: '"1"', all: ['"1"'], without: "" }],
    ["a=%20+", { get: "%20+", all: ["%20+"], without: "" }],
    ["a=b=c==", { get: "b=c==", all: ["b=c=="], without: "" }],
    ["a=", { get: "", all: [""], without: "" }],
    ["A=1; aa=2; ba=3; =a; a; a b=4", { get: null, all: [], without: "A=1; aa=2; ba=3; =a; a; a b=4" }],
    ["", { get: null, all: [], without: "" }],
    [";;;", { get: null, all: [], without: "" }],
  ])("finds in %j", (field, found) => {
    expect(probe.json("cookies", field)).toEqual({ has: found.get !== null, ...found });
  });

  it("finds among very many in a time that grows with their number", () => {
    const field = `${"b=2; ".repeat(20_000)}a=1`;
    expect(probe.json("cookies", field)).toMatchObject({ get: "1", without: "b=2; ".repeat(20_000).slice(0, -2) });
    expect(probe.json("cookies", "a=1;".repeat(20_000))).toMatchObject({ get: "1", without: "" });
  });
});

describe("a Set-Cookie field that is read and written again", () => {
  const written = (field: string) => probe.json("parse-set-cookie", field) as { text: string; error: string } | null;

  it.each([
    ["SID=31d4d96e407aad42", "SID=31d4d96e407aad42"],
    ["SID=31d4; Path=/; Secure; HttpOnly", "SID=31d4; Path=/; Secure; HttpOnly"],
    ["lang=en-US; Path=/; Domain=.Example.com", "lang=en-US; Domain=example.com; Path=/"],
    ["a=b; expires=Wed, 09-Jun-21 10:18:14 GMT", "a=b; Expires=Wed, 09 Jun 2021 10:18:14 GMT"],
    ["a=b; Max-Age=-1; SameSite=none; secure", "a=b; Max-Age=-1; Secure; SameSite=None"],
    ["a=b;max-age=99999999999999999999;samesite=STRICT", "a=b; Max-Age=34560000; SameSite=Strict"],
    [
      " a = b ; Max-Age = 1 ; Partitioned ; Secure=x ; SameSite=Lax",
      "a=b; Max-Age=1; Secure; SameSite=Lax; Partitioned",
    ],
    ["a=b; Path=x; Max-Age=1x; Expires=never; SameSite=maybe; Priority=High", "a=b"],
    [
      "a=b; Path=/a; Path=/b; Max-Age=1; Max-Age=2",
      "a=b; Max-Age=2; Path=/b".replace("Max-Age=2; Path=/b", "Path=/b; Max-Age=2"),
    ],
    ['a="b"', 'a="b"'],
    ["a=", "a="],
    ["__Host-a=b; Secure; Path=/", "__Host-a=b; Path=/; Secure"],
    ["__Secure-a=b; Secure", "__Secure-a=b; Secure"],
  ])("is %j, then %j", (field, text) => {
    expect(written(field)).toEqual({ text, error: "" });
  });

  it.each([
    ["a b=c", /token/],
    ["a=b c", /octet/],
    ["a=b,c", /octet/],
    ['a="b', /octet/],
    ["a=é", /octet/],
    ["a=b; Path=/é", /path/],
    ["a=b; Domain=a_b", /domain/],
    ["a=b; SameSite=None", /Secure is missing/],
    ["a=b; Partitioned", /Secure is missing/],
    ["__Secure-a=b", /Secure is missing/],
    ["__sECURE-a=b", /Secure is missing/],
    ["__Host-a=b; Secure", /__Host-/],
    ["__Host-a=b; Secure; Path=/x", /__Host-/],
    ["__hOST-a=b; Secure; Path=/; Domain=x.test", /__Host-/],
  ])("is not written for %j", (field, error) => {
    expect(written(field)).toEqual({ text: "", error: expect.stringMatching(error) as string });
  });

  it.each([
    "",
    ";",
    "a",
    "=b",
    "; Path=/",
    "a=b\r\nSet-Cookie: c=d",
    "a=\u0000",
    "a=b; Path=/\u0001",
    "a=\u007f",
    `a=${"b".repeat(4096)}`,
  ])("is not read from %j", (field) => {
    expect(written(field)).toBeNull();
  });

  it("never has what ends a field or an attribute, whatever was read", () => {
    const random = randomSource(8);
    const pieces = [
      "a",
      "=",
      ";",
      " ",
      ",",
      '"',
      "\\",
      "\r",
      "\n",
      "\u0000",
      "é",
      "Path=/",
      "Domain=h",
      "__Host-",
      "Secure",
      "Max-Age=1",
      "\t",
    ];
    for (let round = 0; round < 5_000; round++) {
      const cookie = written(`a=${randomText(random, pieces, 8)};${randomText(random, pieces, 8)}`);
      if (cookie !== null && cookie.error === "") {
        expect(cookie.text).toMatch(/^[!-+\--:<-[\]-~"]*(; [!-+\--:<-~ ,]*)*$/);
      }
    }
  });
});

describe("a UUID", () => {
  it("is read in either case and written in lower case", () => {
    for (const uuid of [
      "919108f7-52d1-4320-9bac-f847db4148a8",
      "017F22E2-79B0-7CC3-98C4-DC0C0C07398F",
      "00000000-0000-0000-0000-000000000000",
    ]) {
      expect(probe.json("uuid", uuid)).toBe(uuid.toLowerCase());
    }
  });

  it.each([
    ...[
      "",
      "919108f752d143209bacf847db4148a8",
      "919108f7-52d1-4320-9bac-f847db4148a",
      "919108f7-52d1-4320-9bac-f847db4148a80",
    ],
    ...[
      "{919108f7-52d1-4320-9bac-f847db4148a8}",
      "919108f7-52d1-4320-9bac-f847db4148ag",
      "919108f752d1--4320-9bac-f847db4148a8",
    ],
    ...[
      "919108f7-52d1-4320-9bac-f847db4148é8",
      "-19108f7-52d1-4320-9bac-f847db4148a8",
      "919108f7_52d1_4320_9bac_f847db4148a8",
    ],
  ])("is not %j", (text) => {
    expect(probe.json("uuid", text)).toBeNull();
  });
});

describe("a field that memory can't hold", () => {
  it.each([2, 15])("is answered at %i MiB, and what comes next too", (mebibytes) => {
    for (const name of ["cookies", "parse-set-cookie", "parse-cookie-date", "parse-http-date", "uuid", "parse-url"]) {
      for (const piece of ["a", "a=;", "a=bc; ", ";a", " ", "é", "/.."]) {
        probe.call(name, `a=1;${piece.repeat(Math.floor((mebibytes * 1024 * 1024) / piece.length))}`);
        expect(probe.json("uuid", "")).toBeNull();
      }
    }
  });
});

describe("what configurations name", () => {
  it("finds a member of any list as splitting it does", () => {
    const random = randomSource(3);
    const pieces = ["private", "Private", ",", ", ", "\t", " ", "=", '="a"', "no-store", "x", ""];
    let found = 0;
    for (let round = 0; round < 4000; round++) {
      const text = randomText(random, pieces, 8);
      const names = text.split(",").map((member) => /^[^=]*/.exec(member)?.[0].trim().toLowerCase());
      expect(probe.json("has-private", text), JSON.stringify(text)).toBe(names.includes("private"));
      if (names.includes("private")) found += 1;
    }
    expect(found).toBeGreaterThan(400);
  });

  it.each([
    ["application/json", true],
    ["Application/JSON ; charset=utf-8", true],
    ["text/html;charset=utf-8", true],
    ["text/", true],
    ["text", false],
    ["textual/html", false],
    ["application/jsonp", false],
    ["application/xml; of=application/json", false],
    ["", false],
  ])("takes %j for a listed media type: %s", (field, isListed) => {
    expect(probe.json("media-type", field)).toBe(field.split(";")[0]?.trim().toLowerCase());
    expect(probe.json("is-listed-type", field)).toBe(isListed);
  });

  it.each([
    ["404", true],
    ["500", true],
    ["599", true],
    ["204", true],
    ["210", false],
    ["40", false],
    ["5000", false],
    ["", false],
  ])("takes %j for a listed status: %s", (status, isListed) => {
    expect(probe.json("is-listed-status", status)).toBe(isListed);
  });
});
