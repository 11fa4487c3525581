// SPDX-License-Identifier: MPL-2.0

// Package emulator serves the API of ApsaraDB RDS, as far as cross-region backup needs it, with STS and RAM, over
// real HTTP. It imports neither the provider's client nor an SDK, so that a mistake about the protocol cannot be made
// on both sides at once. This package is the protocol; package fleet decides what instances and policies do.
//
// # What is modeled
//
//   - Requests by GET and POST, with parameters in query and form.
//   - Both signature schemes, verified: version 1.0 (HMAC-SHA1, in parameters) and ACS3-HMAC-SHA256 (in headers).
//     Timestamps may be 15 minutes off, in real time. A nonce may not be used again for 15 minutes.
//   - Temporary keys with their security token and end, from the seed or from AssumeRole.
//   - The documented parameter rules of each action, one table of errors, answers in JSON and XML, paging.
//   - Several accounts: each sees only its own instances and sets. Denied actions answer as RAM does.
//   - Quotas: calls a second of an account and of an action. See [Quota].
//   - Faults: on arrival, and before and after the change is made. See [Fault], [Effects] and [RandomFaults].
//
// Unknown actions, instances and page sizes are refused, and so is a wrong signature: a careless client must fail here
// and not in production. Plain HTTP is accepted, because tests use it.
//
// # What is guessed
//
// [Guesses] lists every statement about the real API that no document proves, with its default and its other values.
// [WithGuess] and [Server.SetGuess] switch one. README.md shows the whole list.
//
// # What is not modeled
//
// Creating and restoring instances, networks and databases; download links, which look real and lead nowhere; RAM
// policies beyond a list of denied actions; OIDC tokens, of which any is accepted except the words "invalid" and
// "expired"; bearer tokens.
//
// # Clocks
//
// The fleet has a clock of its own, which the header Date shows. Tests move it by hand. Signatures, temporary keys,
// quotas and delays use the real time, which in a bubble of testing/synctest is the bubble's.
//
// # Control API
//
// The control API is below /_emulator/, in JSON and without a signature. README.md describes it.
package emulator
