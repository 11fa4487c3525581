// SPDX-License-Identifier: MPL-2.0

// Package batch answers questions about single instances from list calls that many callers share, so that a plan of a
// thousand policies makes some twenty calls instead of a thousand.
//
// One rule keeps that safe: a row of a list may only say that nothing changed, or that a write has arrived. Whoever finds
// anything else in it, or no row at all, asks the API about that one instance. So the lists need not be complete, and may
// lag; that costs calls, never a wrong conclusion. docs/design/batching.md has the whole of it.
package batch
