// SPDX-License-Identifier: MPL-2.0

// Package coverage is the data source of a fleet: every instance of some regions, and whether it has cross-region backup,
// could have it, or is gone and left paid copies behind.
//
// It reads two lists of each region, of the instances and of the policies, and joins them. A fleet's for_each hangs on the
// result: a key that disappears is a policy that is switched off. So whatever cannot be read completely is an error, both
// lists vouch for an instance, and a fact that an answer lacks never makes an instance ineligible.
package coverage
