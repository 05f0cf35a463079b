import type { IncomingMessage } from "node:http";
import { setImmediate as loopTurn } from "node:timers/promises";

/** A header or trailer line: its name as on the wire, its value as bytes. A string stands for its latin1 bytes. */
export type HeaderLine = readonly [name: string, value: string | Uint8Array];

/** Anything that names headers; unlike in `Headers`, lines of the same name stay apart and in order. */
export type HeaderLines = Headers | Readonly<Record<string, string | Uint8Array>> | readonly HeaderLine[];

/** A header line as received, value in latin1. */
export type ReceivedLine = [name: string, value: string];

/** Node's own limit of 16 KiB is below Envoy's. */
export const MAX_HEADER_BYTES = 1024 * 1024;

/** The form that `node:http` takes and writes as latin1: names and values in turn. */
export function toRawHeaders(lines: HeaderLines | undefined): string[] {
  if (lines === undefined) return [];
  const entries: Iterable<HeaderLine> =
    lines instanceof Headers ? lines : isLines(lines) ? lines : Object.entries(lines);
  const raw: string[] = [];
  for (const [name, value] of entries) {
    raw.push(name, typeof value === "string" ? value : Buffer.from(value).toString("latin1"));
  }
  return raw;
}

function isLines(lines: Exclude<HeaderLines, Headers>): lines is readonly HeaderLine[] {
  return Array.isArray(lines);
}

/** The reverse of `toRawHeaders`. */
export function toLines(raw: readonly string[]): ReceivedLine[] {
  const lines: ReceivedLine[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) lines.push([raw[index] ?? "", raw[index + 1] ?? ""]);
  return lines;
}

export function hasHeader(raw: readonly string[], name: string): boolean {
  return raw.some((entry, index) => index % 2 === 0 && entry.toLowerCase() === name);
}

/**
 * Lets everything that is in a pipe already be read.
 *
 * Envoy writes a log line before the bytes of the message that it goes with, but to another pipe. One turn of the event
 * loop polls both, and the second runs after the callbacks of that poll.
 */
export async function settle(): Promise<void> {
  await loopTurn();
  await loopTurn();
}

/**
 * The body of a message as a stream that ends when the log lines written before its end have been read.
 *
 * @param sender who is to blame where it breaks off
 */
export function bodyOf(message: IncomingMessage, sender: string): ReadableStream<Uint8Array> {
  const chunks = chunksOf(message, sender);
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const next = await chunks.next();
        if (next.done === true) controller.close();
        else controller.enqueue(next.value);
      },
      cancel: () => void message.destroy(),
    },
    { highWaterMark: 0 },
  );
}

async function* chunksOf(message: IncomingMessage, sender: string): AsyncGenerator<Uint8Array> {
  let size = 0;
  try {
    for await (const chunk of message) {
      size += (chunk as Buffer).length;
      yield new Uint8Array(chunk as Buffer);
    }
  } catch (cause) {
    throw new TypeError(`${sender} broke the body off after ${size} bytes`, { cause });
  }
  await settle();
}

/** The trailers of a message: known when its body was read to the end. */
export function trailersOf(message: IncomingMessage): Promise<ReceivedLine[]> {
  return new Promise((resolve) => {
    if (message.complete && message.readableEnded) resolve(toLines(message.rawTrailers));
    else message.once("end", () => resolve(toLines(message.rawTrailers)));
  });
}
