// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"fmt"
	"iter"
)

// pageSize is the largest page every list of the API takes; some accept 30, 50 and 100 only.
const pageSize = 100

const (
	// maxPasses bounds how often a list is read from the start again because it changed while it was read.
	maxPasses = 4
	// maxPages bounds one pass, against totals that never stop growing.
	maxPages = 10_000
)

// page is one page of a list, with the number of all rows that the API reports beside it.
type page[T any] struct {
	rows  []T
	total int64
}

// pages returns an iterator over all rows of a list. A list that cannot be read completely ends in an error, never in a shorter list:
// when rows are missing at its end, because it changed in between or repeats itself, it is read again, and rows already handed out are left out.
func pages[T any](key func(T) string, fetchPage func(number int) (page[T], error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		handedOut := map[string]bool{}
		var got int
		var total int64
		for range maxPasses {
			inPass := map[string]bool{}
			for number := 1; number <= maxPages; number++ {
				current, err := fetchPage(number)
				if err != nil {
					yield(*new(T), err)
					return
				}
				fresh := 0
				for _, row := range current.rows {
					id := key(row)
					if !inPass[id] {
						inPass[id] = true
						fresh++
					}
					if handedOut[id] {
						continue
					}
					handedOut[id] = true
					if !yield(row, nil) {
						return
					}
				}
				// Rows that vanish shift others onto pages already read; rows that appear only make the count short at the end.
				shrank := number > 1 && current.total < total
				got, total = len(inPass), current.total
				// A total below the rows that arrived proves nothing about the pages to come: only an end of the rows does.
				if !shrank && (int64(got) == total || int64(got) > total && fresh == 0) {
					return
				}
				if shrank || fresh == 0 {
					break
				}
			}
		}
		yield(*new(T), fmt.Errorf("%w: %d of %d rows arrived", errIncomplete, got, total))
	}
}
