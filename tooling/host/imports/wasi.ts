import { LogLevel } from "../../../assembly/shared/abi.js";
import { lineText, MAXIMUM_LINE_BYTES } from "./log-line.js";
import type { Vm } from "../vm/vm.js";

/** WASI error numbers. Source: WASI preview 1, `errno`. */
const Errno = { Success: 0, BadF: 8, Fault: 21, Inval: 28, NoEnt: 44, NoSys: 52, NotDir: 20, NotSup: 58 } as const;

const MAXIMUM_RANDOM_BYTES = 64 * 1024;
const FD_LEVELS: ReadonlyMap<number, LogLevel> = new Map([
  [1, LogLevel.Info],
  [2, LogLevel.Error],
]);
const RIGHTS_FD_WRITE = 64;

/** Bytes in the guest's memory. */
interface Vector {
  readonly address: number;
  readonly size: number;
}

const ofStandardStream = (fd: number): number => (FD_LEVELS.has(fd) ? Errno.Success : Errno.BadF);
const notSupported = (): number => Errno.NotSup;
const success = (): number => Errno.Success;

/**
 * WASI as Envoy offers it: standard output and error go to the log, clocks, random bytes and the environment work, there are
 * no arguments, and the rest answers with an error number. `proc_exit` does not end anything: it only logs.
 */
