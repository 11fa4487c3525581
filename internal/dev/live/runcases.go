// SPDX-License-Identifier: MPL-2.0

package live

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/dev/command"
)

// casesTimeout bounds all cases together; a backup that starts can keep an instance busy for hours.
const casesTimeout = 6 * time.Hour

// order tells the cases where to run. Without one they run against an emulator.
type order struct {
	Region       string    `json:"region"`
	InstanceID   string    `json:"instance_id"`
	Destinations [2]string `json:"destinations"`
	Retention    int64     `json:"retention"`
	// Consent is the user's phrase; without it the cases that write refuse to.
	Consent string `json:"consent"`
}

// The order comes to the cases by the first inherited file, whose number their flag names.
const (
	orderFlag = "order-fd"
	orderFile = 3
)

// runCases runs the cases whose names match, in a process of their own. When the context ends, that process and
// whatever it has started are killed at once. Nothing of them can write any more when this returns, because the
// provider runs in there.
func (r *run) runCases(ctx context.Context, pattern string) (err error) {
	binary := r.cases
	if binary == "" {
		dir, remove, failed := command.TempDir("live")
		if failed != nil {
			return failed
		}
		defer remove(&err)
		binary = filepath.Join(dir, "cases")
		if err := buildCases(ctx, binary); err != nil {
			return err
		}
	}
	inherited, err := r.order()
	if err != nil {
		return err
	}
	defer func() { _ = inherited.Close() }()
	cases := exec.CommandContext(ctx, binary, "-test.v", "-test.count=1", "-test.parallel=1",
		"-"+orderFlag+"="+strconv.Itoa(orderFile), "-test.timeout="+casesTimeout.String(), "-test.run=^("+pattern+")$")
	cases.ExtraFiles = []*os.File{inherited}
	cases.Stdout, cases.Stderr = r.out, r.out
	// A process group of its own: Ctrl-C at the terminal does not reach it, and its end is that of the whole group.
	cases.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cases.Cancel = func() error { return syscall.Kill(-cases.Process.Pid, syscall.SIGKILL) }
	cases.WaitDelay = 10 * time.Second
	if err := cases.Run(); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fmt.Errorf("a case failed: %w", err)
	}
	return nil
}

// order returns a pipe that holds the order.
func (r *run) order() (*os.File, error) {
	text, err := json.Marshal(order{
		Region: r.settings.region, InstanceID: r.settings.instanceID, Destinations: r.target.Destinations,
		Retention: r.found.Retention(), Consent: r.settings.consent,
	})
	if err != nil {
		return nil, fmt.Errorf("write the order: %w", err)
	}
	read, write, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("write the order: %w", err)
	}
	_, err = write.Write(text) // Some hundred bytes: a pipe holds that much.
	if err = errors.Join(err, write.Close()); err != nil {
		return nil, errors.Join(fmt.Errorf("write the order: %w", err), read.Close())
	}
	return read, nil
}

// buildCases compiles the tests of this package.
func buildCases(ctx context.Context, binary string) error {
	build := exec.CommandContext(ctx, "go", "test", "-c", "-o", binary, "./internal/dev/live")
	if text, err := build.CombinedOutput(); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fmt.Errorf("go test -c ./internal/dev/live: %w\n%s", err, text)
	}
	return nil
}
