// SPDX-License-Identifier: MPL-2.0

// Package cost has the functions that estimate what cross-region backup costs. They are pure: no call, no clock, no
// provider block.
package cost
