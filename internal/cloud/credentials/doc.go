// SPDX-License-Identifier: MPL-2.0

// Package credentials turns a choice of credentials into a source of keys for the client: keys as given, a profile of
// the Alibaba Cloud CLI, a credentials URI, the role of an ECS instance, a token of an identity provider, and roles
// assumed on top of any of them.
//
// choice.go says what can be chosen, open.go opens it, and each source_*.go is one source. refresh.go caches the keys
// of a source and refreshes them before they end. profile_*.go read and write the CLI's file.
//
// Opening reads files only. Whatever needs the network waits for the first call and is asked by one caller at a time.
// STS is called through rds.Client, so its retries, limits and redaction hold.
//
// The invariant: no error and no log line holds a key, a token, or anything secret that an answer, a file or a
// command said.
package credentials
