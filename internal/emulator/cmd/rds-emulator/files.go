// SPDX-License-Identifier: MPL-2.0

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"os"
	"path/filepath"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
)

// readState reads the fleet that an earlier run has kept, if it has.
func readState(path string) ([]emulator.Option, error) {
	if path == "" {
		return nil, nil
	}
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	state, err := readSeed("-state", path)
	if err != nil {
		return nil, err
	}
	return []emulator.Option{emulator.WithState(state)}, nil
}

// writeState keeps the fleet for the next run, with the secrets of its keys.
func writeState(path string, server *emulator.Server) error {
	if path == "" {
		return nil
	}
	text, err := json.MarshalIndent(server.State(), "", "  ")
	if err != nil {
		return fmt.Errorf("-state: %w", err)
	}
	return writeFile("-state", path, string(text)+"\n", forOwner)
}

// secure makes the certificate of this run, and writes what clients have to trust.
func secure(o options) ([]emulator.Option, error) {
	if o.trustFile == "" {
		return nil, nil
	}
	host, _, _ := net.SplitHostPort(o.addr) // parse has checked it
	public, _ := url.Parse(o.publicURL)     // so has the option
	if public == nil {
		public = &url.URL{}
	}
	certificate, trusted, err := emulator.NewCertificate(host, public.Hostname())
	if err != nil {
		return nil, fmt.Errorf("-tls: %w", err)
	}
	if err := writeFile("-tls", o.trustFile, string(trusted), forAll); err != nil {
		return nil, err
	}
	return []emulator.Option{emulator.WithTLS(certificate)}, nil
}

// Who may read what the command writes. Only a state has secrets; the rest is for other users and containers too.
const (
	forOwner fs.FileMode = 0o600
	forAll   fs.FileMode = 0o644
)

// writeFile writes the file of a flag, under another name first, so that nobody reads half of it.
func writeFile(name, path, text string, mode fs.FileMode) error {
	if path == "" {
		return nil
	}
	partial, err := os.CreateTemp(filepath.Dir(path), ".rds-emulator-*")
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	_, err = partial.WriteString(text)
	if err = errors.Join(err, partial.Chmod(mode), partial.Close()); err == nil {
		err = os.Rename(partial.Name(), path)
	}
	if err != nil {
		_ = os.Remove(partial.Name())
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}
