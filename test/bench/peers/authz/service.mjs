// The check of the job auth-hs256 as a service of its own: what a team writes that does not put it into the gateway. As lean as Node
// allows: sockets rather than an HTTP server, the key made once, one HMAC a request. It ends with the process that started it.
import { createHmac, createSecretKey, timingSafeEqual } from "node:crypto";
import { createServer } from "node:net";

const HEAD_END = "\r\n\r\n";
const ALLOWED = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
const REFUSED = "HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n";
const LEEWAY_SECONDS = 60;

process.on("disconnect", () => process.exit());
process.once("message", ({ secret, issuer, audience }) => {
  const key = createSecretKey(secret, "base64url");
  const server = createServer({ noDelay: true }, (socket) => {
    let received = "";
    socket.setEncoding("latin1").on("error", () => socket.destroy());
    socket.on("data", (text) => {
      received += text;
      for (let end = received.indexOf(HEAD_END); end !== -1; end = received.indexOf(HEAD_END)) {
        const isAllowed = isGood(tokenOf(received.slice(0, end)), { key, issuer, audience });
        received = received.slice(end + HEAD_END.length);
        socket.write(isAllowed ? ALLOWED : REFUSED, "latin1");
      }
    });
  });
  server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));
});

function tokenOf(head) {
  return /\r\nauthorization: Bearer ([\w.-]+)(?:\r\n|$)/i.exec(head)?.[1] ?? "";
}

function isGood(token, { key, issuer, audience }) {
  const [header, payload, signature, ...more] = token.split(".");
  if (signature === undefined || more.length > 0) return false;
  const digest = createHmac("sha256", key).update(`${header}.${payload}`).digest();
  const claimed = Buffer.from(signature, "base64url");
  if (claimed.length !== digest.length || !timingSafeEqual(claimed, digest)) return false;
  if (parse(header).alg !== "HS256") return false;
  const { iss, aud, exp } = parse(payload);
  return iss === issuer && aud === audience && exp + LEEWAY_SECONDS > Date.now() / 1000;
}

/** Only of what bears a good signature. */
function parse(part) {
  return JSON.parse(Buffer.from(part, "base64url"));
}