export const wasiFunctions = (vm: Vm) => {
  const written = (...results: boolean[]): number => (results.every(Boolean) ? Errno.Success : Errno.Fault);
  const environment = (): Buffer[] =>
    Object.entries(vm.environment).map(([name, value]) => Buffer.from(`${name}=${value}\0`));

  /** One of the vectors to be written; null where it or what it names leaves the memory. */
  const vector = (vectors: number, index: number): Vector | null => {
    const address = vm.memory.readU32(vectors + index * 8);
    const size = vm.memory.readU32(vectors + index * 8 + 4);
    if (address === null || size === null || (size > 0 && !vm.memory.contains(address, size))) return null;
    return { address, size };
  };

  const write = (fd: number, vectors: number, count: number, sizeOut: number): number => {
    const level = FD_LEVELS.get(fd);
    if (level === undefined) return Errno.BadF;
    let total = 0;
    for (let index = 0; index < count >>> 0; index++) {
      const size = vector(vectors, index)?.size;
      if (size === undefined) return Errno.Fault;
      total += size;
    }
    const bytes = Buffer.alloc(Math.min(total, MAXIMUM_LINE_BYTES));
    for (let index = 0, filled = 0; filled < bytes.length; index++) {
      const { address, size } = vector(vectors, index) as Vector;
      filled += vm.memory.readInto(bytes, filled, address, size);
    }
    if (total > 0) vm.context.log(level, lineText(bytes, total).replace(/\n$/, ""));
    return written(vm.memory.writeU32(sizeOut, total));
  };

  const time = (clock: number): bigint | null =>
    clock === 0 ? vm.services.clock.now() : clock === 1 ? vm.services.clock.monotonic() : null;

  return {
    args_get: success,
    args_sizes_get: (countOut: number, sizeOut: number): number =>
      written(vm.memory.writeU32(countOut, 0), vm.memory.writeU32(sizeOut, 0)),
    clock_res_get: (clock: number, resolutionOut: number): number =>
      time(clock) === null ? Errno.NotSup : written(vm.memory.writeU64(resolutionOut, 1n)),
    clock_time_get(clock: number, _precision: bigint, timeOut: number): number {
      const now = time(clock);
      return now === null ? Errno.NotSup : written(vm.memory.writeU64(timeOut, now));
    },
    environ_get(pointersOut: number, valuesOut: number): number {
      let address = valuesOut;
      return written(
        ...environment().map((entry, index) => {
          const isWritten = vm.memory.writeU32(pointersOut + index * 4, address) && vm.memory.write(address, entry);
          address += entry.length;
          return isWritten;
        }),
      );
    },
    environ_sizes_get(countOut: number, sizeOut: number): number {
      const entries = environment();
      const size = entries.reduce((sum, entry) => sum + entry.length, 0);
      return written(vm.memory.writeU32(countOut, entries.length), vm.memory.writeU32(sizeOut, size));
    },
    fd_advise: success,
    fd_allocate: ofStandardStream,
    fd_close: success,
    fd_datasync: ofStandardStream,
    fd_fdstat_get(fd: number, statusOut: number): number {
      if (!FD_LEVELS.has(fd)) return Errno.BadF;
      const status = Buffer.alloc(24);
      status.writeUInt32LE(RIGHTS_FD_WRITE, 8);
      vm.memory.write(statusOut, status);
      return Errno.Success;
    },
    fd_fdstat_set_flags: (): number => Errno.NoSys,
    fd_fdstat_set_rights: ofStandardStream,
    fd_filestat_get: (): number => Errno.BadF,
    fd_filestat_set_size: ofStandardStream,
    fd_filestat_set_times: ofStandardStream,
    fd_pread: (): number => Errno.NoSys,
    fd_prestat_dir_name: (): number => Errno.NoSys,
    fd_prestat_get: (): number => Errno.BadF,
    fd_pwrite: (fd: number, vectors: number, count: number, _offset: bigint, sizeOut: number): number =>
      write(fd, vectors, count, sizeOut),
    fd_read: (): number => Errno.NoSys,
    fd_readdir: (_fd: number, _buffer: number, _size: number, _cookie: bigint, sizeOut: number): number =>
      vm.memory.writeU32(sizeOut, 0) ? Errno.NotDir : Errno.Fault,
    fd_renumber: (from: number, to: number): number =>
      FD_LEVELS.has(from) && FD_LEVELS.has(to) ? Errno.NotSup : Errno.BadF,
    fd_seek: success,
    fd_sync: ofStandardStream,
    fd_tell(fd: number, offsetOut: number): number {
      return FD_LEVELS.has(fd) ? written(vm.memory.writeU64(offsetOut, 0n)) : Errno.BadF;
    },
    fd_write: write,
    path_create_directory: notSupported,
    path_filestat_get: notSupported,
    path_filestat_set_times: notSupported,
    path_link: notSupported,
    path_open: (): number => Errno.NoEnt,
    path_readlink: (...args: number[]): number => (vm.memory.writeU32(args[5] ?? 0, 0) ? Errno.NotSup : Errno.Fault),
    path_remove_directory: notSupported,
    path_rename: notSupported,
    path_symlink: notSupported,
    path_unlink_file: notSupported,
    poll_oneoff: (_in: number, _out: number, _count: number, eventsOut: number): number =>
      written(vm.memory.writeU32(eventsOut, 0)),
    proc_exit(_code: number): void {
      vm.context.log(LogLevel.Trace, "wasi_unstable proc_exit");
    },
    random_get(bytesOut: number, size: number): number {
      if (size >>> 0 > MAXIMUM_RANDOM_BYTES) return Errno.Inval;
      const bytes = Buffer.alloc(size >>> 0);
      vm.services.random(bytes);
      return written(vm.memory.write(bytesOut, bytes));
    },
    sched_yield: success,
    sock_accept: (_fd: number, _flags: number, fdOut: number): number =>
      vm.memory.writeU64(fdOut, 0n) ? Errno.NotSup : Errno.Fault,
    sock_recv: (...args: number[]): number =>
      vm.memory.writeU32(args[4] ?? 0, 0) && vm.memory.write(args[5] ?? 0, Buffer.alloc(2))
        ? Errno.NotSup
        : Errno.Fault,
    sock_send: (...args: number[]): number => (vm.memory.writeU32(args[4] ?? 0, 0) ? Errno.NotSup : Errno.Fault),
    sock_shutdown: notSupported,
  };
};
