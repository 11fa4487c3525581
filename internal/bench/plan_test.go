// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"testing"
)

// BenchmarkPlanOfOnePolicy times "terraform plan" of one applied policy, from start to end of the command.
func BenchmarkPlanOfOnePolicy(b *testing.B) {
	ctx := context.Background()
	one, err := newBench(ctx, "../..", b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	defer func() {
		if err := one.emulator.Stop(); err != nil {
			b.Error(err)
		}
	}()
	for b.Loop() {
		if _, err := one.plan(ctx); err != nil {
			b.Fatal(err)
		}
	}
}
