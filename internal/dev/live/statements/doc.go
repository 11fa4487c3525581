// SPDX-License-Identifier: MPL-2.0

// Package statements puts the numbered guesses of the emulator to an API and says which of their values it sees.
//
// The emulator's answers rest on documents, and where no document decides, on a guess with an id. Each [Statement] is
// one of these guesses as a probe: the same calls go to the emulator or to the real API, and what comes back is one of
// the guess's values, another value, or "cannot tell" with the reason. The probes read raw answers, since spelling,
// nulls and statuses are what they are about, and they share no type with the emulator.
//
// The probes have been run against the emulator, in every setting of every guess. Nobody has run them against a real
// account yet.
//
// Invariant: a statement that only reads never changes anything, and one that writes touches the instances of
// [Target.Writable] alone. Putting those back is the caller's business.
package statements
