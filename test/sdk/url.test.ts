import { beforeAll, describe, expect, it } from "vitest";
import { randomSource, randomText, startProbe } from "./probe.js";
import type { Probe } from "./probe.js";

let probe: Probe;

beforeAll(async () => {
  probe = await startProbe();
});

interface Parts {
  readonly [part: string]: string;
}

const PARTS = ["href", "protocol", "host", "hostname", "port", "pathname", "search", "hash", "origin"] as const;

function partsOf(url: URL): Parts {
  return Object.fromEntries(PARTS.map((part) => [part, url[part]]));
}

function nodeUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

describe("Url against Node's URL", () => {
  it.each([
    "http://shop.test",
    "https://shop.test/",
    "HTTPS://Shop.TEST:443/A/b",
    "http://shop.test:80/x",
    "http://shop.test:443/x",
    "https://shop.test:080/",
    "http://shop.test:/",
    "http://shop.test:65535/",
    "http://shop.test:00000000000080/",
    "http://shop.test.:81/",
    "http://a_b-c.test/",
    "http://xn--bcher-kva.example/",
    "http://127.0.0.1:8080/",
    "http://1.2.3.4.5x/",
    "http://[::1]:8080/a",
    "http://[2001:DB8:0:0:1:0:0:1]/",
    "http://[2001:0db8:0:0:0:0:0:1]",
    "http://[::ffff:192.0.2.33]/",
    "http://[64:ff9b::192.0.2.33]/",
    "http://[1:2:3:4:5:6:7::]/",
    "http://[::]/",
    "http://[1::8]/",
    "http://[1:0:0:2:0:0:0:3]/",
    "http://[0:1:0:1:0:1:0:1]/",
    "http://h/a/./b/../c",
    "http://h/a/%2e/b/%2E%2e/c/.%2e/d",
    "http://h/..",
    "http://h/../..//..//a/..",
    "http://h//a//b//",
    "http://h/...",
    "http://h/a/..b",
    "http://h/a/.",
    "http://h/a/..",
    'http://h/a b/"<>`{}é😀%zz%2',
    "http://h/%2F%5c%00",
    "http://h?",
    "http://h#",
    "http://h?#",
    "http://h/?a='b'&c=\"d\" <e>`{|}\\é",
    "http://h/#a'b\"c <d>`{|}\\é?x",
    "http://h?q#f#g?h",
    "http://h/a;b=c,d@e:f!$&'()*+=~",
  ])("takes %s apart alike", (text) => {
    expect(probe.json("parse-url", text)).toEqual(partsOf(new URL(text)));
  });

  it.each(["/", "/a/../b?c#d", "/a//b/%2e%2e/", "/?x=http://h/", "/a:b@c", "/é?é", "/..", "/.//a"])(
    "takes the request target %s apart alike",
    (text) => {
      const { pathname, search, hash } = new URL(text, "http://h");
      const href = pathname + search + hash;
      const absent = { protocol: "", host: "", hostname: "", port: "", origin: "" };
      expect(probe.json("parse-url", text)).toEqual({ ...absent, href, pathname, search, hash });
    },
  );

  it.each([
    ...[
      "",
      " ",
      "a",
      "a/b",
      "?a",
      "#a",
      "*",
      "//h/a",
      "///h",
      "/\\h",
      "\\a",
      "ftp://h/",
      "javascript:alert(1)",
      "mailto:a@b",
    ],
    ...[
      "http:",
      "http:/h",
      "http:h",
      "http://",
      "http:///h",
      "http:\\\\h",
      "http://?a",
      "http://#",
      "http://:80/",
      "https//h",
    ],
    ...[
      "http://user@h/",
      "http://user:password@h/",
      "http://@h/",
      "http://h@evil.test/",
      "http://h/a\\..\\b",
      "http://h\\@evil/",
    ],
    ...[
      " http://h/",
      "http://h/ ",
      "http://h/\n",
      "ht\ntp://h/",
      "http://h/a\tb",
      "http://h/\u0000",
      "http://h/\u007f",
    ],
    ...["http://h:65536/", "http://h:99999999999/", "http://h:-1/", "http://h:8a/", "http://h:80:81/", "http://h: 80/"],
    ...[
      "http://h h/",
      "http://h%41/",
      "http://h%00/",
      "http://é/",
      "http://a..b/",
      "http://.h/",
      "http://./",
      "http://h!/",
    ],
    ...[
      "http://h\u3002x/",
      "http://h|/",
      "http://h^/",
      "http://h</",
      "http://[h]/",
      "http://h]/",
      "http://[::1/",
      "http://::1/",
    ],
    ...[
      "http://1/",
      "http://127.1/",
      "http://0x7f.1/",
      "http://0x/",
      "http://017700000001/",
      "http://1.2.3.4.5/",
      "http://1.2.3.256/",
    ],
    ...[
      "http://01.2.3.4/",
      "http://1.2.3.4./",
      "http://a.1/",
      "http://a.0xff/",
      "http://4294967295/",
      "http://1.2.3/",
      "http://a.1./",
    ],
    ...[
      "http://[]/",
      "http://[:]/",
      "http://[:::]/",
      "http://[1]/",
      "http://[1:2]/",
      "http://[1::2::3]/",
      "http://[::g]/",
    ],
    ...[
      "http://[1:2:3:4:5:6:7:8:9]/",
      "http://[1:2:3:4:5:6:7::8]/",
      "http://[12345::]/",
      "http://[::1%25eth0]/",
      "http://[::1]x/",
    ],
    ...[
      "http://[::1.2.3]/",
      "http://[::1.2.3.4.5]/",
      "http://[::01.2.3.4]/",
      "http://[1:2:3:4:5:6:7:1.2.3.4]/",
      "http://[1:]/",
    ],
    `http://${"a".repeat(254)}/`,
    `http://h/${"a".repeat(65536)}`,
  ])("has no answer to %j", (text) => {
    expect(probe.json("parse-url", text)).toBeNull();
  });

  it("agrees wherever it has an answer, on 20,000 random texts", () => {
    const random = randomSource(4);
    const hosts = [
      "h",
      "Shop.test",
      "a.b",
      "1.2.3.4",
      "127.1",
      "0x1",
      "[::1]",
      "[1:0::2]",
      "[::1.2.3.4]",
      "x.",
      "..",
      "u@h",
      "é",
      "a_b",
      "",
    ];
    const pieces = [
      ...[
        "/",
        "//",
        ".",
        "..",
        "/.",
        "/..",
        "%2e",
        "%2E",
        "a",
        "Z",
        "0",
        "?",
        "#",
        "&",
        "=",
        ":",
        "@",
        "'",
        '"',
        "<",
        "`",
        "{",
        "|",
        "~",
      ],
      ...["%", "%4", "%zz", "\\", " ", "é", "😀", "\t", "\u0001", ";", "+", "!", "[", "]"],
    ];
    let answers = 0;
    for (let round = 0; round < 20_000; round++) {
      const scheme = ["http://", "https://", "HTTP://", "http:/", "https:///"][random(12)] ?? "http://";
      const port = ["", "", ":80", ":443", ":0080", ":", ":65536", ":8x"][random(8)] ?? "";
      const text = `${scheme}${hosts[random(hosts.length)] ?? ""}${port}${["/", "?", "#", ""][random(4)] ?? ""}${randomText(random, pieces, 8)}`;
      const answer = probe.json("parse-url", text);
      if (answer === null) continue;
      const expected = nodeUrl(text);
      expect(answer, text).toEqual(expected === null ? "Node refuses it" : partsOf(expected));
      answers++;
    }
    expect(answers).toBeGreaterThan(4_000);
  });
});

