// SPDX-License-Identifier: MPL-2.0

// Package rds is the typed client of the cross-region backup part of the ApsaraDB RDS API (version 2014-08-15).
//
// It takes the typed requests, the signature and the list of endpoints from alibaba-cloud-sdk-go and does everything else itself:
// transport, context, retries, decoding and errors. The SDK's own client is not used, because it prints signed URLs when DEBUG=sdk is set,
// reads NO_PROXY as regular expressions, panics on unusual error bodies, races when shared, and knows no context.
// The invariant of the package: what leaves it, as a value, an error or a log entry, never holds an access key id, a secret, a token, a signature or a signed URL.
//
// Reads are retried here. A write is sent again only when the API surely did not execute it, or after a read has shown that it did not.
//
// All calls of a client take their turns from one limiter, whatever the product. It is free of any delay until the API refuses a call as one too many;
// then it finds out by itself how many calls a second there are (governor.go has the rule, with figures), unless Config.MaxRequestsPerSecond fixes it.
// Reads and writes take turns. Every wait, for a turn, a retry or an instance, ends at once with its context.
//
// The package knows nothing of Terraform.
package rds
