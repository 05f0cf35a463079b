import { createHmac } from "node:crypto";

const SECRET = "0123456789abcdef0123456789abcdef";
const CONFIGURATION = Buffer.from(JSON.stringify({ jwt_secret: SECRET, allowed_paths: ["/public", "/health"] }));
const NOW_NANOSECONDS = 1_800_000_000_000_000_000n;

type Callback = (...numbers: number[]) => number;
type Exports = Record<string, Callback> & { readonly memory: WebAssembly.Memory };

/** Runs `auth` on the smallest host that lets it verify a token: what is timed is the module, not a host. */
export function startVerifyingGuest(binary: Uint8Array): (requests: number) => void {
  const module = new WebAssembly.Module(binary as BufferSource);
  const path = Buffer.from("/orders/1?page=2");
  const pairs = serialize([
    [":path", path.toString()],
    ["accept", "*/*"],
    ["authorization", `Bearer ${makeToken()}`],
  ]);
  let refused = 0;
  const answers: Record<string, Callback> = {
    proxy_get_header_map_pairs: (_, out = 0, size = 0) => handOver(pairs, out, size),
    proxy_get_header_map_value: (_map, _name, _nameSize, out = 0, size = 0) => handOver(path, out, size),
    proxy_get_buffer_bytes: (_buffer, _start, _length, out = 0, size = 0) => handOver(CONFIGURATION, out, size),
    proxy_get_property: () => 1,
    proxy_get_current_time_nanoseconds: (out = 0) => {
      new DataView(exports.memory.buffer).setBigUint64(out, NOW_NANOSECONDS, true);
      return 0;
    },
    proxy_send_local_response: () => Number(++refused > 0),
  };
  const functions = Object.fromEntries(
    WebAssembly.Module.imports(module).map(({ name }) => [name, answers[name] ?? (() => 0)]),
  );
  const imports = { env: functions, wasi_snapshot_preview1: functions };
  const exports = new WebAssembly.Instance(module, imports).exports as unknown as Exports;

  function handOver(bytes: Uint8Array, out: number, size: number): number {
    const at = call("malloc", bytes.length);
    new Uint8Array(exports.memory.buffer).set(bytes, at);
    const view = new DataView(exports.memory.buffer);
    view.setUint32(out, at, true);
    view.setUint32(size, bytes.length, true);
    return 0;
  }
  function call(name: string, ...numbers: number[]): number {
    return exports[name]?.(...numbers) ?? 0;
  }

  call("_initialize");
  call("proxy_on_context_create", 1, 0);
  if (call("proxy_on_configure", 1, CONFIGURATION.length) !== 1) throw new Error("auth refused its configuration");
  return (requests) => {
    for (let id = 2; id < requests + 2; ++id) {
      call("proxy_on_context_create", id, 1);
      call("proxy_on_request_headers", id, 3, 1);
      call("proxy_on_delete", id);
    }
    if (refused > 0) throw new Error("auth refused a good token");
  };
}

function makeToken(): string {
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url");
  const claims = {
    sub: "ada",
    iss: "https://issuer.example",
    aud: "api",
    exp: 4_000_000_000,
    roles: ["reader", "writer"],
  };
  const signed = `${encode({ alg: "HS256", typ: "JWT" })}.${encode(claims)}`;
  return `${signed}.${createHmac("sha256", SECRET).update(signed).digest("base64url")}`;
}

/** A header map as the ABI writes it. */
function serialize(fields: readonly (readonly [string, string])[]): Uint8Array {
  const sizes = Buffer.alloc(4 + fields.length * 8);
  sizes.writeUInt32LE(fields.length, 0);
  fields.forEach(([name, value], index) => {
    sizes.writeUInt32LE(name.length, 4 + index * 8);
    sizes.writeUInt32LE(value.length, 8 + index * 8);
  });
  return Buffer.concat([
    sizes,
    Buffer.from(
      fields
        .flat()
        .map((text) => `${text}\0`)
        .join(""),
    ),
  ]);
}
