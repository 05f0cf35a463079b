import { describe, expect, it } from "vitest";
import { readPeer } from "./jobs/peers.js";

describe("the module of a peer", () => {
  it("is named where it is not there, with how it is built", async () => {
    await expect(readPeer("rust", "gone.wasm")).rejects.toMatchObject({
      ...{ code: "ERR_FILE_NOT_FOUND", exitCode: 2, message: "there is no test/bench/peers/rust/gone.wasm" },
      hint: "test/bench/peers/rust/README.md says how it is built",
    });
  });
});
