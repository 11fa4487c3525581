// SPDX-License-Identifier: MPL-2.0

// Command live runs the acceptance cases of this package against the real cloud, for a user who has an account: "make live".
//
// It reads what is there, says what it would change, in which order, what that costs, how long it takes and what cannot be undone, and then refuses
// unless APSARADB_LIVE_CONSENT is the phrase that it prints. Afterwards it puts the instance back, also after a failure and after Ctrl-C, reads that it
// is back, and otherwise prints how to do it by hand.
//
// The cases are the tests of this package. Without this program they run against an emulator, in "make test" like all others, and nothing in the
// environment can make them reach a cloud account.
//
// Nobody has run this against a real account yet: the authors have none. Its own tests run it against an emulator that it takes for the cloud.
package main
