import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { Header, Pax } from "tar";
import { describe, expect, it } from "vitest";
import { digestOf } from "../../../tooling/oci/digest.js";
import { packLayer, unpackLayer } from "../../../tooling/oci/layer.js";

const MODULE = Buffer.concat([Buffer.from("\0asm\x01\0\0\0", "latin1"), Buffer.alloc(5000, "some code ")]);

/** An archive of one file, whose header the test may spoil. */
function archive(path: string, content: Uint8Array, spoil: (header: Buffer) => void = () => undefined): Buffer {
  const header = Buffer.alloc(512);
  new Header({ path, mode: 0o644, uid: 0, gid: 0, size: content.length, mtime: new Date(0), type: "File" }).encode(
    header,
  );
  spoil(header);
  const padding = Buffer.alloc((512 - (content.length % 512)) % 512);
  return Buffer.concat([header, content, padding]);
}

const unpackTar = (...parts: readonly Uint8Array[]): Promise<Uint8Array> =>
  unpackLayer(gzipSync(Buffer.concat([...parts, Buffer.alloc(1024)])));

describe("packLayer", () => {
  it("gives these bytes for this module, on every Node and processor", () => {
    const { tar, gzip } = packLayer(MODULE);
    expect(digestOf(tar)).toBe("sha256:5a50fc97b090eba18227a8b6f33860d4df3ea0f59e61c553dc10b10370d8776a");
    expect(digestOf(gzip)).toBe("sha256:f2965ed6436469eae0e347afcef05c45530c817cfff4e28771490baf271f19bf");
  });

  it("is what unpackLayer reads", async () => {
    expect(Buffer.from(await unpackLayer(packLayer(MODULE).gzip))).toEqual(MODULE);
  });

  it("is read by tar(1): one file, of nobody and no time", async () => {
    const folder = await mkdtemp(join(tmpdir(), "sluice-oci-"));
    try {
      await writeFile(join(folder, "layer.tar.gz"), packLayer(MODULE).gzip);
      const options = { cwd: folder, env: { ...process.env, TZ: "UTC", LC_ALL: "C" } };
      const list = execFileSync("tar", ["tvzf", "layer.tar.gz", "--numeric-owner"], options).toString();
      expect(list.replace(/ +/g, " ")).toBe(`-rw-r--r-- 0/0 ${MODULE.length} 1970-01-01 00:00 plugin.wasm\n`);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe("unpackLayer", () => {
  it.each(["plugin.wasm", "./plugin.wasm", "opt/filters/plugin.wasm"])("finds %s", async (path) => {
    expect(Buffer.from(await unpackTar(archive("other.txt", Buffer.from("x")), archive(path, MODULE)))).toEqual(MODULE);
  });

  it("finds a file whose name stands in a header of its own, POSIX's or GNU's", async () => {
    const path = `${"folder/".repeat(40)}plugin.wasm`;
    const posix = new Pax({ path }).encode();
    expect(Buffer.from(await unpackTar(posix, archive("short", MODULE)))).toEqual(MODULE);
    const gnu = archive("././@LongLink", Buffer.from(`${path}\0`), (header) => {
      const long = new Header(header);
      long.type = "NextFileHasLongPath";
      long.encode(header);
    });
    expect(Buffer.from(await unpackTar(gnu, archive("short", MODULE)))).toEqual(MODULE);
  });

  it("finds the file that a proxy finds, whatever stands in the records of a header", async () => {
    const inComment = extension("x", record("comment", `zz\n${record("path", "plugin.wasm")}`));
    const decoy = archive("decoy", Buffer.from("\0asmdecoy"));
    expect(Buffer.from(await unpackTar(inComment, decoy, archive("plugin.wasm", MODULE)))).toEqual(MODULE);
    // An entry's extensions hold for it together, the first of them for no other extension, and a global one ends them.
    const named = extension("x", record("path", "plugin.wasm"));
    expect(Buffer.from(await unpackTar(named, extension("K", "link\0"), archive("short", MODULE)))).toEqual(MODULE);
    const ended = unpackTar(named, extension("g", record("comment", "x")), decoy, archive("plugin.wasm", MODULE));
    expect(Buffer.from(await ended)).toEqual(MODULE);
    // A link has no content, whatever size it says.
    const link = archive("link", Buffer.alloc(0), (header) => retype(header, "2", 512));
    expect(Buffer.from(await unpackTar(link, archive("plugin.wasm", MODULE), decoy))).toEqual(MODULE);
    const folder = archive("a/", Buffer.alloc(512), (header) => retype(header, "0", 512));
    expect(Buffer.from(await unpackTar(folder, archive("plugin.wasm", MODULE)))).toEqual(MODULE);
  });

  it.each([
    ["a folder", "5"],
    ["a link", "2"],
    ["a global header", "g"],
  ])("refuses %s of the name, which a proxy takes for the module", async (_what, type) => {
    const first = archive("opt/plugin.wasm", Buffer.alloc(0), (header) => retype(header, type, 0));
    await expect(unpackTar(first, archive("plugin.wasm", MODULE))).rejects.toThrow(
      "the layer has a plugin.wasm that is no file",
    );
  });

  it.each([
    ["no length", "comment=x\n"],
    ["a length that is too long", "99 comment=x\n"],
    ["a length that is too short", "9 comment=x\n"],
    ["no key", "5 =x\n"],
    ["a path with a zero", record("path", "a\0b")],
    ["a size that is no number", record("size", "1e3")],
  ])("refuses a record with %s", async (_what, text) => {
    await expect(unpackTar(extension("x", text), archive("plugin.wasm", MODULE))).rejects.toThrow(
      "the layer has an extended header that is damaged",
    );
  });

  it("refuses in a moment what is made to take long", async () => {
    const many = Buffer.concat(Array<Buffer>(20_000).fill(archive("a", Buffer.alloc(0))));
    await expect(unpackTar(many, archive("plugin.wasm", MODULE))).rejects.toThrow("has more than 10000 entries");
    const large = extension("x", "\n".repeat(2 * 1024 * 1024));
    await expect(unpackTar(large, archive("plugin.wasm", MODULE))).rejects.toThrow(
      "has extended headers of more than 1 MiB",
    );
  });

  it.each([
    ["in GNU's form", archive("a", Buffer.alloc(512), (header) => retype(header, "S", 512))],
    ["in POSIX's form", extension("x", record("GNU.sparse.name", "plugin.wasm"))],
  ])("refuses a sparse file %s", async (_what, part) => {
    await expect(unpackTar(part, archive("plugin.wasm", MODULE))).rejects.toThrow("the layer holds a sparse file");
  });

  it.each([
    ["no gzip", () => unpackLayer(Buffer.from("plain")), "the layer is not gzip"],
    ["half a gzip", () => unpackLayer(packLayer(MODULE).gzip.subarray(0, 50)), "the layer is not gzip"],
    ["no archive", () => unpackLayer(gzipSync(Buffer.alloc(600, "x"))), "the layer is not a tar archive"],
    ["an empty one", () => unpackTar(), "the layer holds no plugin.wasm"],
    ["another file", () => unpackTar(archive("filter.wasm", MODULE)), "the layer holds no plugin.wasm"],
    [
      "an archive that breaks off",
      () => unpackLayer(gzipSync(archive("plugin.wasm", MODULE).subarray(0, 1024))),
      "the layer breaks off",
    ],
    [
      "a checksum that is wrong",
      () => unpackTar(archive("plugin.wasm", MODULE, (header) => header.fill("7", 100, 101))),
      "the layer is not a tar archive",
    ],
    [
      "a size below zero",
      () => unpackTar(archive("plugin.wasm", MODULE, negativeSize)),
      "the layer is not a tar archive",
    ],
    [
      "a bomb",
      () => unpackLayer(gzipSync(Buffer.alloc(257 * 1024 * 1024))),
      "the layer is larger than 256 MiB unpacked",
    ],
  ])("refuses %s", async (_what, unpack, message) => {
    await expect(unpack()).rejects.toMatchObject({ code: "ERR_IMAGE_INVALID", message });
  });
});

/** Base-256, as GNU writes sizes that octal can't hold, with the sign bit. */
function negativeSize(header: Buffer): void {
  header.fill(0xff, 124, 136);
  putChecksum(header);
}

function retype(header: Buffer, type: string, size: number): void {
  header.write(type, 156, "latin1");
  header.write(`${size.toString(8).padStart(11, "0")}\0`, 124);
  putChecksum(header);
}

function putChecksum(header: Buffer): void {
  header.fill(" ", 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
}

function extension(type: string, text: string): Buffer {
  const content = Buffer.from(text);
  return archive("extension", content, (header) => retype(header, type, content.length));
}

/** `LENGTH KEY=VALUE`, whose length counts its own digits. */
function record(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const length = [1, 2, 3]
    .map((digits) => rest.length + digits)
    .find((each, index) => String(each).length === index + 1);
  return `${length}${rest}`;
}
