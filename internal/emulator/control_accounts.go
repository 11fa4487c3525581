// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

func (s *Server) getAccount(r *http.Request) (any, error) {
	id := r.PathValue("id")
	account, ok := s.fleet.Account(id)
	if !ok {
		return nil, fmt.Errorf("account %q: %w", id, errUnknown)
	}
	return withoutSecrets(account), nil
}

// postAccount adds an account, as a row of a seed file would.
func (s *Server) postAccount(r *http.Request) (any, error) {
	var account fleet.Account
	if err := readJSON(r, &account); err != nil {
		return nil, err
	}
	if err := s.checkDenied(account); err != nil {
		return nil, err
	}
	if err := s.fleet.AddAccount(account); err != nil {
		return nil, err
	}
	added, _ := s.fleet.Account(account.ID)
	return withoutSecrets(added), nil
}

// patchAccount changes an account: keys, roles, denied actions, active regions.
func (s *Server) patchAccount(r *http.Request) (any, error) {
	body, err := readBody(r)
	if err != nil {
		return nil, err
	}
	if _, err := s.getAccount(r); err != nil {
		return nil, err
	}
	var refused error
	err = s.fleet.UpdateAccount(r.PathValue("id"), func(a *fleet.Account) {
		changed, err := patch(body, *a)
		if refused = errors.Join(err, s.checkDenied(changed)); refused == nil {
			*a = changed
		}
	})
	if err := errors.Join(refused, err); err != nil {
		return nil, err
	}
	return s.getAccount(r)
}

// deleteAccount removes an account that owns no instance. Its keys stop working.
func (s *Server) deleteAccount(r *http.Request) (any, error) {
	if _, err := s.getAccount(r); err != nil {
		return nil, err
	}
	id := r.PathValue("id")
	if err := s.fleet.DeleteAccount(id); err != nil {
		return nil, err
	}
	return map[string]string{"deleted": id}, nil
}
