// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"net/http"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// getState shows the whole fleet as a seed file. Secrets of keys are hidden, unless secrets=true asks for them.
func (s *Server) getState(r *http.Request) (any, error) {
	state := s.State()
	if r.URL.Query().Get("secrets") != "true" {
		for i, account := range state.Accounts {
			state.Accounts[i] = withoutSecrets(account)
		}
	}
	return state, nil
}

// putState replaces the whole fleet by that of a seed. Without a start, the clock runs on.
func (s *Server) putState(r *http.Request) (any, error) {
	body, err := readBody(r)
	if err != nil {
		return nil, err
	}
	seed, err := fleet.ReadSeed(bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if seed.Start.IsZero() {
		seed.Start = s.fleet.Now()
	}
	guesses := maps.Clone(s.origin.guesses)
	maps.Copy(guesses, seed.Guesses)
	if err := s.replace(seed, guesses); err != nil {
		return nil, err
	}
	return s.getState(r)
}

// postReset goes back to the start.
func (s *Server) postReset(r *http.Request) (any, error) {
	if err := s.Reset(); err != nil {
		return nil, err
	}
	return s.getState(r)
}

func withoutSecrets(account fleet.Account) fleet.Account {
	keys := make([]fleet.AccessKey, 0, len(account.AccessKeys))
	for _, key := range account.AccessKeys {
		key.Secret, key.SecurityToken = "hidden", ""
		keys = append(keys, key)
	}
	account.AccessKeys = keys
	return account
}

func (s *Server) getInstance(r *http.Request) (any, error) {
	id := r.PathValue("id")
	instance, ok := s.fleet.Instance(id)
	if !ok {
		return nil, fmt.Errorf("instance %q: %w", id, errUnknown)
	}
	return instance, nil
}

// patchInstance changes the fields that the body names, as somebody at the console could, without the API's checks.
// A policy that is switched off loses its log copy too, as it does at the console.
func (s *Server) patchInstance(r *http.Request) (any, error) {
	id := r.PathValue("id")
	body, err := readBody(r)
	if err != nil {
		return nil, err
	}
	if _, ok := s.fleet.Instance(id); !ok {
		return nil, fmt.Errorf("instance %q: %w", id, errUnknown)
	}
	var refused error
	err = s.fleet.UpdateInstance(id, func(in *fleet.Instance) {
		changed, err := patch(body, *in)
		if refused = err; err == nil {
			*in = changed
		}
	})
	if err := errors.Join(refused, err); err != nil {
		return nil, err
	}
	return s.getInstance(r)
}

// postInstance adds an instance, as a row of a seed file would.
func (s *Server) postInstance(r *http.Request) (any, error) {
	var instance fleet.Instance
	if err := readJSON(r, &instance); err != nil {
		return nil, err
	}
	if err := s.fleet.AddInstance(instance); err != nil {
		return nil, err
	}
	added, _ := s.fleet.Instance(instance.ID)
	return added, nil
}

// deleteInstance removes an instance with its copies, as if it had never been.
func (s *Server) deleteInstance(r *http.Request) (any, error) {
	id := r.PathValue("id")
	if _, ok := s.fleet.Instance(id); !ok {
		return nil, fmt.Errorf("instance %q: %w", id, errUnknown)
	}
	if err := s.fleet.Delete(id); err != nil {
		return nil, err
	}
	return map[string]string{"deleted": id}, nil
}
