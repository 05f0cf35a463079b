module sluice.dev/test/istio-fetcher

// What it is built with stands in test/istio/real/istiod/go.mod, so that Istio has one version in all tests.
go 1.26.0
