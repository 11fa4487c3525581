// SPDX-License-Identifier: MPL-2.0

package fleet

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// ReadSeed reads a seed in JSON. It refuses unknown fields, anything after the
// seed, and values that cannot be simulated. Guesses are not looked at: they may
// be those of the package on top, and are checked where they are set.
func ReadSeed(in io.Reader) (Seed, error) {
	decoder := json.NewDecoder(in)
	decoder.DisallowUnknownFields()
	var seed Seed
	if err := decoder.Decode(&seed); err != nil {
		return Seed{}, fmt.Errorf("read the seed: %w", jsonError(err))
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return Seed{}, errors.New("read the seed: there is something after the closing brace")
	}
	trial, err := New(Options{Start: seed.Start, Manual: true})
	if err != nil {
		return Seed{}, err
	}
	fleetOnly := seed
	fleetOnly.Guesses = nil
	if err := trial.Load(fleetOnly); err != nil {
		return Seed{}, fmt.Errorf("read the seed: %w", err)
	}
	return seed, nil
}

// jsonError drops the package prefix of encoding/json from a message for people.
func jsonError(err error) error {
	return errors.New(strings.TrimPrefix(err.Error(), "json: "))
}

// Reset replaces everything: the clock, the guesses, the accounts and the instances. A mistake changes nothing.
func (f *Fleet) Reset(o Options, seed Seed) error {
	fresh, err := New(o)
	if err != nil {
		return err
	}
	if err := fresh.Load(seed); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.contents = fresh.contents
	return nil
}

// Load adds what a seed describes: guesses first, then accounts and instances.
// A seed without accounts gets the default ones when the fleet has none. Load
// stops at the first error. The seed's Start is the caller's to give to New.
func (f *Fleet) Load(seed Seed) error {
	if err := f.SetGuesses(seed.Guesses); err != nil {
		return err
	}
	accounts := seed.Accounts
	if len(accounts) == 0 && len(f.Accounts()) == 0 {
		accounts = defaultAccounts()
	}
	for _, a := range accounts {
		if err := f.AddAccount(a); err != nil {
			return err
		}
	}
	for _, in := range seed.Instances {
		if err := f.AddInstance(in); err != nil {
			return err
		}
	}
	return nil
}
