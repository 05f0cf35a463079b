import type { GuestRequest } from "../../../filters/guest.js";

/** A request of a soak, and what the upstream answers. */
export interface SoakRequest extends GuestRequest {
  readonly body?: string;
  readonly responseBody?: string;
}

/**
 * A filter under requests that are made to make it grow: each with addresses, names and values of its own, one in a hundred with headers
 * of 60 KB.
 */
export interface Soak {
  readonly filter: string;
  /** What is soaked where a filter has several. */
  readonly variant?: string;
  readonly config: object;
  /** The request with that number; `property` names are those of the ABI with dots. */
  readonly request: (index: number) => SoakRequest;
  /** Keys that shared data may come to. */
  readonly keysMax: number;
  /** Pages of memory that it may come to. Default 16. */
  readonly pagesMax?: number;
}

/** Where the clock of a soak starts, in milliseconds since the Unix epoch. */
export const SOAK_START = Date.UTC(2026, 0, 1);

/** An address of its own for each request. */
export function addressOf(index: number): string {
  return `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`;
}
