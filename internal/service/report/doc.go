// SPDX-License-Identifier: MPL-2.0

// Package report has the function that makes a report of a fleet's cross-region backup: a page to look at, a summary
// for a pull request, or metrics.
//
// The function is pure: it calls nothing, and knows no clock. Whatever it says of time comes from its arguments. Texts
// of instances, such as descriptions, are input that anybody may have written: each format escapes them.
package report
