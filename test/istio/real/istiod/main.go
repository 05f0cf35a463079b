// Istio's own discovery over xDS, with no Kubernetes: the server that Istio tests itself with, and so its real translation. Its objects come
// by HTTP: `PUT /objects` takes a stream of YAML documents for all there is, and what is not in it goes.
//
// It prints one line of JSON when it serves, and ends with its standard input.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"

	"istio.io/istio/pilot/test/xds"
	"istio.io/istio/pkg/test"
)

// Changes within it are pushed as one, as they are by istiod, there within 100 ms.
const debounce = 20 * time.Millisecond

func main() {
	if err := test.Wrap(serve); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve(t test.Failer) {
	server := xds.NewFakeDiscoveryServer(t, xds.FakeOptions{ListenerBuilder: listen, DebounceTime: debounce})
	control, err := listen()
	if err != nil {
		t.Fatal(err)
	}
	objects := &objects{store: server.Store()}
	go http.Serve(control, objects)

	addresses := map[string]string{"xds": server.Listener.Addr().String(), "control": control.Addr().String()}
	if err := json.NewEncoder(os.Stdout).Encode(addresses); err != nil {
		t.Fatal(err)
	}
	io.Copy(io.Discard, os.Stdin)
}

func listen() (net.Listener, error) {
	return net.Listen("tcp", "127.0.0.1:0")
}
