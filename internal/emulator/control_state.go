// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// getState shows the whole fleet in the form of a seed file. Secrets of keys are hidden.
func (s *Server) getState(*http.Request) (any, error) {
	state := fleet.Seed{
		Start: s.fleet.Now().UTC(), Guesses: s.GuessValues(), Accounts: []fleet.Account{}, Instances: s.fleet.Instances(),
	}
	for _, account := range s.fleet.Accounts() {
		state.Accounts = append(state.Accounts, withoutSecrets(account))
	}
	return state, nil
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

// releaseInstance releases the instance, as the console does. What is kept is decided by the policy.
func (s *Server) releaseInstance(r *http.Request) (any, error) {
	id := r.PathValue("id")
	if _, ok := s.fleet.Instance(id); !ok {
		return nil, fmt.Errorf("instance %q: %w", id, errUnknown)
	}
	if err := s.fleet.Release(id); err != nil {
		return nil, err
	}
	return map[string]string{"released": id}, nil
}

// patchAccount changes an account: denied actions, active regions, roles.
func (s *Server) patchAccount(r *http.Request) (any, error) {
	id := r.PathValue("id")
	body, err := readBody(r)
	if err != nil {
		return nil, err
	}
	if _, ok := s.fleet.Account(id); !ok {
		return nil, fmt.Errorf("account %q: %w", id, errUnknown)
	}
	var refused error
	err = s.fleet.UpdateAccount(id, func(a *fleet.Account) {
		changed, err := patch(body, *a)
		if refused = errors.Join(err, s.checkDenied(changed)); refused == nil {
			*a = changed
		}
	})
	if err := errors.Join(refused, err); err != nil {
		return nil, err
	}
	account, _ := s.fleet.Account(id)
	return withoutSecrets(account), nil
}