describe("QueryParams against Node's URLSearchParams", () => {
  const read = (text: string) => probe.json("parse-query", text);
  const expected = (params: URLSearchParams) => ({ text: params.toString(), entries: [...params] });

  it.each([
    ...[
      "",
      "?",
      "a",
      "a=",
      "=a",
      "=",
      "&",
      "&&a=1&&",
      "a=1&a=2",
      "?a=1?b",
      "??a=1",
      "a==b",
      "a=b=c",
      "a+b=c+d",
      "a%2Bb=%20",
    ],
    ...[
      "%C3%A9=%F0%9F%98%80",
      "é=😀",
      "a=%",
      "a=%2",
      "a=%zz",
      "a=%E9&b=%c3%28",
      "a=%00%0A",
      "a=%ef%bb%bfx",
      "a;b=c",
      "a=*-._~!'()",
    ],
  ])("reads and writes %j alike", (text) => {
    expect(read(text)).toEqual(expected(new URLSearchParams(text)));
  });

  it("reads, changes and writes 10,000 random queries alike", () => {
    const random = randomSource(5);
    // Without raw letters beyond ASCII: beside a malformed escape, Node 20 takes their low byte for the whole.
    const pieces = [
      "a",
      "b",
      "c",
      "=",
      "&",
      "+",
      "%",
      "%41",
      "%3d",
      "%26",
      "%zz",
      "%e9",
      "%C3%A9",
      "?",
      " ",
      "'",
      "\u0000",
      "~",
      "*",
    ];
    for (let round = 0; round < 10_000; round++) {
      const text = randomText(random, pieces, 12);
      expect(read(text), text).toEqual(expected(new URLSearchParams(text)));
      const changed = new URLSearchParams(text);
      changed.set("a", "set to\n");
      changed.append("b", "é&=");
      changed.delete("c");
      expect(probe.json("change-query", text), text).toEqual(expected(changed));
    }
  });

  it("takes 1024 parameters and no more", () => {
    expect(read("a&".repeat(1024))).toHaveProperty("entries.length", 1024);
    expect(read("a&".repeat(1025))).toBeNull();
    expect(read("&".repeat(100_000))).toHaveProperty("entries.length", 0);
  });
});

