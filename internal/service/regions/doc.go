// SPDX-License-Identifier: MPL-2.0

// Package regions is the data source of the regions to which a source region can copy backups.
//
// The list is the cloud's own, read at each plan; names and areas come from the product page's table.
// The cloud's list is about regions, not about an instance: a listed destination can still be refused for one.
package regions
