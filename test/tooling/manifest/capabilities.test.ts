import { expect, it } from "vitest";
import { readModule } from "../../../tooling/wasm/index.js";
import { capabilitiesOf } from "../../../tooling/manifest/capabilities.js";
import { fixtureModule } from "./fixture-module.js";

it("allows the functions a module calls and the callbacks it is called by, and nothing that no gateway restricts", () => {
  expect(capabilitiesOf(readModule(fixtureModule()))).toEqual([
    "clock_time_get",
    "proxy_get_buffer_bytes",
    "proxy_log",
    "proxy_on_configure",
    "proxy_on_log",
    "proxy_on_request_headers",
  ]);
});
