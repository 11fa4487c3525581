// SPDX-License-Identifier: MPL-2.0

package provider

// Golden is for the tests outside the package.
var Golden = golden
