// SPDX-License-Identifier: MPL-2.0

// Package provider is the apsaradb provider: its block, its configuration and the registry of its types.
//
// Configuration goes one way. schema*.go say what the block may hold. settings*.go resolve block and environment to
// Settings, without any I/O. environment_variables.go is the one table of variables. Package credentials turns the
// choice into a source of keys, and configure.go builds the client and hands it to the types as walk.Data. observe.go
// writes what the client does to the log. server.go is the server that Terraform talks to.
//
// The invariant: a credential argument in the block beats the whole environment, and no text ever holds a credential.
package provider
