;; The lower bound: the header job in the fewest instructions that proxy-wasm allows. Two callbacks, one host call each,
;; no context, no allocation.
(module
  (type $replace (func (param i32 i32 i32 i32 i32) (result i32)))
  (import "env" "proxy_replace_header_map_value" (func $replace (type $replace)))
  (memory (export "memory") 1 1)
  (data (i32.const 16) "x-wasm")
  (data (i32.const 32) "1")
  (data (i32.const 48) "hello")
  (data (i32.const 64) "world!")
  (func (export "proxy_abi_version_0_2_1"))
  ;; Envoy asks for an allocator; neither host call here uses it.
  (func (export "malloc") (param i32) (result i32) (i32.const 1024))
  (func (export "proxy_on_request_headers") (param i32 i32 i32) (result i32)
    (drop (call $replace (i32.const 0) (i32.const 16) (i32.const 6) (i32.const 32) (i32.const 1)))
    (i32.const 0))
  (func (export "proxy_on_response_headers") (param i32 i32 i32) (result i32)
    (drop (call $replace (i32.const 2) (i32.const 48) (i32.const 5) (i32.const 64) (i32.const 6)))
    (i32.const 0)))
