/** A value with an address of its own, for host functions that write one. */
export class Reference<T> {
  data!: T;

  ptr(): usize {
    return changetype<usize>(this) + offsetof<Reference<T>>("data");
  }
}
