// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// controlPrefix is where the control API lives. The real API has no path but "/".
const controlPrefix = "/_emulator/"

// controlRoutes serves the control API: JSON in, JSON out, no signature.
func (s *Server) controlRoutes() http.Handler {
	mux := http.NewServeMux()
	for pattern, handle := range map[string]func(*http.Request) (any, error){
		"GET /_emulator/calls":                   s.getCalls,
		"DELETE /_emulator/calls":                s.deleteCalls,
		"GET /_emulator/faults":                  s.getFaults,
		"POST /_emulator/faults":                 s.postFault,
		"DELETE /_emulator/faults":               s.deleteFaults,
		"DELETE /_emulator/faults/{id}":          s.deleteFault,
		"GET /_emulator/effects":                 s.getEffects,
		"GET /_emulator/random-faults":           s.getRandomFaults,
		"PUT /_emulator/random-faults":           s.putRandomFaults,
		"DELETE /_emulator/random-faults":        s.deleteRandomFaults,
		"GET /_emulator/clock":                   s.getClock,
		"POST /_emulator/clock":                  s.postClock,
		"GET /_emulator/health":                  s.getHealth,
		"POST /_emulator/reset":                  s.postReset,
		"GET /_emulator/seed.schema.json":        s.getSchema,
		"GET /_emulator/state":                   s.getState,
		"PUT /_emulator/state":                   s.putState,
		"POST /_emulator/state/instances":        s.postInstance,
		"GET /_emulator/state/instances/{id}":    s.getInstance,
		"PATCH /_emulator/state/instances/{id}":  s.patchInstance,
		"DELETE /_emulator/state/instances/{id}": s.deleteInstance,
		"POST /_emulator/state/accounts":         s.postAccount,
		"GET /_emulator/state/accounts/{id}":     s.getAccount,
		"PATCH /_emulator/state/accounts/{id}":   s.patchAccount,
		"DELETE /_emulator/state/accounts/{id}":  s.deleteAccount,
		"DELETE /_emulator/tokens":               s.deleteTokens,
		"GET /_emulator/guesses":                 s.getGuesses,
		"PUT /_emulator/guesses":                 s.putGuesses,
		"GET /_emulator/quota":                   s.getQuota,
		"PUT /_emulator/quota":                   s.putQuota,
	} {
		mux.HandleFunc(pattern, controlHandler(handle))
	}
	mux.HandleFunc(controlPrefix, controlHandler(func(r *http.Request) (any, error) {
		return nil, fmt.Errorf("%s %s: %w: the control API has calls, clock, effects, faults, guesses, health, quota, "+
			"random-faults, reset, seed.schema.json, state, state/instances/{id}, state/accounts/{id} and tokens",
			r.Method, r.URL.Path, errUnknown)
	}))
	return mux
}

// errUnknown makes the answer of a control call a 404.
var errUnknown = errors.New("not found")

func controlHandler(handle func(*http.Request) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		status := http.StatusOK
		answer, err := handle(r)
		if err != nil {
			status = http.StatusBadRequest
			if errors.Is(err, errUnknown) {
				status = http.StatusNotFound
			}
			answer = map[string]string{"error": err.Error()}
		}
		body, err := json.MarshalIndent(answer, "", "  ")
		if err != nil {
			panic("emulator: a control answer cannot be written: " + err.Error())
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = w.Write(append(body, '\n')) // the client may have gone
	}
}

// getHealth answers as soon as the server does. Mistakes are those of the emulator itself.
func (s *Server) getHealth(*http.Request) (any, error) {
	return map[string]any{"status": "ok", "mistakes": len(s.Violations())}, nil
}

// seedSchema is the JSON schema of seed files, which "make docs" writes.
//
//go:embed seed.schema.json
var seedSchema []byte

func (s *Server) getSchema(*http.Request) (any, error) { return json.RawMessage(seedSchema), nil }

// callsView is the record of calls, and how many calls it had no room for.
type callsView struct {
	Calls   []Call `json:"calls"`
	Dropped int    `json:"dropped"`
}

func (s *Server) getCalls(r *http.Request) (any, error) {
	return callsView{s.calls.list(r.URL.Query()["action"]...), s.calls.droppedCalls()}, nil
}

func (s *Server) deleteCalls(r *http.Request) (any, error) {
	s.calls.clear()
	return s.getCalls(r)
}

func (s *Server) getGuesses(*http.Request) (any, error) {
	type row struct {
		fleet.Guess
		Value string `json:"value"`
	}
	rows := []row{}
	for _, guess := range Guesses() {
		rows = append(rows, row{guess, s.guess(guess.ID)})
	}
	return rows, nil
}

func (s *Server) putGuesses(r *http.Request) (any, error) {
	var values map[string]string
	if err := readJSON(r, &values); err != nil {
		return nil, err
	}
	if err := s.fleet.SetGuesses(values); err != nil {
		return nil, err
	}
	return s.GuessValues(), nil
}

func (s *Server) getQuota(*http.Request) (any, error) { return s.quotas.get(), nil }

func (s *Server) putQuota(r *http.Request) (any, error) {
	var quota Quota
	if err := readJSON(r, &quota); err != nil {
		return nil, err
	}
	if err := s.checkQuota(quota); err != nil {
		return nil, err
	}
	s.quotas.set(quota)
	return quota, nil
}
