// The headers20 job in the Go SDK: x-in-0 to x-in-19 are read, x-in-0 to x-in-4 become the lengths of four values each.
package main

import (
	"strconv"

	"github.com/proxy-wasm/proxy-wasm-go-sdk/proxywasm"
	"github.com/proxy-wasm/proxy-wasm-go-sdk/proxywasm/types"
)

const groupSize = 4

var names [20]string

func main() {}

func init() {
	for i := range names {
		names[i] = "x-in-" + strconv.Itoa(i)
	}
	proxywasm.SetHttpContext(func(contextID uint32) types.HttpContext { return &headers20{} })
}

type headers20 struct {
	types.DefaultHttpContext
}

func (*headers20) OnHttpRequestHeaders(int, bool) types.Action {
	var lengths [len(names) / groupSize]int
	for i, name := range names {
		if value, err := proxywasm.GetHttpRequestHeader(name); err == nil {
			lengths[i/groupSize] += len(value)
		}
	}
	for i, length := range lengths {
		_ = proxywasm.ReplaceHttpRequestHeader(names[i], strconv.Itoa(length))
	}
	return types.ActionContinue
}
