#!/bin/sh
# Builds the modules from go.sum's versions and packs them: hello.wasm.br, headers20.wasm.br, json.wasm.br.
# README.md says what has to be there.
set -eu
cd "$(dirname "$0")"
target=$(mktemp -d)
trap 'rm -rf "$target"' EXIT
for job in hello headers20 json; do
  # A panic message names its source file: -trimpath leaves the module's name and version in the place of a folder.
  GOOS=wasip1 GOARCH=wasm go build -trimpath -buildmode=c-shared -ldflags='-s -w' -o "$target/$job.wasm" "./$job"
  node -e 'process.stdout.write(zlib.brotliCompressSync(fs.readFileSync(process.argv[1])))' "$target/$job.wasm" >"$job.wasm.br"
done
