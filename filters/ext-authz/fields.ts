import { mayWriteHeader } from "sluice/sdk";

/** Names and values, each name once: several lines of one name are joined by a comma, as Envoy's ext_authz does. */
@final
export class Fields {
  readonly names: Array<string> = new Array<string>();
  readonly values: Array<string> = new Array<string>();
  private readonly places: Map<string, i32> = new Map<string, i32>();

  /** Adds a line behind those that the name has. */
  add(name: string, value: string): void {
    if (!this.places.has(name)) {
      this.set(name, value);
    } else {
      const place = this.places.get(name);
      this.values[place] = this.values[place] + "," + value;
    }
  }

  /** Makes `value` all that the name has. */
  set(name: string, value: string): void {
    if (this.places.has(name)) {
      this.values[this.places.get(name)] = value;
      return;
    }
    this.places.set(name, this.names.length);
    this.names.push(name);
    this.values.push(value);
  }

  /** The value of a name; empty without one. */
  get(name: string): string {
    return this.places.has(name) ? this.values[this.places.get(name)] : "";
  }
}

/** Whether a service may set this header, or be told it: not pseudo-headers, nor what frames a message. */
export function isFree(name: string): bool {
  return name.length > 0 && !name.startsWith(":") && name != "host" && mayWriteHeader(name);
}
