import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";

/** Whether there is the openssl that {@link makeCertificate} needs. */
export const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;

/** Makes a key in a folder and a certificate for this machine that it has signed itself: their files, in PEM. */
export function makeCertificate(folder: string): { readonly key: string; readonly certificate: string } {
  const [key, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")] as const;
  const options = ["-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "2"];
  const names = ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
  execFileSync("openssl", ["req", ...options, "-keyout", key, "-out", certificate, ...names], { stdio: "ignore" });
  return { key, certificate };
}
