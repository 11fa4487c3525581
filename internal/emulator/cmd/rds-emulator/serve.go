// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// serve answers until ctx ends, and then lets running calls finish.
func serve(ctx context.Context, o options, out io.Writer) error {
	state, err := readState(o.stateFile)
	if err != nil {
		return err
	}
	certificate, err := secure(o)
	if err != nil {
		return err
	}
	running, err := emulator.Serve(ctx, o.addr, slices.Concat(o.emulator, state, certificate)...)
	if err != nil {
		return err
	}
	printStart(out, running.URL(), running.Fleet())
	printFiles(out, o)
	// Written now too: a path that cannot be written is told before the work, not after it.
	err = errors.Join(writeState(o.stateFile, running.Server),
		writeFile("-ready-file", o.readyFile, running.URL()+"\n", forAll))
	if err != nil {
		return errors.Join(err, running.Stop())
	}
	if err := errors.Join(running.Wait(), writeState(o.stateFile, running.Server)); err != nil {
		return err
	}
	_, _ = fmt.Fprintln(out, "The emulator has stopped.")
	return nil
}

// printFiles says what -state and -tls have to do with files.
func printFiles(out io.Writer, o options) {
	if o.stateFile != "" {
		_, _ = fmt.Fprintf(out, "The fleet is kept in %s.\n", o.stateFile)
	}
	if o.trustFile != "" {
		_, _ = fmt.Fprintf(out, "Clients have to trust %[1]s: SSL_CERT_FILE=%[1]s on Linux, or curl --cacert %[1]s.\n",
			o.trustFile)
	}
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
