// SPDX-License-Identifier: MPL-2.0

package bench

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// measured is one command of Terraform, or the size of the binary. What was not measured is 0.
type measured struct {
	name   string        // as in "Plan/policies=1000/provider=ours"
	wall   time.Duration // of the command
	cpu    time.Duration // of the command, and of the providers that it started
	memory int64         // the largest resident memory of a provider's process, in kilobytes
	size   int64         // bytes
	calls  map[string]int
}

// total is the number of calls.
func (m measured) total() int {
	sum := 0
	for _, count := range m.calls {
		sum += count
	}
	return sum
}

// String is the line of a benchmark with one iteration.
func (m measured) String() string {
	var text strings.Builder
	fmt.Fprintf(&text, "Benchmark%s 1", m.name)
	add := func(value float64, unit string) {
		if value > 0 {
			fmt.Fprintf(&text, " %.10g %s", value, unit)
		}
	}
	add(float64(m.wall.Nanoseconds()), "ns/op")
	add(m.cpu.Seconds(), "cpu-s")
	if m.calls != nil {
		fmt.Fprintf(&text, " %d calls", m.total())
	}
	add(float64(m.memory)/1e3, "MB-provider")
	add(float64(m.size), "bytes")
	return text.String()
}

// results are all measurements, by name.
type results map[string][]measured

// median returns the middle of a figure of all measurements of a name. It reports false where there is none.
func (r results) median(name string, figure func(measured) float64) (float64, bool) {
	var figures []float64
	for _, m := range r[name] {
		figures = append(figures, figure(m))
	}
	if len(figures) == 0 {
		return 0, false
	}
	return slices.Sorted(slices.Values(figures))[len(figures)/2], true
}

func wall(m measured) float64 { return m.wall.Seconds() }
