// The header job in the Go SDK: `x-wasm: 1` on the request, `hello: world!` on the response.
package main

import (
	"github.com/proxy-wasm/proxy-wasm-go-sdk/proxywasm"
	"github.com/proxy-wasm/proxy-wasm-go-sdk/proxywasm/types"
)

func main() {}

func init() {
	proxywasm.SetHttpContext(func(contextID uint32) types.HttpContext { return &hello{} })
}

type hello struct {
	types.DefaultHttpContext
}

func (*hello) OnHttpRequestHeaders(int, bool) types.Action {
	_ = proxywasm.ReplaceHttpRequestHeader("x-wasm", "1")
	return types.ActionContinue
}

func (*hello) OnHttpResponseHeaders(int, bool) types.Action {
	_ = proxywasm.ReplaceHttpResponseHeader("hello", "world!")
	return types.ActionContinue
}
