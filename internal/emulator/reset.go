// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"fmt"
	"maps"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// State is the fleet as it is now, as a seed. The secrets of keys are in it.
func (s *Server) State() fleet.Seed { return s.fleet.Seed() }

// Reset goes back to the start: to the seed with its clock and guesses, without calls, added faults and temporary keys.
func (s *Server) Reset() error {
	origin := s.origin
	if err := s.checkQuota(origin.quota); err != nil {
		return err
	}
	s.random.clear()
	if origin.random != nil {
		if err := s.startRandomFaults(*origin.random); err != nil {
			return fmt.Errorf("random faults: %w", err)
		}
	}
	seed := *origin.seed
	if !origin.start.IsZero() {
		seed.Start = origin.start
	}
	if err := s.replace(seed, origin.guesses); err != nil {
		return err
	}
	s.quotas.set(origin.quota)
	s.SetSkew(0)
	s.ClearFaults()
	s.ResetCalls()
	s.ExpireTokens()
	return nil
}

// replace puts the fleet of a seed in place of this one. The guesses given win over those of the seed.
func (s *Server) replace(seed fleet.Seed, guesses map[string]string) error {
	for _, account := range seed.Accounts {
		if err := s.checkDenied(account); err != nil {
			return fmt.Errorf("reading the seed: %w", err)
		}
	}
	all := map[string]string{}
	maps.Copy(all, seed.Guesses)
	maps.Copy(all, guesses)
	seed.Guesses = all
	err := s.fleet.Reset(fleet.Options{
		Start: seed.Start, Manual: s.origin.manual, Speed: s.origin.speed, MoreGuesses: protocolGuesses(),
	}, seed)
	if err != nil {
		return fmt.Errorf("reading the seed: %w", err)
	}
	return nil
}
