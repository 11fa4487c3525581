// SPDX-License-Identifier: MPL-2.0

// Package sharedlist answers questions about single instances from list pages that all callers share, so that a plan
// of a thousand policies makes some twenty calls instead of a thousand.
//
// One rule keeps that safe: a list may only say that nothing changed, or, in the plan of a create, that there is no
// policy yet. A caller that finds anything else in it asks the API about that one instance, and so does every write
// before it is sent. So the lists need not be complete. README.md has the reasons and the costs.
package sharedlist
