// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"

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
		"GET /_emulator/effects":                 s.getEffects,
		"GET /_emulator/storm":                   s.getStorm,
		"PUT /_emulator/storm":                   s.putStormBody,
		"DELETE /_emulator/storm":                s.deleteStorm,
		"GET /_emulator/clock":                   s.getClock,
		"POST /_emulator/clock":                  s.postClock,
		"GET /_emulator/state":                   s.getState,
		"POST /_emulator/state/instances":        s.postInstance,
		"GET /_emulator/state/instances/{id}":    s.getInstance,
		"PATCH /_emulator/state/instances/{id}":  s.patchInstance,
		"DELETE /_emulator/state/instances/{id}": s.releaseInstance,
		"PATCH /_emulator/state/accounts/{id}":   s.patchAccount,
		"DELETE /_emulator/tokens":               s.deleteTokens,
		"GET /_emulator/guesses":                 s.getGuesses,
		"PUT /_emulator/guesses":                 s.putGuesses,
		"GET /_emulator/quota":                   s.getQuota,
		"PUT /_emulator/quota":                   s.putQuota,
	} {
		mux.HandleFunc(pattern, controlHandler(handle))
	}
	mux.HandleFunc(controlPrefix, controlHandler(func(r *http.Request) (any, error) {
		return nil, fmt.Errorf("%s %s: %w: the control API has calls, clock, effects, faults, guesses, quota, "+
			"state, state/instances/{id}, state/accounts/{id}, storm and tokens", r.Method, r.URL.Path, errUnknown)
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

// readBody reads the body of a control call.
func readBody(r *http.Request) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err != nil {
		return nil, fmt.Errorf("reading the body: %w", err)
	}
	return body, nil
}

// readJSON reads the request's body into target and refuses unknown fields.
func readJSON(r *http.Request, target any) error {
	body, err := readBody(r)
	if err != nil {
		return err
	}
	return patch(body, target)
}

// patch sets the fields that a JSON object names, leaves the others as they are, and refuses unknown fields and anything
// after the object.
func patch(body []byte, target any) error {
	if text := bytes.TrimSpace(body); len(text) == 0 || text[0] != '{' {
		return errors.New("the body is not a JSON object: send one such as {\"advance\":\"24h\"}")
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(target); err != nil {
		return fmt.Errorf("reading the JSON body: %w", plainJSON(err))
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("reading the JSON body: there is something after the closing brace")
	}
	return nil
}

// plainJSON words a problem of JSON without the names of our types.
func plainJSON(err error) error {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return fmt.Errorf("%s is a %s, and has to be %s", wrong.Field, wrong.Value, plainKind(wrong.Type.Kind()))
	}
	return errors.New(strings.TrimPrefix(err.Error(), "json: "))
}

// plainKind is JSON's own word for what a field takes.
func plainKind(kind reflect.Kind) string {
	switch kind {
	case reflect.Float64:
		return "a number"
	case reflect.Int, reflect.Int64:
		return "a whole number"
	case reflect.Uint64:
		return "a whole number, not negative"
	case reflect.Slice:
		return "a list"
	case reflect.Map, reflect.Struct:
		return "an object"
	default:
		return "a " + kind.String()
	}
}

func (s *Server) getCalls(r *http.Request) (any, error) {
	return s.calls.list(r.URL.Query()["action"]...), nil
}

func (s *Server) deleteCalls(*http.Request) (any, error) {
	s.calls.clear()
	return s.calls.list(), nil
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
	if err := s.setGuesses(values); err != nil {
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
