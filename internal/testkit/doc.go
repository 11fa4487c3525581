// SPDX-License-Identifier: MPL-2.0

// Package testkit runs acceptance tests: a real Terraform or OpenTofu, the provider in the test's own process, and an
// emulator of its own for each test. No test reads the developer's credentials or CLI configuration, so all run in
// parallel.
//
// Only _test files import it; it is no part of the released binary.
package testkit
