/** `T` where a property that may be undefined is a property that may be absent. */
export type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/**
 * Drops the properties that are undefined, so that an option nobody gave leaves no trace in a manifest.
 *
 * @example
 * present({ name: "auth", namespace: undefined }) // { name: "auth" }
 */
export function present<T extends object>(object: T): Present<T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Present<T>;
}
