// Istio's own Wasm fetcher as a command: what it accepts, istio-agent accepts. It prints the SHA-256 of the module that it
// took out of an image, or fails with what istio-agent would log.
package main

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"os"
	"time"

	"istio.io/istio/pkg/wasm"
)

func main() {
	checksum := flag.String("sha256", "", "the sha256 field of a WasmPlugin")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: istio-fetcher [-sha256 HEX] oci://HOST/REPOSITORY:TAG")
		os.Exit(2)
	}
	if err := fetch(flag.Arg(0), *checksum); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func fetch(url, checksum string) error {
	folder, err := os.MkdirTemp("", "istio-fetcher-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	cache := wasm.NewLocalFileCache(folder, wasm.Options{
		PurgeInterval:         wasm.DefaultPurgeInterval,
		ModuleExpiry:          wasm.DefaultModuleExpiry,
		HTTPRequestTimeout:    wasm.DefaultHTTPRequestTimeout,
		HTTPRequestMaxRetries: 1,
	})
	defer cache.Cleanup()
	path, err := cache.Get(url, wasm.GetOptions{
		Checksum:        checksum,
		ResourceName:    "test",
		ResourceVersion: "1",
		RequestTimeout:  10 * time.Second,
		PullPolicy:      wasm.IfNotPresent,
	})
	if err != nil {
		return err
	}
	module, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	fmt.Printf("%x\n", sha256.Sum256(module))
	return nil
}
