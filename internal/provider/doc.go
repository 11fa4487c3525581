// SPDX-License-Identifier: MPL-2.0

// Package provider is the apsaradb provider: its block, its configuration and the registry of its types.
//
// Configuration goes one way. schema.go says what the block may hold, settings.go resolves block and environment to
// Settings without any I/O, credentials.go turns the chosen credentials into a source, and provider.go builds the client
// and hands it to the feature packages as providerdata.Data. No other package reads the environment or the CLI's profiles.
//
// The invariant: a credential argument in the block beats the whole environment, and no text ever holds a credential.
package provider
