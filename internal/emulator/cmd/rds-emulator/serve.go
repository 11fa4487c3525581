// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// serve answers until ctx ends, and then lets running calls finish.
func serve(ctx context.Context, o options, out io.Writer) error {
	running, err := emulator.Serve(ctx, o.addr, o.emulator...)
	if err != nil {
		return err
	}
	printStart(out, running.URL(), running.Fleet())
	if err := writeReady(o.readyFile, running.URL()); err != nil {
		return errors.Join(err, running.Stop())
	}
	if err := running.Wait(); err != nil {
		return err
	}
	_, _ = fmt.Fprintln(out, "The emulator has stopped.")
	return nil
}

// writeReady writes the URL under another name first, so that a script never reads half of it.
func writeReady(path, url string) error {
	if path == "" {
		return nil
	}
	partial, err := os.CreateTemp(filepath.Dir(path), ".ready-*")
	if err != nil {
		return fmt.Errorf("-ready-file: %w", err)
	}
	_, err = partial.WriteString(url + "\n")
	if err = errors.Join(err, partial.Close()); err == nil {
		err = os.Rename(partial.Name(), path)
	}
	if err != nil {
		_ = os.Remove(partial.Name())
		return fmt.Errorf("-ready-file: %w", err)
	}
	return nil
}

const startText = `The emulator of ApsaraDB RDS listens on %[1]s

Provider block to use:

provider "apsaradb" {
  region     = %[2]q
  access_key = %[3]q
  secret_key = %[4]q
%[5]s
  endpoints {
    rds = %[1]q
    sts = %[1]q
    ram = %[1]q
  }
}

Control API: %[1]s/_emulator/
  calls, clock, effects, faults, guesses, quota, random-faults, state, tokens; for example
  curl -s %[1]s/_emulator/state
  curl -s -X POST %[1]s/_emulator/clock -d '{"advance":"24h"}'
  curl -s -X PUT %[1]s/_emulator/random-faults -d '{"seed":7,"rate":0.2}'

Stop with Ctrl+C.
`

// printStart shows how to use the server. The keys are those of the seed, which are made up.
func printStart(out io.Writer, url string, simulation *fleet.Fleet) {
	region, token, key := "cn-hangzhou", "", fleet.AccessKey{}
	if instances := simulation.Instances(); len(instances) > 0 {
		region = instances[0].Region
	}
	if accounts := simulation.Accounts(); len(accounts) > 0 && len(accounts[0].AccessKeys) > 0 {
		key = accounts[0].AccessKeys[0]
	}
	if key.SecurityToken != "" {
		token = fmt.Sprintf("\n  security_token = %q\n", key.SecurityToken)
	}
	_, _ = fmt.Fprintf(out, startText, url, region, key.ID, key.Secret, token)
}
