// SPDX-License-Identifier: MPL-2.0

// Package rds is the typed client of the cross-region backup part of the ApsaraDB RDS API (version 2014-08-15).
//
// It builds, signs and addresses requests with alibaba-cloud-sdk-go and does everything else itself: transport, context, retries, decoding and errors.
// The invariant of the package: what leaves it, as a value, an error or a log entry, never holds an access key id, a secret, a token, a signature or a signed URL.
//
// Reads are retried here. A write is sent again only when the API surely did not execute it, or after a read has shown that it did not.
// The package knows nothing of Terraform.
package rds
