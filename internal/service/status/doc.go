// SPDX-License-Identifier: MPL-2.0

// Package status is the data source of how fresh the copies of one instance are.
//
// data_source.go reads, assess.go has the rules, model.go fills in the results, schema.go describes them. A value that
// the API does not tell is null or UNKNOWN. It is never MET.
package status
