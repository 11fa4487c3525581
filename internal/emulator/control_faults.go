// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"fmt"
	"net/http"
	"time"
)

func (s *Server) getFaults(*http.Request) (any, error) { return s.faults.list(), nil }

func (s *Server) postFault(r *http.Request) (any, error) {
	var fault Fault
	if err := readJSON(r, &fault); err != nil {
		return nil, err
	}
	if err := s.addFault(fault); err != nil {
		return nil, err
	}
	return s.faults.list(), nil
}

func (s *Server) deleteFaults(*http.Request) (any, error) {
	s.faults.clear()
	return s.faults.list(), nil
}

func (s *Server) deleteFault(r *http.Request) (any, error) {
	id := r.PathValue("id")
	if !s.faults.remove(id) {
		return nil, fmt.Errorf("fault %q: %w", id, errUnknown)
	}
	return s.faults.list(), nil
}

func (s *Server) getEffects(*http.Request) (any, error) { return Effects(), nil }

func (s *Server) getRandomFaults(*http.Request) (any, error) { return s.RandomFaultsState(), nil }

func (s *Server) putRandomFaults(r *http.Request) (any, error) {
	var faults RandomFaults
	if err := readJSON(r, &faults); err != nil {
		return nil, err
	}
	if err := s.startRandomFaults(faults); err != nil {
		return nil, err
	}
	return s.RandomFaultsState(), nil
}

func (s *Server) deleteRandomFaults(*http.Request) (any, error) {
	s.ClearRandomFaults()
	return s.RandomFaultsState(), nil
}

func (s *Server) deleteTokens(*http.Request) (any, error) {
	return map[string]int{"expired": s.ExpireTokens()}, nil
}

// clockView shows the fleet's clock, and how far the one of signatures is ahead of the real one.
type clockView struct {
	Now  time.Time `json:"now"`
	Skew string    `json:"skew"`
}

func (s *Server) getClock(*http.Request) (any, error) {
	return clockView{s.fleet.Now().UTC(), time.Duration(s.skew.Load()).String()}, nil
}

// postClock moves the fleet's clock, and sets the skew of the other.
func (s *Server) postClock(r *http.Request) (any, error) {
	var request struct {
		Advance string  `json:"advance"`
		Skew    *string `json:"skew"`
	}
	if err := readJSON(r, &request); err != nil {
		return nil, err
	}
	var step, skew time.Duration
	var err error
	if request.Advance != "" || request.Skew == nil {
		if step, err = time.ParseDuration(request.Advance); err != nil || step < 0 {
			return nil, fmt.Errorf(`advance is %q: use a positive duration such as "24h"`, request.Advance)
		}
	}
	if request.Skew != nil {
		if skew, err = time.ParseDuration(*request.Skew); err != nil {
			return nil, fmt.Errorf(`skew is %q: use a duration such as "20m", "-20m" or "0s"`, *request.Skew)
		}
		s.SetSkew(skew)
	}
	s.fleet.Advance(step)
	return s.getClock(r)
}
