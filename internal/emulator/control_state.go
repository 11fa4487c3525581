// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"encoding/json"
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
	state := stateView{Now: s.fleet.Now().UTC(), Accounts: []fleet.Account{}, Instances: []fleet.Instance{}}
	for _, account := range s.fleet.Accounts() {
		state.Accounts = append(state.Accounts, withoutSecrets(account))
	}
	for _, instance := range s.fleet.Instances() {
		state.Instances = append(state.Instances, s.withPolicy(instance))
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

// withPolicy shows the stored policy, not what a getter with a lag would show.
func (s *Server) withPolicy(instance fleet.Instance) fleet.Instance {
	instance.Policy = nil
	if policy, ok := s.fleet.Policy(instance.ID); ok {
		instance.Policy = &policy
	}
	return instance
}

func (s *Server) getInstance(r *http.Request) (any, error) {
	id := r.PathValue("id")
	instance, ok := s.fleet.Instance(id)
	if !ok {
		return nil, fmt.Errorf("instance %q: %w", id, errUnknown)
	}
	return s.withPolicy(instance), nil
}

// patchInstance changes the fields that the body names, as somebody at the console could, without the API's checks.
func (s *Server) patchInstance(r *http.Request) (any, error) {
	id := r.PathValue("id")
	before, ok := s.fleet.Instance(id)
	if !ok {
		return nil, fmt.Errorf("instance %q: %w", id, errUnknown)
	}
	body, err := readBody(r)
	if err != nil {
		return nil, err
	}
	after := s.withPolicy(before)
	if err := patch(body, &after); err != nil {
		return nil, err
	}
	if after.ID != id || after.Region != before.Region {
		return nil, fmt.Errorf("id and region of an instance cannot be changed")
	}
	policy := after.Policy
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(body, &fields); err != nil {
		return nil, fmt.Errorf("reading the JSON body: %w", err)
	}
	_, policyNamed := fields["policy"]
	delete(fields, "policy")
	rest, err := json.Marshal(fields)
	if err != nil {
		return nil, fmt.Errorf("reading the JSON body: %w", err)
	}
	if len(fields) > 0 {
		var problem error
		if err := s.fleet.UpdateInstance(id, func(in *fleet.Instance) { problem = patch(rest, in) }); err != nil {
			return nil, err
		}
		if problem != nil {
			return nil, problem
		}
	}
	if policyNamed && policy != nil {
		if err := s.fleet.SetPolicy(id, *policy); err != nil {
			return nil, err
		}
	}
	return s.getInstance(r)
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
	if _, ok := s.fleet.Account(id); !ok {
		return nil, fmt.Errorf("account %q: %w", id, errUnknown)
	}
	body, err := readBody(r)
	if err != nil {
		return nil, err
	}
	var problem error
	if err := s.fleet.UpdateAccount(id, func(a *fleet.Account) { problem = patch(body, a) }); err != nil {
		return nil, err
	}
	if problem != nil {
		return nil, problem
	}
	account, _ := s.fleet.Account(id)
	return withoutSecrets(account), nil
}
