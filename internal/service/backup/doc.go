// SPDX-License-Identifier: MPL-2.0

// Package backup is the action that makes a backup now, and waits for its copy in the destination region if asked.
//
// Terraform does not repeat an action that failed, and shows nothing of it but its progress. So the action waits
// inside, says each step, and refuses a second job while one runs.
package backup
