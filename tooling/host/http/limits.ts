/** Envoy's `max_headers_count`, of requests and of responses. */
export const HEADERS_MAX = 100;
/** Envoy's `max_request_headers_kb`. */
export const REQUEST_HEADER_BYTES_MAX = 60 * 1024;
/** What Envoy 1.40 was seen to take of a response. */
export const RESPONSE_HEADER_BYTES_MAX = 80 * 1024;
