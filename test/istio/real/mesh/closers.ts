/** What was started so far, to be ended in the opposite order. */
export class Closers implements AsyncDisposable {
  readonly #close: (() => unknown)[] = [];

  defer(close: () => unknown): void {
    this.#close.unshift(close);
  }

  use<T extends AsyncDisposable>(started: T): T {
    this.defer(() => started[Symbol.asyncDispose]());
    return started;
  }

  /** Ends all, also when one can't be, and then throws for the first of these. */
  async [Symbol.asyncDispose](): Promise<void> {
    const errors: unknown[] = [];
    for (const close of this.#close.splice(0)) {
      try {
        await close();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }
}
