// SPDX-License-Identifier: MPL-2.0

// Package sharedlist answers questions about single instances from list calls that many callers share, so that a plan of a
// thousand policies makes some twenty calls instead of a thousand.
//
// One rule keeps that safe: a list may only say that nothing changed, that the first write of a policy that was never on has
// arrived, or, in the plan of a create, that there is no policy yet. Whoever finds anything else in it asks the API about that one
// instance, and so does every write before it is sent. So the lists need not be complete. Where they lag, a plan shows a change that much
// later, and no write follows from that. internal/cloud/sharedlist/README.md has the whole of it.
package sharedlist
