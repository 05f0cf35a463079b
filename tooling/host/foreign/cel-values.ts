import type * as CelModule from "@bufbuild/cel";
import type { CelInput, CelValue } from "@bufbuild/cel";
import type * as Protobuf from "@bufbuild/protobuf";
import type * as WellKnown from "@bufbuild/protobuf/wkt";
import { Status } from "../../../assembly/shared/abi.js";
import {
  type AttributeValue,
  eightBytes,
  isMap,
  joined,
  serializeAttribute,
  UNREADABLE,
} from "../properties/attribute-value.js";
import type { Context } from "../vm/context.js";
import { HeaderMap } from "../http/header-map.js";
import { type Pair, serializePairs } from "../http/pairs.js";
import { GROUPS, readAttribute, readVariable } from "../properties/properties.js";

type Cel = typeof CelModule;
type Load = (name: string) => unknown;

const NANOSECONDS = 1_000_000_000n;

/** The attributes as variables of an expression, and what the maps among them stand for. */
export interface CelBindings {
  readonly bindings: Record<string, CelInput>;
  readonly origins: WeakMap<object, AttributeValue>;
}

/** Looks attributes up when an expression asks for them: none is computed in vain, and one that is absent is an error. */
export function celBindings(context: Context, load: Load): CelBindings {
  const origins = new WeakMap<object, AttributeValue>();
  const convert = converter(load, origins);
  const variable = (name: string): CelInput | undefined => {
    if (!Object.hasOwn(GROUPS, name)) return convert(readVariable(context, name));
    if (GROUPS[name]?.(context) !== true) return undefined;
    return remember(origins, new LazyMap((member) => convert(readAttribute(context, name, member))), UNREADABLE);
  };
  const bindings = new Proxy<Record<string, CelInput>>(
    {},
    { get: (_, name) => (typeof name === "string" ? variable(name) : undefined) },
  );
  return { bindings, origins };
}

/** A result in the form that a guest reads. Source: Envoy's `serializeValue`. */
export function serializeCel(cel: Cel, value: CelValue, origins: WeakMap<object, AttributeValue>): Buffer | Status {
  if (typeof value === "string") return Buffer.from(value);
  if (typeof value === "bigint") return eightBytes(value);
  if (typeof value === "boolean") return Buffer.from([Number(value)]);
  if (typeof value === "number") {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(value);
    return bytes;
  }
  if (value === null || cel.isCelType(value)) return Status.SerializationFailure;
  if (value instanceof Uint8Array) return Buffer.from(value);
  if (cel.isCelUint(value)) return eightBytes(value.value);
  if (cel.isCelList(value)) {
    return serializeAll(
      cel,
      [...value].map((item) => [item, ""]),
      origins,
    );
  }
  if (cel.isCelMap(value)) {
    const origin = origins.get((value as unknown as { readonly _map?: object })._map ?? value);
    return origin === undefined ? serializeAll(cel, [...value], origins) : serializeAttribute(origin);
  }
  return serializeTime(value.message);
}

function serializeAll(
  cel: Cel,
  entries: readonly (readonly [CelValue, CelValue])[],
  origins: WeakMap<object, AttributeValue>,
): Buffer | Status {
  const pairs: Pair[] = [];
  for (const entry of entries) {
    const [name, value] = entry.map((part) => serializeCel(cel, part, origins));
    if (!Buffer.isBuffer(name) || !Buffer.isBuffer(value)) return Status.SerializationFailure;
    pairs.push([name.toString("latin1"), value.toString("latin1")]);
  }
  return serializePairs(pairs);
}

function serializeTime(message: object): Buffer | Status {
  const { seconds, nanos } = message as { readonly seconds?: unknown; readonly nanos?: unknown };
  if (typeof seconds !== "bigint" || typeof nanos !== "number") return Status.SerializationFailure;
  return eightBytes(seconds * NANOSECONDS + BigInt(nanos));
}

function converter(load: Load, origins: WeakMap<object, AttributeValue>) {
  const { celUint } = load("@bufbuild/cel") as Cel;
  const { create } = load("@bufbuild/protobuf") as typeof Protobuf;
  const { DurationSchema, TimestampSchema } = load("@bufbuild/protobuf/wkt") as typeof WellKnown;

  return function convert(value: AttributeValue): CelInput | undefined {
    if (value === null) return undefined;
    if (value === UNREADABLE) return null;
    if (typeof value === "string") return Buffer.from(value, "latin1").toString("utf8");
    if (typeof value !== "object" || Buffer.isBuffer(value)) return value;
    if (value instanceof HeaderMap) {
      return remember(origins, new Map(joined(value).map(([name, text]) => [name, convert(text) ?? null])), value);
    }
    if (isMap(value)) return new Map([...value].map(([name, member]) => [name, convert(member) ?? null]));
    if ("fields" in value) {
      return remember(
        origins,
        new LazyMap((name) => convert(Object.hasOwn(value.fields, name) ? (value.fields[name] ?? null) : null)),
        value,
      );
    }
    if (value.kind === "uint") return celUint(value.value);
    const seconds = value.value / NANOSECONDS;
    const time = { seconds, nanos: Number(value.value - seconds * NANOSECONDS) };
    return value.kind === "timestamp" ? create(TimestampSchema, time) : create(DurationSchema, time);
  };
}

function remember<T extends object>(origins: WeakMap<object, AttributeValue>, map: T, origin: AttributeValue): T {
  origins.set(map, origin);
  return map;
}

/** A map whose members are computed when they are asked for; like Envoy's, it cannot list them. */
class LazyMap extends Map<string, CelInput> {
  readonly #member: (name: string) => CelInput | undefined;

  constructor(member: (name: string) => CelInput | undefined) {
    super();
    this.#member = member;
  }

  override get(name: string): CelInput | undefined {
    return typeof name === "string" ? this.#member(name) : undefined;
  }

  override has(name: string): boolean {
    return this.get(name) !== undefined;
  }
}
