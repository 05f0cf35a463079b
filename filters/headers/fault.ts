/** The first thing that the schema can't say and no gateway may carry out, by its JSON path. It is noted while a configuration is made ready. */
export namespace Fault {
  let message: string = "";

  export function clear(): void {
    message = "";
  }

  export function set(path: string, what: string): void {
    if (message.length == 0) message = path + ": " + what;
  }

  /** Null when there is none. */
  export function get(): string | null {
    return message.length == 0 ? null : message;
  }
}
