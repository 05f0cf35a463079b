/** The most that a host takes of one header map, in pairs and in bytes of their serialized form. It reads a larger map as an empty one. */
export const PAIRS_MAX: i32 = 1024;
export const PAIRS_SIZE_MAX: i32 = 1048576;
