// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// casesTimeout bounds all cases together; a backup that starts can keep an instance busy for hours.
const casesTimeout = 6 * time.Hour

// runCases runs the cases whose names match, in a process of their own. When the context ends, that process and whatever it has started are
// killed at once: nothing of them can write any more when this returns, because the provider runs in that process.
func (p *program) runCases(ctx context.Context, given order, pattern string) (err error) {
	binary := p.cases
	if binary == "" {
		dir, failed := os.MkdirTemp("", "apsaradb-live-")
		if failed != nil {
			return fmt.Errorf("make a temporary folder: %w", failed)
		}
		defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
		binary = filepath.Join(dir, "cases")
		if err := buildCases(ctx, binary); err != nil {
			return err
		}
	}
	text, err := json.Marshal(given)
	if err != nil {
		return fmt.Errorf("write the order: %w", err)
	}
	//nolint:gosec // The program is the user's own, and so is the binary.
	command := exec.CommandContext(ctx, binary, "-test.v", "-test.count=1", "-test.parallel=1",
		"-test.timeout="+casesTimeout.String(), "-test.run=^("+pattern+")$")
	command.Env = append(os.Environ(), casesVariable+"="+string(text))
	command.Stdout, command.Stderr = p.out, p.out
	contain(command)
	command.WaitDelay = 10 * time.Second
	if err := command.Run(); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fmt.Errorf("a case failed: %w", err)
	}
	return nil
}

// buildCases compiles the tests of this package.
func buildCases(ctx context.Context, binary string) error {
	command := exec.CommandContext(ctx, "go", "test", "-c", "-o", binary, "./internal/dev/live") //nolint:gosec // A file in a folder of our own.
	if text, err := command.CombinedOutput(); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fmt.Errorf("go test -c ./internal/dev/live: %w\n%s", err, text)
	}
	return nil
}
