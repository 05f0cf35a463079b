#!/bin/sh
# Builds hello.wasm, headers20.wasm, json.wasm and json-typed.wasm from Cargo.lock's versions. README.md says what has to be there.
#   ./build.sh             the toolchain has the target wasm32-unknown-unknown
#   ./build.sh FOLDER      FOLDER holds Debian's rustc and standard library sources, unpacked
set -eu
cd "$(dirname "$0")"
target=$(mktemp -d)
trap 'rm -rf "$target"' EXIT
cargo_home=${CARGO_HOME:-$HOME/.cargo}
# A panic message names its source file. The last mapping that matches wins.
remap="--remap-path-prefix=$PWD=bench"

set -- "${1:-}"
if [ -n "$1" ]; then
  debian=$(cd "$1" && pwd)
  library=$(echo "$debian"/usr/src/rustc-*/library)
  remap="$remap --remap-path-prefix=$debian=rust --remap-path-prefix=$library=library \
    --remap-path-prefix=$debian/usr/lib/rustlib/src/rust/library=library"
  # The packages bring no linker for wasm: rustup's own is used.
  linkers=$(rustc --print sysroot)/lib/rustlib/$(rustc -vV | sed -n 's/^host: //p')/bin
  PATH="$linkers:$PATH"
  export RUSTC="$debian/usr/bin/rustc" RUSTC_BOOTSTRAP=1 LD_LIBRARY_PATH="$debian/usr/lib/$(uname -m)-linux-gnu"
  set -- -Z build-std=std,panic_abort
else
  set --
fi
remap="$remap --remap-path-prefix=$target=target"
cargo fetch --locked
for registry in "$cargo_home"/registry/src/*; do
  remap="$remap --remap-path-prefix=$registry=registry"
done

# Each module alone: the features of one would reach another's dependencies.
build() {
  module=$1 crate=$2
  shift 2
  RUSTFLAGS="$remap" cargo build "$@" --locked --release --target wasm32-unknown-unknown --target-dir "$target" --package "$crate"
  npx wasm-opt -Oz --strip-debug --strip-producers \
    "$target/wasm32-unknown-unknown/release/$crate.wasm" -o "$module.wasm"
}
build hello hello "$@"
build headers20 headers20 "$@"
build json json "$@"
build json-typed json "$@" --features typed
