// SPDX-License-Identifier: MPL-2.0

// Package scope decides where a data source reads: with which client, and in which source region.
// It is the one place for the rule "the attribute region, else the provider's region", and for its diagnostics.
package scope
