// SPDX-License-Identifier: MPL-2.0

// Command bench measures the provider with a real Terraform on the emulator, and prints the figures beside the budgets and
// beside the official provider's, which were measured on a machine of the same size. "make bench" starts it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"syscall"
	"text/tabwriter"
	"time"
)

// The budgets, and what the official provider 1.289 needs for the same.
const (
	budgetBinary = 35_000_000 // bytes
	budgetWall   = 300 * time.Millisecond
	budgetMemory = 40_000 // kilobytes
)

func main() {
	if stoodInFor := os.Getenv(shimVariable); stoodInFor != "" {
		os.Exit(shim(stoodInFor))
	}
	rounds := flag.Int("rounds", 9, "how many plans are timed")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *rounds); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, rounds int) (err error) {
	dir, err := os.MkdirTemp("", "apsaradb-bench-")
	if err != nil {
		return fmt.Errorf("make a temporary folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	fmt.Println("Building the provider and the emulator ...")
	b, err := newBench(ctx, ".", dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.emulator.Stop()) }()

	size, err := b.size()
	if err != nil {
		return err
	}
	wall, calls, err := b.wall(ctx, rounds)
	if err != nil {
		return err
	}
	floor, err := b.floor(ctx, rounds)
	if err != nil {
		return err
	}
	trivial, err := b.trivial(ctx, rounds)
	if err != nil {
		return err
	}
	memory, err := b.memory(ctx)
	if err != nil {
		return err
	}
	fmt.Println()
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 3, ' ', 0)
	fmt.Fprintln(table, "WHAT\tOURS\tBUDGET\tOFFICIAL 1.289\t\tHOW")
	fmt.Fprintf(table, "stripped binary\t%.1f MB\t<= %.1f MB\t302 MB\t%s\tCGO_ENABLED=0 go build -trimpath -ldflags \"-s -w\"\n",
		float64(size)/1e6, budgetBinary/1e6, verdict(size <= budgetBinary))
	fmt.Fprintf(table, "plan of 1 policy, wall\t%.2f s\t<= %.2f s\t1.41 s\t%s\tterraform plan, median of %d; the best took %.2f s\n",
		median(wall).Seconds(), budgetWall.Seconds(), verdict(median(wall) <= budgetWall), rounds, slices.Min(wall).Seconds())
	fmt.Fprintf(table, "the same over a trivial provider\t%.2f x\t\t\t\tterraform plan of one resource that does nothing took %.2f s; the best took %.2f s\n",
		median(wall).Seconds()/median(trivial).Seconds(), median(trivial).Seconds(), slices.Min(trivial).Seconds())
	fmt.Fprintf(table, "plan without a provider, wall\t%.2f s\t\t\t\tthe same with terraform_data: what the CLI alone needs here; the best took %.2f s\n",
		median(floor).Seconds(), slices.Min(floor).Seconds())
	fmt.Fprintf(table, "plan of 1 policy, provider memory\t%.1f MB\t<= %.1f MB\t174 MB\t%s\tlargest resident memory of the provider's processes in terraform plan\n",
		float64(memory)/1e3, budgetMemory/1e3, verdict(memory <= budgetMemory))
	fmt.Fprintf(table, "plan of 1 policy, API calls\t%d\t\t1\t\tGET /_emulator/calls after terraform plan\n", calls)
	return table.Flush()
}

func verdict(within bool) string {
	if within {
		return "within"
	}
	return "OVER"
}
