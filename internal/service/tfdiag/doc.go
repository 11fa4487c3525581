// SPDX-License-Identifier: MPL-2.0

// Package tfdiag turns errors of the client into what a Terraform user reads. It is the one place where an error
// becomes text for a person: a failed operation, what the API said, what to do next, and the request id.
package tfdiag
