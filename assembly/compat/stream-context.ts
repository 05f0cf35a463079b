import { HeaderMapTypeValues } from "./enums";
import {
  add_header_map_value_string,
  get_header_map_pairs,
  get_header_map_value_string,
  remove_header_map_value_string,
  replace_header_map_value_string,
  set_header_map_pairs,
} from "./header-map";
import { Headers } from "./header-pairs";

/** The headers or the trailers of one message. */
class HeaderStreamManipulator {
  constructor(public typ: HeaderMapTypeValues) {}

  /** Adds a value beside those that the name has. */
  add(key: string, value: string): void {
    add_header_map_value_string(this.typ, key, value);
  }

  /** Puts one value in the place of all that the name has. */
  replace(key: string, value: string): void {
    replace_header_map_value_string(this.typ, key, value);
  }

  /** The first value of a name; empty when there is none. */
  get(key: string): string {
    return get_header_map_value_string(this.typ, key);
  }

  /** Removes every value of a name. */
  remove(key: string): void {
    remove_header_map_value_string(this.typ, key);
  }

  /** Every field, as bytes. */
  get_headers(): Headers {
    return get_header_map_pairs(this.typ);
  }

  /** Puts these fields in the place of all. */
  set_headers(headers: Headers): void {
    set_header_map_pairs(this.typ, headers);
  }
}

/** The headers, or the trailers, of the messages that a callback can see. */
class HeaderMapManipulator {
  request: HeaderStreamManipulator;
  response: HeaderStreamManipulator;
  /** Of the answer to an HTTP call, in its callback. */
  http_callback: HeaderStreamManipulator;

  constructor(request: HeaderMapTypeValues, response: HeaderMapTypeValues, http_callback: HeaderMapTypeValues) {
    this.request = new HeaderStreamManipulator(request);
    this.response = new HeaderStreamManipulator(response);
    this.http_callback = new HeaderStreamManipulator(http_callback);
  }
}

class StreamContext {
  headers: HeaderMapManipulator = new HeaderMapManipulator(
    HeaderMapTypeValues.RequestHeaders,
    HeaderMapTypeValues.ResponseHeaders,
    HeaderMapTypeValues.HttpCallResponseHeaders,
  );
  trailers: HeaderMapManipulator = new HeaderMapManipulator(
    HeaderMapTypeValues.RequestTrailers,
    HeaderMapTypeValues.ResponseTrailers,
    HeaderMapTypeValues.HttpCallResponseTrailers,
  );
}

/**
 * Headers and trailers of the stream that the running callback is for. Once the request went on, its headers can neither be read nor
 * changed; `replace`, `remove` and `set_headers` then log an error.
 */
// @ts-ignore: decorator
@lazy
export const stream_context: StreamContext = new StreamContext();
