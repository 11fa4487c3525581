// SPDX-License-Identifier: MPL-2.0

// Package subject is the one instance that a program of this repository may change on the real cloud: how the account
// is reached, what is there, whether it may be changed at all, and how it is put back.
//
// The client comes from the provider itself, configured with an empty block, so that credentials, endpoints and regions
// are found the way every user's configuration finds them.
//
// Invariant: money can be recovered, backups cannot. An instance whose policy is on is never changed, and neither is
// one whose existing copies could be kept for a shorter time afterwards.
//
// None of this has been run against a real account by its authors; the tests run it against the emulator.
package subject
