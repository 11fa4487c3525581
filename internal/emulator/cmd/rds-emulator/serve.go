// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// stopTimeout is how long calls in flight may take to finish after a signal.
const stopTimeout = 5 * time.Second

// serve listens until ctx ends, and then lets calls in flight finish.
func serve(ctx context.Context, o options, out io.Writer) error {
	server, err := emulator.New(o.emulator...)
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", o.addr)
	if err != nil {
		return fmt.Errorf("listening: %w", err)
	}
	url := "http://" + listener.Addr().String()
	httpServer := &http.Server{Handler: server, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute}
	done := make(chan error, 1)
	go func() { done <- httpServer.Serve(listener) }()
	printStart(out, url, server.Fleet())
	if err := writeReady(o.readyFile, url); err != nil {
		return errors.Join(err, httpServer.Close(), ignoreClosed(<-done))
	}
	select {
	case err := <-done:
		return fmt.Errorf("serving: %w", err)
	case <-ctx.Done():
	}
	server.Close()
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	err = errors.Join(httpServer.Shutdown(stopping), ignoreClosed(<-done))
	_, _ = fmt.Fprintln(out, "The emulator has stopped.")
	return err
}

// ignoreClosed drops the error that says that a server was closed as it should be.
func ignoreClosed(err error) error {
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
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
  region     = "%[2]s"
  access_key = "%[3]s"
  secret_key = "%[4]s"

  endpoints {
    rds = "%[1]s"
    sts = "%[1]s"
    ram = "%[1]s"
  }
}

Control API: %[1]s/_emulator/
  calls, clock, effects, faults, guesses, quota, state, storm, tokens; for example
  curl -s %[1]s/_emulator/state
  curl -s -X POST %[1]s/_emulator/clock -d '{"advance":"24h"}'
  curl -s -X PUT %[1]s/_emulator/storm -d '{"seed":7,"rate":0.2}'

Stop with Ctrl+C.
`

// printStart shows how to use the server. The keys are those of the seed, which are made up.
func printStart(out io.Writer, url string, simulation *fleet.Fleet) {
	region, key, secret := "cn-hangzhou", "", ""
	if instances := simulation.Instances(); len(instances) > 0 {
		region = instances[0].Region
	}
	if accounts := simulation.Accounts(); len(accounts) > 0 && len(accounts[0].AccessKeys) > 0 {
		key, secret = accounts[0].AccessKeys[0].ID, accounts[0].AccessKeys[0].Secret
	}
	_, _ = fmt.Fprintf(out, startText, url, region, key, secret)
}
