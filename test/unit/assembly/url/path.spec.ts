import { matchesAnyPathPrefix, matchesPathPrefix, normalizePath, resolvePath } from "../../../../sdk/url/path";
import { Random } from "../random";

function expectPath(path: string, normalized: string): void {
  const result = normalizePath(path);
  expect(result === null ? "null" : result).toBe(normalized, path);
}

function expectNever(paths: string[]): void {
  for (let i = 0; i < paths.length; i++) expect(normalizePath(paths[i]) === null).toBe(true, paths[i]);
}

describe("normalizePath", () => {
  it("keeps a plain path", () => {
    const paths = [
      "/",
      "/public",
      "/public/",
      "/a/b.c/~d-e_f",
      "/a:b@c!$&'()*+,=",
      "/...",
      "/.hidden",
      "/..a/b..",
      "/caf%C3%A9",
    ];
    for (let i = 0; i < paths.length; i++) expectPath(paths[i], paths[i]);
  });

  it("cuts the query and the fragment at the first of them", () => {
    expectPath("/public?x=/../admin", "/public");
    expectPath("/public?", "/public");
    expectPath("/public#/../admin", "/public");
    expectPath("/public#a?b", "/public");
    expectPath("/?%zz;\\", "/");
  });

  it("resolves dot segments as RFC 3986 §5.2.4", () => {
    expectPath("/a/b/c/./../../g", "/a/g");
    expectPath("/public/../admin", "/admin");
    expectPath("/public/x/../../admin", "/admin");
    expectPath("/..", "/");
    expectPath("/../../a", "/a");
    expectPath("/.", "/");
    expectPath("/./a/.", "/a/");
    expectPath("/a/b/..", "/a/");
    expectPath("/a/..", "/");
    expectPath("/a/../", "/");
    expectPath("/a/./b/../c", "/a/c");
  });

  it("decodes escaped dots before it resolves them", () => {
    expectPath("/public/%2e%2e/admin", "/admin");
    expectPath("/public/%2E%2e/admin", "/admin");
    expectPath("/public/.%2e/admin", "/admin");
    expectPath("/public/%2e./admin", "/admin");
    expectPath("/public/%2e/x", "/public/x");
    expectPath("/public/x/%2e%2e", "/public/");
  });

  it("decodes what a path may have and writes other escapes with upper-case digits", () => {
    expectPath("/%70ublic/%41%7a%30%2d%5f%7e", "/public/Az0-_~");
    expectPath("/%21%24%26%27%28%29%2a%2B%2c%3d%3A%3a%40", "/!$&'()*+,=::@");
    expectPath("/a%20b%3f%23%25%c3%a9", "/a%20b%3F%23%25%C3%A9");
  });

  it("escapes what a path may not have", () => {
    expectPath('/a b"<>[]^`{|}', "/a%20b%22%3C%3E%5B%5D%5E%60%7B%7C%7D");
    expectPath("/%20%22%3c%3e%5b%5d%5e%60%7b%7c%7d", "/%20%22%3C%3E%5B%5D%5E%60%7B%7C%7D");
    expectPath("/" + "|".repeat(2000), "/" + "%7C".repeat(2000));
  });

  it("gives every octet with and without an escape one form, or has no answer to either", () => {
    for (let octet = 0x21; octet < 0x7f; octet++) {
      // What ends a segment, the path or an escape is another thing with an escape than without.
      if (octet == 0x23 || octet == 0x25 || octet == 0x2f || octet == 0x3f) continue;
      const raw = normalizePath("/a" + String.fromCharCode(octet));
      const escaped = normalizePath("/a%" + octet.toString(16));
      expect(raw === null ? "null" : raw).toBe(escaped === null ? "null" : escaped);
    }
  });

  it("decodes nothing twice and takes no overlong form for a dot or a slash", () => {
    expectPath("/public/%252e%252e/admin", "/public/%252e%252e/admin");
    expectPath("/public/%252f../x", "/public/%252f../x");
    expectPath("/public/%c0%ae%c0%ae/admin", "/public/%C0%AE%C0%AE/admin");
    expectPath("/public%c0%af..%c0%afadmin", "/public%C0%AF..%C0%AFadmin");
  });

  it("has no answer to what does not start with a slash", () => {
    expectNever(["", "?", "#", "?/a", "*", "a", "public/", "http://host/public", "%2fpublic", "./public", "\\public"]);
  });

  it("has no answer to an encoded slash, a backslash or a NUL", () => {
    expectNever([
      "/public%2f..%2fadmin",
      "/public%2F",
      "/%2f",
      "/public/..%2fadmin",
      "/public\\..\\admin",
      "/public/..\\admin",
      "/public%5c..%5Cadmin",
      "/public%00",
      "/public\0/x",
      "/public/%00/../x",
    ]);
  });

  it("has no answer to control characters", () => {
    expectNever(["/a\tb", "/a\nb", "/a\rb", "/a%0d%0ab", "/a%1f", "/a\x7f", "/a%7F", "/\x01"]);
  });

  it("has no answer to what is not ASCII and has no escape", () => {
    expectNever(["/caf\u00e9", "/\u0080", "/a/\ud800", "/\uff0fadmin"]);
  });

  it("has no answer to an escape that is cut or not hexadecimal", () => {
    expectNever([
      "/%",
      "/%2",
      "/a%",
      "/a%2",
      "/%zz",
      "/%2g",
      "/%g2",
      "/% 1",
      "/%-1",
      "/%+f",
      "/%2?e",
      "/%%32%65",
      "/%\u0132e",
      "/%uff0e",
    ]);
  });

  it("has no answer to path parameters", () => {
    expectNever([
      "/public/..;/admin",
      "/public;x=1",
      "/public/..;a=b/admin",
      "/;/admin",
      "/public/..%3b/admin",
      "/public/%2e%2e;/admin",
    ]);
  });

  it("has no answer to an empty segment, wherever it is", () => {
    expectNever([
      "//",
      "//admin",
      "/public//../admin",
      "/public//",
      "/public//x",
      "//public",
      "/a/..//b",
      "/.//a",
      "///",
    ]);
  });
});

