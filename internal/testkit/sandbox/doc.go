// SPDX-License-Identifier: MPL-2.0

// Package sandbox runs a real Terraform or OpenTofu with a freshly built provider against the emulator, in one folder.
//
// The demo, the benchmark and the test of the examples share it. A folder serves as a plugin mirror, so that
// "terraform init" works without a network and without the warning that development overrides print.
//
// Invariant: what a sandbox starts ends with it, and everything that it writes lies below its folder.
package sandbox
