// SPDX-License-Identifier: MPL-2.0

// Package coverage is the data source of a fleet: every instance of some regions, and whether it has cross-region
// backup, could have it, or was released and left paid copies behind.
//
// It reads two lists of each region, of the instances and of the policies, and joins them. A for_each of a fleet uses
// the result: a key that disappears is a policy that is switched off. So what cannot be read completely is an error, an
// instance in either list counts, and a fact that an answer lacks never makes an instance ineligible.
package coverage
