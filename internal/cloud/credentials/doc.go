// SPDX-License-Identifier: MPL-2.0

// Package credentials turns a choice of credentials into a source of keys for the client: keys as given, a profile of the
// Alibaba Cloud CLI, a credentials URI, the role of an ECS instance, a token of an identity provider, and a role assumed
// on top of any of them.
//
// Opening reads files only. Whatever needs the network waits for the first call, is asked by one caller at a time, and is
// asked again shortly before the keys end. STS is called through rds.Client, so its retries, limits and redaction hold.
//
// The invariant: no error and no log line holds a key, a token, or anything that an answer, a file or a command said.
package credentials
