// SPDX-License-Identifier: MPL-2.0

// Package processes lets the provider processes of one Terraform run know what each of them does with the policy of an
// instance. Terraform starts a process for every alias of the provider. The memory of one of them does not show what
// another one plans or sends. One may have ended before the next one starts.
//
// The processes of a run have the same parent. They share one file in a folder of the user: each line is a fact, and is
// appended by one write. So the file also says which of two facts was first. While a process lives, it holds a shared
// lock on a second file.
//
// A run has several walks, such as the plan and the apply, and each alias has a process in each of them. A process has
// a key, which is made of the provider block. One that had the same key, and ended before this one started, was the
// same alias in an earlier walk: what it said does not count. Terraform validates before it plans, which tells one run
// of "terraform test" from the next: the facts begin anew.
//
// The last process that ends removes the files, if the parent has no other child: as long as it has one, it may be
// about to start another alias. The files of a plan that knows of a silent host stay for its apply. What is left is
// removed by the next run.
//
// Instances stand in the file as hashes: they are only compared, and a line has a fixed length whatever the id is.
package processes
