/** What a filter imports: `import { HttpFilter, Request, Flow, register } from "sluice/sdk"`. */

// Filters and plugins
export { HttpFilter } from "./http-filter";
export { Plugin, Refusal } from "./plugin";
export { register, registerPlugin } from "./register";

// Messages
export { Flow } from "./flow";
export { Request, currentRequest } from "./request";
export { Response, currentResponse } from "./response";
export { Header, Headers, lowerCase } from "./headers";
export { Body } from "./body";
export { LocalReply } from "./local-reply";
export { Bytes } from "../assembly/bytes";

// What the host offers
export { LogLevel, Status } from "../assembly/shared/abi";
export { log } from "./log";
export { Counter, Gauge, Histogram } from "./metrics";
export { getBooleanProperty, getNumberProperty, getProperty, getTextProperty, setProperty } from "./property";
export { SharedData, SharedValue } from "./shared-data";
export { CalloutHandler, CalloutResponse, fetch, RequestInit } from "./fetch";
export { nowMilliseconds, nowNanoseconds, nowSeconds } from "./time";