describe("percentEncode and percentDecode against encodeURIComponent and decodeURIComponent", () => {
  it("encode every character alike", () => {
    for (let code = 0; code < 0x300; code++) {
      const text = String.fromCodePoint(code);
      expect(probe.json("percent-encode", text)).toBe(encodeURIComponent(text));
    }
    expect(probe.json("percent-encode", "a b/c?😀\u20ac")).toBe(encodeURIComponent("a b/c?😀\u20ac"));
  });

  it("decode or refuse 10,000 random texts alike", () => {
    const random = randomSource(6);
    const pieces = [
      "a",
      "+",
      "%",
      "%4",
      "%41",
      "%zz",
      "%C3",
      "%A9",
      "%C3%A9",
      "%ff",
      "%ed%a0%80",
      "%f0%9f%98%80",
      "é",
      "%00",
      "%c0%ae",
    ];
    for (let round = 0; round < 10_000; round++) {
      const text = randomText(random, pieces, 6);
      let expected: string | null;
      try {
        expected = decodeURIComponent(text);
      } catch {
        expected = null;
      }
      expect(probe.json("percent-decode", text), text).toBe(expected);
    }
  });
});

describe("a text that memory can't hold", () => {
  it.each([2, 15])("is answered at %i MiB, and what comes next too", (mebibytes) => {
    for (const name of ["parse-query", "change-query", "percent-encode", "percent-decode"]) {
      for (const piece of ["a", "a=b&", "&", "%41", "%zz", "é", " "]) {
        probe.call(name, piece.repeat(Math.floor((mebibytes * 1024 * 1024) / piece.length)));
        expect(probe.json("percent-encode", " ")).toBe("%20");
      }
    }
  });
});
