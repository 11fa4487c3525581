// SPDX-License-Identifier: MPL-2.0

// Package quiet keeps credentials-go from printing secrets. Where the variable DEBUG holds the word credential, that
// library writes the headers of its calls to standard output, with the bearer tokens of CloudSSO and OAuth in them, and
// Terraform puts the output of a plugin into its log.
//
// The library reads the variable while it is initialized, so importing this package takes the word out before. That
// works because Go initializes a package as soon as its imports are, and this one imports almost nothing.
package quiet