describe("resolvePath", () => {
  it("leaves what may have another meaning as it came", () => {
    const paths = ["/a%40b%3A", "/a@b:|[x]", "/caf\u00e9", "/a%7C%25"];
    for (let i = 0; i < paths.length; i++) expect(resolvePath(paths[i])).toBe(paths[i]);
  });

  it("decodes unreserved octets, resolves dot segments and cuts the query", () => {
    expect(resolvePath("/public/%2e%2E/a%3ab/%7Ec/.?q")).toBe("/a%3Ab/~c/");
    expect(resolvePath("/public//a") === null).toBe(true);
    expect(resolvePath("/public/..%2fa") === null).toBe(true);
  });
});

describe("matchesPathPrefix", () => {
  it("matches whole segments", () => {
    expect(matchesPathPrefix("/public", "/public")).toBe(true);
    expect(matchesPathPrefix("/public/", "/public")).toBe(true);
    expect(matchesPathPrefix("/public/x/y", "/public")).toBe(true);
    expect(matchesPathPrefix("/publicity", "/public")).toBe(false);
    expect(matchesPathPrefix("/publi", "/public")).toBe(false);
    expect(matchesPathPrefix("/", "/public")).toBe(false);
    expect(matchesPathPrefix("/Public", "/public")).toBe(false);
    expect(matchesPathPrefix("/x/public", "/public")).toBe(false);
    expect(matchesPathPrefix("/a/b/c", "/a/b")).toBe(true);
    expect(matchesPathPrefix("/a/bc", "/a/b")).toBe(false);
  });

  it("takes a trailing slash on the prefix for none", () => {
    expect(matchesPathPrefix("/public", "/public/")).toBe(true);
    expect(matchesPathPrefix("/public/x", "/public/")).toBe(true);
    expect(matchesPathPrefix("/publicity", "/public/")).toBe(false);
  });

  it("matches every path with a single slash", () => {
    expect(matchesPathPrefix("/", "/")).toBe(true);
    expect(matchesPathPrefix("/x/y", "/")).toBe(true);
  });

  it("matches nothing with a prefix that is no path", () => {
    expect(matchesPathPrefix("/public", "")).toBe(false);
    expect(matchesPathPrefix("/public", "public")).toBe(false);
    expect(matchesPathPrefix("/public", "//")).toBe(false);
    expect(matchesPathPrefix("", "/")).toBe(true);
    expect(matchesPathPrefix("", "/a")).toBe(false);
  });
});

describe("any path", () => {
  it("normalises to a fixed point without dot segments, empty segments and needless escapes, segment for segment resolvePath's", () => {
    const random = new Random(9);
    const pieces: string[] = [
      "/",
      ".",
      "..",
      "%2e",
      "%2E",
      "a",
      "b",
      "%41",
      "%20",
      "%3a",
      "|",
      "%25",
      "2e",
      "%",
      ";",
      "\\",
      "%2f",
      "?",
      "//",
      "é",
      "\ud800",
    ];
    let failures = 0;
    let answers = 0;
    for (let round = 0; round < 5000; round++) {
      let path = "/";
      // The rare pieces, most of which end the search, come last.
      for (let left = random.below(10); left > 0; left--) {
        path += pieces[random.below(random.below(6) ? 12 : pieces.length)];
      }
      const normalized = normalizePath(path);
      if (normalized === null) continue;
      answers++;
      if (normalized.length > path.length * 3 || !normalized.startsWith("/")) failures++;
      if (normalized.includes("//") || normalized.includes("%2E") || normalized.includes("%41")) failures++;
      if (normalized.includes("%3A") || normalized.includes("|")) failures++;
      const resolved = resolvePath(path);
      if (resolved === null || resolved.length > path.length || normalizePath(resolved) != normalized) failures++;
      else if (resolved.split("/").length != normalized.split("/").length) failures++;
      if ((normalized + "/").includes("/../") || (normalized + "/").includes("/./")) failures++;
      const again = normalizePath(normalized);
      if (again === null || again != normalized) failures++;
      if (!matchesPathPrefix(normalized, "/") || !matchesPathPrefix(normalized, normalized)) failures++;
    }
    expect(failures).toBe(0);
    expect(answers).toBeGreaterThan(500);
  });
});

describe("matchesAnyPathPrefix", () => {
  it("takes a path below one of several prefixes, and none where there are none", () => {
    expect(matchesAnyPathPrefix("/b/c", ["/a", "/b"])).toBe(true);
    expect(matchesAnyPathPrefix("/bc", ["/a", "/b"])).toBe(false);
    expect(matchesAnyPathPrefix("/a", [])).toBe(false);
  });
});
