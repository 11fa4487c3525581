// SPDX-License-Identifier: MPL-2.0

// Package walk carries what the configured provider hands to its resources and data sources:
// the client, the defaults and checks of the provider block, and the facts shared during one walk.
// Terraform configures the provider anew for each walk, so nothing here outlives a plan or an apply.
package walk
