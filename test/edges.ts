import { join, normalize, sep } from "node:path";

/** The rooms of the in-process host, from what knows no other to what serves. Imports of types count, too. */
const HOST_EDGES = inside("tooling/host", {
  "clock.ts": [],
  "memory.ts": [],
  limits: [],
  state: ["tooling", "assembly/shared"],
  plugin: ["tooling", "tooling/wasm", "tooling/abi", "tooling/check"],
  http: ["assembly/shared"],
  trace: ["./http", "./memory.ts", "tooling/abi", "assembly/shared"],
  pipeline: ["./http", "assembly/shared"],
  properties: ["./http", "assembly/shared"],
  upstream: ["./clock.ts", "./http", "./pipeline", "./properties", "tooling"],
  grpc: ["./clock.ts", "./http", "./properties", "./upstream"],
  /** A VM and its contexts, which hold each other. */
  vm: [
    ...["./clock.ts", "./memory.ts", "./limits", "./state", "./plugin", "./http", "./trace", "./pipeline"],
    ...["./properties", "./upstream", "./grpc", "tooling", "tooling/wasm", "tooling/abi", "assembly/shared"],
  ],
  foreign: ["./http", "./properties", "./vm", "assembly/shared"],
  imports: [
    ...["./http", "./properties", "./grpc", "./vm", "./foreign"],
    ...["tooling/wasm", "tooling/abi", "tooling/check", "assembly/shared"],
  ],
  stream: ["./clock.ts", "./http", "./pipeline", "./properties", "./upstream", "./vm", "assembly/shared"],
  ".": [
    ...["./clock.ts", "./limits", "./state", "./plugin", "./trace", "./properties", "./upstream", "./vm", "./imports"],
    ...["./stream", "tooling"],
  ],
  entrance: [".", "./http", "./state", "./properties", "./upstream", "./stream", "tooling"],
  /** What the host offers to other stages. */
  "index.ts": [".", "./clock.ts", "./limits", "./stream", "./entrance", "tooling/abi"],
});

/** The edges of the rooms in a folder; what begins with a dot is in it, too. */
function inside(folder: string, edges: Readonly<Record<string, readonly string[]>>): Record<string, readonly string[]> {
  const toRoom = (name: string): string => normalize(join(folder, name)).split(sep).join("/");
  return Object.fromEntries(
    Object.entries(edges).map(([room, others]) => [
      toRoom(room),
      others.map((other) => (other.startsWith(".") ? toRoom(other) : other)),
    ]),
  );
}

/**
 * Which room may import from which other rooms. A room is a folder or a file, the innermost one that is named here; it may
 * always import from itself.
 */
export const EDGES: Readonly<Record<string, readonly string[]>> = {
  "assembly/shared": [],
  assembly: ["assembly/shared"],
  sdk: ["assembly", "assembly/shared"],
  filters: ["sdk"],
  examples: ["sdk"],
  istio: [],

  tooling: ["assembly/shared"],
  "tooling/wasm": ["tooling"],
  "tooling/abi": ["tooling/wasm", "assembly/shared"],
  "tooling/check": ["tooling", "tooling/wasm", "tooling/abi", "assembly/shared"],
  "tooling/compile": ["tooling", "tooling/wasm", "tooling/abi", "tooling/check", "assembly/shared"],
  ...HOST_EDGES,
  "tooling/envoy": ["tooling", "assembly/shared"],
  "tooling/testing": ["tooling", "tooling/compile", "tooling/host/index.ts", "tooling/envoy", "assembly/shared"],
  "tooling/manifest": [
    ...["istio", "tooling", "tooling/wasm", "tooling/abi", "tooling/compile", "tooling/host/index.ts", "tooling/envoy"],
  ],
  /** One grammar of image references, which the URLs of modules have as well. */
  "tooling/oci": ["istio", "tooling", "tooling/wasm", "tooling/compile"],
  "tooling/sign": ["tooling", "tooling/oci"],
  "tooling/bench": ["tooling", "tooling/envoy"],
  /** A pipeline takes the reference that it was given apart as everyone does. */
  "tooling/ci": ["tooling", "tooling/wasm", "tooling/oci", "tooling/bench", "tooling/manifest"],
  "tooling/dev": ["tooling", "tooling/compile"],
  "tooling/scaffold": ["tooling"],
  "tooling/demo": ["tooling", "tooling/compile", "tooling/envoy", "tooling/manifest", "tooling/testing"],
  "tooling/cli": [
    ...[
      "istio",
      "tooling",
      "tooling/check",
      "tooling/compile",
      "tooling/host/index.ts",
      "tooling/envoy",
      "tooling/manifest",
    ],
    ...["tooling/abi", "tooling/wasm", "tooling/scaffold", "tooling/testing", "assembly/shared"],
    ...["tooling/oci", "tooling/sign", "tooling/bench", "tooling/ci", "tooling/dev"],
  ],
  /** The public entry gathers what every stage offers. */
  "tooling/index.ts": [
    ...[
      "istio",
      "tooling",
      "tooling/check",
      "tooling/compile",
      "tooling/host/index.ts",
      "tooling/envoy",
      "tooling/manifest",
    ],
    ...["tooling/scaffold", "tooling/oci", "tooling/sign"],
  ],
};
