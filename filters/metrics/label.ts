import { Bytes, getBooleanProperty, getProperty, Headers } from "sluice/sdk";
import { EndedStream } from "./ended-stream";
import { LabelValues, NONE } from "./label-values";
import { formatFlags } from "./response-flags";

/** Where numbers are written to, to be found among the values. */
const DIGITS = memory.data(20);
const DIGITS_END: usize = DIGITS + 20;

/** One label: knows its value for the stream that is over. */
export abstract class Label {
  /** The number of its value, see `LabelValues`. */
  value: i32 = NONE;

  constructor(
    readonly name: string,
    readonly values: LabelValues,
  ) {}

  /** Makes `value` that of the stream. */
  abstract read(stream: EndedStream): void;

  protected setBytes(bytes: Bytes | null): void {
    this.value = bytes === null ? NONE : this.values.find(bytes.dataStart, bytes.byteLength);
  }

  protected setNumber(number: i64): void {
    const start = writeDigits(<u64>number);
    this.value = this.values.find(start, DIGITS_END - start);
  }
}

/** A text attribute of Envoy's. */
@final
export class AttributeLabel extends Label {
  constructor(
    name: string,
    values: LabelValues,
    private readonly path: string,
    private readonly isCaseless: bool = false,
  ) {
    super(name, values);
  }

  read(_: EndedStream): void {
    const bytes = getProperty(this.path);
    if (bytes !== null && this.isCaseless) lowerCaseInPlace(bytes);
    this.setBytes(bytes);
  }
}

/** The first value of a header. */
@final
export class HeaderLabel extends Label {
  constructor(
    name: string,
    values: LabelValues,
    private readonly headers: Headers,
    private readonly header: string,
  ) {
    super(name, values);
  }

  read(_: EndedStream): void {
    this.setBytes(this.headers.getBytes(this.header));
  }
}

/** The status, as a number. */
@final
export class StatusLabel extends Label {
  read(stream: EndedStream): void {
    if (stream.code < 100) this.value = NONE;
    else this.setNumber(stream.code);
  }
}

/** `1xx` to `5xx`, which its values were seeded with in this order. */
@final
export class StatusClassLabel extends Label {
  read(stream: EndedStream): void {
    const code = stream.code;
    this.value = code < 100 || code > 599 ? NONE : 1 + <i32>(code / 100);
  }
}

/** Envoy's response flags, `none` where there are none. */
@final
export class ResponseFlagsLabel extends Label {
  read(stream: EndedStream): void {
    const flags = stream.flags;
    this.value = NONE;
    if (flags == 0) return;
    const start = writeDigits(<u64>flags);
    const known = this.values.known(start, DIGITS_END - start);
    this.value = known >= 0 ? known : this.values.add(start, DIGITS_END - start, formatFlags(flags));
  }
}

/** The status of gRPC, `none` for other requests. */
@final
export class GrpcStatusLabel extends Label {
  read(stream: EndedStream): void {
    if (stream.grpcStatus < 0) this.value = NONE;
    else this.setNumber(stream.grpcStatus);
  }
}

/** The service or the method of gRPC, out of `/service/method`; `none` for other requests. */
@final
export class GrpcPathLabel extends Label {
  constructor(
    name: string,
    values: LabelValues,
    private readonly isMethod: bool,
  ) {
    super(name, values);
  }

  read(stream: EndedStream): void {
    this.value = NONE;
    if (stream.grpcStatus < 0) return;
    const path = getProperty("request\0url_path");
    if (path === null) return;
    let slash = path.byteLength - 1;
    while (slash > 0 && path.at(slash) != 0x2f) --slash;
    if (slash > 0) this.setBytes(this.isMethod ? path.subarray(slash + 1) : path.subarray(1, slash));
  }
}

/** Whether the client has shown a certificate: `mutual` or `none`. */
@final
export class MtlsLabel extends Label {
  read(_: EndedStream): void {
    this.value = getBooleanProperty("connection\0mtls") ? 2 : NONE;
  }
}

/** Writes `number` so that it ends at `DIGITS_END`, and tells where it begins. */
function writeDigits(number: u64): usize {
  let at = DIGITS_END;
  do {
    store<u8>(--at, <u8>(0x30 + (number % 10)));
    number /= 10;
  } while (number != 0);
  return at;
}

/** What the host has handed over is ours until the callback returns. */
function lowerCaseInPlace(bytes: Bytes): void {
  const end = bytes.dataStart + <usize>bytes.byteLength;
  for (let at = bytes.dataStart; at < end; ++at) {
    const byte = load<u8>(at);
    if (byte >= 0x41 && byte <= 0x5a) store<u8>(at, byte | 0x20);
  }
}
