const LINE_END = "\r\n";
const HEAD_END = "\r\n\r\n";

/**
 * RFC 9112 section 6.3, as far as Envoy's requests and answers go: a `content-length`, chunks, or no body. Null while the message is not
 * whole.
 *
 * @param received what a connection has brought since its latest message: its bytes as latin1 text
 */
export function messageLength(received: string): number | null {
  const headEnd = received.indexOf(HEAD_END);
  if (headEnd === -1) return null;
  const bodyStart = headEnd + HEAD_END.length;
  const head = received.slice(0, bodyStart);
  if (head.includes("\r\ntransfer-encoding: chunked\r\n")) return chunksEnd(received, bodyStart);
  const length = bodyStart + Number(/\r\ncontent-length: (\d+)/.exec(head)?.[1] ?? "0");
  return received.length < length ? null : length;
}

/** RFC 9112 section 7.1: where the last chunk's trailers end. */
function chunksEnd(received: string, bodyStart: number): number | null {
  for (let start = bodyStart; ;) {
    const lineEnd = received.indexOf(LINE_END, start);
    if (lineEnd === -1) return null;
    const size = Number.parseInt(received.slice(start, lineEnd), 16);
    if (!(size > 0)) {
      const end = received.indexOf(HEAD_END, lineEnd);
      return end === -1 ? null : end + HEAD_END.length;
    }
    start = lineEnd + LINE_END.length + size + LINE_END.length;
  }
}
