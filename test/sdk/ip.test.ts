import { BlockList, isIP } from "node:net";
import { beforeAll, describe, expect, it } from "vitest";
import { randomSource, randomText, startProbe } from "./probe.js";
import type { Probe } from "./probe.js";

let probe: Probe;

beforeAll(async () => {
  probe = await startProbe();
});

const contains = (blocks: readonly string[], addresses: readonly string[]): unknown =>
  probe.json("cidr-set", `${blocks.join(" ")} ? ${addresses.join(" ")}`);

describe("IpAddress", () => {
  it.each([
    ["192.0.2.1", "192.0.2.1"],
    ["0.0.0.0", "0.0.0.0"],
    ["255.255.255.255", "255.255.255.255"],
    ["::", "::"],
    ["::1", "::1"],
    ["2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["::FFFF:c000:201", "192.0.2.1"],
    ["64:ff9b::192.0.2.33", "64:ff9b::c000:221"],
    ["ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ])("reads %s and writes it as %s", (text, canonical) => {
    expect(probe.json("ip-address", text)).toBe(canonical);
  });

  it.each([
    ...[
      "",
      " ",
      "1.2.3",
      "1.2.3.4.5",
      "127.1",
      "010.0.0.1",
      "0x7f.0.0.1",
      "2130706433",
      "256.0.0.1",
      "1.2.3.4 ",
      "1.2.3.4:80",
    ],
    ...[
      "[::1]",
      "::1%eth0",
      ":::",
      "1::2::3",
      "1:2:3:4:5:6:7",
      "1:2:3:4:5:6:7:8:9",
      "g::",
      "12345::",
      "::1.2.3",
      "é",
      "::ffff:1.2.3.4.5",
    ],
    "a".repeat(50_000),
  ])("does not take %j for an address", (text) => {
    expect(probe.json("ip-address", text)).toBeNull();
  });

  it("takes what Node takes for an address, and no more", () => {
    const random = randomSource(1);
    for (let i = 0; i < 5000; ++i) {
      const text = randomText(
        random,
        [":", "::", ".", "0", "1", "f", "ffff", "255", "256", "00", "1.2.3.4", "a:b:c"],
        12,
      );
      expect(probe.json("ip-address", text) !== null, text).toBe(isIP(text) !== 0);
    }
  });
});

describe("CidrSet", () => {
  it("takes an IPv4 address and its mapped IPv6 address for the same", () => {
    expect(contains(["192.0.2.0/24"], ["192.0.2.255", "::ffff:192.0.2.255", "192.0.3.0", "::192.0.2.1"])).toEqual([
      ...[true, true, false, false],
    ]);
    expect(contains(["::ffff:192.0.2.0/120"], ["192.0.2.7", "192.0.3.7"])).toEqual([true, false]);
    expect(contains(["0.0.0.0/0"], ["255.0.0.1", "::1"])).toEqual([true, false]);
    expect(contains(["::/0"], ["255.0.0.1", "::1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"])).toEqual([
      true,
      true,
      true,
    ]);
    expect(
      contains(["192.0.2.1/32", "::1/128", "2001:db8::7"], ["192.0.2.1", "192.0.2.0", "::1", "2001:db8::7", "::"]),
    ).toEqual([...[true, false, true, true, false]]);
  });

  it.each([
    ["10.0.0.0/33", "[0]: is no CIDR block"],
    ["10.0.0.0/", "[0]: is no CIDR block"],
    ["10.0.0.0/08", "[0]: is no CIDR block"],
    ["10.0.0.0/-1", "[0]: is no CIDR block"],
    ["10.0.0.0/8/8", "[0]: is no CIDR block"],
    ["10.0.0.0/4294967304", "[0]: is no CIDR block"],
    ["::/129", "[0]: is no CIDR block"],
    ["/8", "[0]: is no CIDR block"],
    ["fe80::1%eth0/64", "[0]: is no CIDR block"],
    ["10.0.0.0/8 10.1.0.0/8", "[1]: has bits set behind its prefix"],
    ["::ffff:192.0.2.1/24", "[0]: has bits set behind its prefix"],
    ["2001:db8::1/64", "[0]: has bits set behind its prefix"],
  ])("refuses %s", (blocks, error) => {
    expect(contains([blocks], [])).toContain(error);
  });

  it("agrees with Node's BlockList on random blocks and addresses near their ends", () => {
    const random = randomSource(2);
    const bits = (value: bigint, family: 4 | 6): string =>
      family === 4
        ? [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join(".")
        : Array.from({ length: 8 }, (_, i) => ((value >> BigInt(112 - 16 * i)) & 0xffffn).toString(16)).join(":");
    for (let round = 0; round < 300; ++round) {
      const list = new BlockList();
      const blocks: string[] = [];
      const addresses: string[] = [];
      for (let i = random(12); i >= 0; --i) {
        const family = random(2) === 0 ? 4 : 6;
        const width = family === 4 ? 32 : 128;
        const length = random(3) === 0 ? width - random(4) : 1 + random(width);
        // Few different first bits, so that blocks overlap and touch.
        const head = BigInt(random(4)) << BigInt(width - 2);
        const tail = BigInt(random(1 << 30)) << BigInt(Math.max(0, width - 34));
        const size = 1n << BigInt(width - length);
        const start = ((head | (random(2) === 0 ? 0n : tail)) / size) * size;
        blocks.push(`${bits(start, family)}/${length}`);
        list.addSubnet(bits(start, family), length, family === 4 ? "ipv4" : "ipv6");
        const most = (1n << BigInt(width)) - 1n;
        for (const near of [start - 1n, start, start + size - 1n, start + size]) {
          if (near >= 0n && near <= most) addresses.push(bits(near, family));
        }
      }
      const expected = addresses.map((address) => list.check(address, address.includes(":") ? "ipv6" : "ipv4"));
      expect(contains(blocks, addresses), blocks.join(" ")).toEqual(expected);
    }
  });
});

describe("SipHash", () => {
  // The first eight, and the ninth and sixteenth, of the authors' own vectors: input 00 01 02 …, key 00 to 0f.
  it.each([
    [0, "726fdb47dd0e0e31"],
    [1, "74f839c593dc67fd"],
    [2, "d6c8009d9a94f5a"],
    [3, "85676696d7fb7e2d"],
    [4, "cf2794e0277187b7"],
    [5, "18765564cd99a68d"],
    [6, "cbc9466e58fee3ce"],
    [7, "ab0200f58b01d137"],
    [8, "93f5f5799a932462"],
    [15, "a129ca6149be45e5"],
  ])("hashes %i bytes as its authors do", (length, hash) => {
    expect(
      probe.json(
        "siphash",
        Uint8Array.from({ length }, (_, i) => i),
      ),
    ).toBe(hash);
  });
});

describe("preferredMediaType", () => {
  it.each([
    ["", "text/plain"],
    ["*/*", "text/plain"],
    ["application/json", "application/json"],
    ["Application/JSON; charset=utf-8", "application/json"],
    ["application/*", "application/json"],
    ["application/problem+json, application/json;q=0.9", "application/problem+json"],
    ["text/html, application/json;q=0.5, */*;q=0.1", "application/json"],
    ["text/plain;q=0.2, application/json;q=0.20", "text/plain"],
    ["text/plain;q=0, */*", "application/json"],
    ["text/*;q=0.3, text/plain;q=0.1, application/json;q=0.2", "application/json"],
    ["application/json;level=1;q=0", "text/plain"],
    ["application/json;q=1.001, text/plain;q=0.001", "text/plain"],
    ["application/json;q=7, text/plain;q=0.1", "text/plain"],
    ["image/png", "text/plain"],
    [",;,q=1;;,", "text/plain"],
    [`${"a/b;".repeat(10_000)},application/json`, "application/json"],
  ])("answers %.60s with %s", (accept, type) => {
    expect(probe.json("accept", accept)).toBe(type);
  });
});
