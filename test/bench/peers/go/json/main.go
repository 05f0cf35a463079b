// The json job in the Go SDK: the order in the request's body is parsed; only gold customers pass, with the number of pieces.
package main

import (
	"encoding/json"
	"strconv"

	"github.com/proxy-wasm/proxy-wasm-go-sdk/proxywasm"
	"github.com/proxy-wasm/proxy-wasm-go-sdk/proxywasm/types"
)

func main() {}

func init() {
	proxywasm.SetHttpContext(func(contextID uint32) types.HttpContext { return &order{} })
}

type order struct {
	types.DefaultHttpContext
}

func (*order) OnHttpRequestHeaders(_ int, endOfStream bool) types.Action {
	if endOfStream {
		return respond(400)
	}
	return types.ActionPause
}

func (*order) OnHttpRequestBody(bodySize int, endOfStream bool) types.Action {
	if !endOfStream {
		return types.ActionPause
	}
	body, err := proxywasm.GetHttpRequestBody(0, bodySize)
	if err != nil {
		return respond(500)
	}
	var document any
	if err := json.Unmarshal(body, &document); err != nil {
		return respond(400)
	}
	members, _ := document.(map[string]any)
	if members["tier"] != "gold" {
		return respond(403)
	}
	items, _ := members["items"].([]any)
	pieces := 0.0
	for _, item := range items {
		item, _ := item.(map[string]any)
		quantity, _ := item["quantity"].(float64)
		pieces += quantity
	}
	_ = proxywasm.ReplaceHttpRequestHeader("x-pieces", strconv.Itoa(int(pieces)))
	return types.ActionContinue
}

func respond(status uint32) types.Action {
	_ = proxywasm.SendHttpResponse(status, nil, nil, -1)
	return types.ActionPause
}
