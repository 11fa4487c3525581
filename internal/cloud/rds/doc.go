// SPDX-License-Identifier: MPL-2.0

// Package rds is the typed client of the cross-region backup part of the ApsaraDB RDS API (version 2014-08-15). It
// knows nothing of Terraform.
//
// It takes the typed requests, the signature and the list of endpoints from alibaba-cloud-sdk-go, and does everything
// else itself. The SDK's own client is not used: it prints signed URLs when DEBUG=sdk is set, reads NO_PROXY as regular
// expressions, panics on unusual error bodies, races when shared, and knows no context.
//
// call.go shows what happens to every call, step by step: keys, rate limit, signature, exchange, classification,
// decoding, retry. Each step has a file of its own, call_*.go.
//
//   - Nothing that leaves the package, as a value, an error or a log entry, holds an access key id, a secret, a token,
//     a signature or a signed URL.
//   - Reads are retried here. A write is sent again only when the API surely did not execute it, or after a read has
//     shown that it did not: writer.go.
//   - All calls to RDS share one rate limit. It delays no call until the API throttles one. Then it finds out how many
//     calls a second the API takes, unless Config.MaxRequestsPerSecond fixes that: call_limit.go.
//   - Every wait ends at once with its context.
package rds
