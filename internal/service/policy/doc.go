// SPDX-License-Identifier: MPL-2.0

// Package policy manages the cross-region backup policy of one RDS instance.
//
// The API has no policy object: one setter and one getter per instance, and copies that outlive both the policy and the
// instance. So Create looks before it writes, Delete switches off, and "gone" needs three answers.
//
// Invariant: no default, replacement, rename or accident shortens what is kept. Each write sends every field, and
// success is what the API reads back. README.md has the files and the life cycle.
package policy
