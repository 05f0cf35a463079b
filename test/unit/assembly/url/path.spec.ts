import { matchesAnyPathPrefix, matchesPathPrefix, normalizePath } from "../../../../sdk/url/path";
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
      "/caf\u00e9",
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

  it("decodes unreserved octets and writes other escapes with upper-case digits", () => {
    expectPath("/%70ublic/%41%7a%30%2d%5f%7e", "/public/Az0-_~");
    expectPath("/a%20b%3f%23%c3%a9%3a", "/a%20b%3F%23%C3%A9%3A");
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
  it("normalises to a fixed point without dot segments, empty segments and escapes of unreserved characters", () => {
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
        path += pieces[random.below(random.below(6) ? 10 : pieces.length)];
      }
      const normalized = normalizePath(path);
      if (normalized === null) continue;
      answers++;
      if (normalized.length > path.length || !normalized.startsWith("/")) failures++;
      if (normalized.includes("//") || normalized.includes("%2E") || normalized.includes("%41")) failures++;
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
