// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"fmt"
	"net/http"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// stateView is the whole fleet as it is. Secrets of keys are left out.
type stateView struct {
	Now       time.Time        `json:"now"`
	Accounts  []fleet.Account  `json:"accounts"`
	Instances []fleet.Instance `json:"instances"`
}

func (s *Server) getState(*http.Request) (any, error) {
	state := stateView{Now: s.fleet.Now().UTC(), Accounts: []fleet.Account{}, Instances: s.fleet.Instances()}
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
	trial, ok := s.fleet.Instance(id)
	if !ok {
		return nil, fmt.Errorf("instance %q: %w", id, errUnknown)
	}
	if err := patch(body, &trial); err != nil {
		return nil, err
	}
	err = s.fleet.UpdateInstance(id, func(in *fleet.Instance) {
		_ = patch(body, in) // the trial has shown that it works
		if in.Policy != nil && !in.Policy.Enabled {
			in.Policy.LogEnabled = false
		}
	})
	if err != nil {
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
	trial, ok := s.fleet.Account(id)
	if !ok {
		return nil, fmt.Errorf("account %q: %w", id, errUnknown)
	}
	if err := patch(body, &trial); err != nil {
		return nil, err
	}
	if err := s.checkDenied(trial); err != nil {
		return nil, err
	}
	if err := s.fleet.UpdateAccount(id, func(a *fleet.Account) { _ = patch(body, a) }); err != nil {
		return nil, err
	}
	account, _ := s.fleet.Account(id)
	return withoutSecrets(account), nil
}
