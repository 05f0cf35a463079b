/** Everything that this project lets listen, listens here only. */
export const LOOPBACK = "127.0.0.1";
