// SPDX-License-Identifier: MPL-2.0

// Package download is the ephemeral resource of a signed link to a copy: a backup set or a log backup. Terraform keeps
// such values in no plan and no state, and this package puts them into no text.
//
// ephemeral.go opens, schema.go describes, refusals.go says why there is no link and what works instead. A link can
// neither be renewed nor taken back, so there is no renewal and nothing to close.
package download
