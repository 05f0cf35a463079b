import { describe, expect, it } from "vitest";
import { messageLength } from "../../../tooling/bench/message-length.js";

const NEXT = "HTTP/1.1 200 OK\r\n";

describe("the length of a message", () => {
  it.each([
    { about: "a content-length", message: "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello" },
    { about: "no body", message: "HTTP/1.1 204 No Content\r\nserver: envoy\r\n\r\n" },
    {
      about: "chunks",
      message: "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\na\r\n0123456789\r\n0\r\n\r\n",
    },
    {
      about: "chunks and trailers",
      message: "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nx-a: 1\r\n\r\n",
    },
    {
      about: "a chunk that looks like an end",
      message: "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n7\r\n0\r\n\r\n\r\n\r\n0\r\n\r\n",
    },
  ])("is known with $about as soon as it is whole", ({ message }) => {
    expect(messageLength(message)).toBe(message.length);
    expect(messageLength(message + NEXT)).toBe(message.length);
    for (let length = 0; length < message.length; length += 1) {
      expect(messageLength(message.slice(0, length))).toBeNull();
    }
  });
});
