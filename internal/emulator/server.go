// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// Server is the emulated API. It is an [http.Handler]: mount it at the root of any HTTP server.
type Server struct {
	fleet    *fleet.Fleet
	keys     keys
	nonces   nonces
	quotas   quotas
	faults   faultRules
	random   randomFaults
	calls    callRecord
	control  http.Handler
	api      http.Handler // answers calls, behind the middleware
	actions  map[string]map[string]action
	regions  map[string]bool
	realNow  func() time.Time
	skew     atomic.Int64 // how far the API's own clock is ahead of the real one, in nanoseconds
	requests atomic.Uint64

	closing   chan struct{}
	closeOnce sync.Once
	url       string

	origin settings // what Reset goes back to

	log        *slog.Logger
	mu         sync.Mutex
	violations []string
}

// New returns a server with the default fleet and a clock that runs from now, unless options say otherwise.
func New(options ...Option) (*Server, error) {
	set := settings{guesses: map[string]string{}, speed: 1, realNow: time.Now, log: slog.New(slog.DiscardHandler)}
	for _, option := range options {
		if err := option(&set); err != nil {
			return nil, err
		}
	}
	if set.seed == nil {
		seed := fleet.DefaultSeed()
		set.seed = &seed
	}
	simulation, err := fleet.New(fleet.Options{})
	if err != nil {
		return nil, fmt.Errorf("setting the fleet up: %w", err)
	}
	s := &Server{
		fleet: simulation, realNow: set.realNow, closing: make(chan struct{}), log: set.log, url: set.url, origin: set,
	}
	s.keys = keys{fleet: simulation, issued: map[string]temporaryKey{}}
	s.actions = actionTable()
	s.regions = map[string]bool{}
	for _, region := range fleet.Regions() {
		s.regions[region.ID] = true
	}
	s.control, s.api = s.controlRoutes(), http.HandlerFunc(s.serveCall)
	for _, middleware := range slices.Backward(set.middleware) {
		s.api = middleware(s.api)
	}
	if err := s.Reset(); err != nil {
		return nil, err
	}
	if set.state != nil {
		if err := s.replace(*set.state, set.guesses); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// URL returns the URL under which clients reach a server that [Start], [StartInMemory] or [Serve] made, without a final
// slash.
func (s *Server) URL() string { return s.url }

// Fleet returns the simulation behind the API, for seeding and looking at it.
func (s *Server) Fleet() *fleet.Fleet { return s.fleet }

// Calls returns copies of the calls to the given actions in the order of arrival, or of all calls without an action.
func (s *Server) Calls(actions ...string) []Call { return s.calls.list(actions...) }

// DroppedCalls returns how many calls the record has no room for: it keeps the last 50,000.
func (s *Server) DroppedCalls() int { return s.calls.droppedCalls() }

// ResetCalls forgets the calls so far.
func (s *Server) ResetCalls() { s.calls.clear() }

// ExpireTokens ends every temporary key that STS has handed out, and returns how many those were. Keys of a seed end at
// their own expire_time.
func (s *Server) ExpireTokens() int { return s.keys.expire(s.apiNow()) }

// SetSkew puts the API's clock ahead of the real one, or behind it. Signatures and temporary keys are checked against
// it. With more than 15 minutes every signed call is refused, as for a client whose clock is wrong.
func (s *Server) SetSkew(skew time.Duration) { s.skew.Store(int64(skew)) }

// apiNow is the time that signatures and temporary keys are checked against.
func (s *Server) apiNow() time.Time { return s.realNow().Add(time.Duration(s.skew.Load())) }

// SetQuota replaces the quotas and starts counting anew. It panics on a negative limit and on an unknown action.
func (s *Server) SetQuota(quota Quota) {
	if err := s.checkQuota(quota); err != nil {
		panic("emulator: " + err.Error())
	}
	s.quotas.set(quota)
}

// Close ends delays that are still running. It does not close listeners, which are their owner's.
func (s *Server) Close() { s.closeOnce.Do(func() { close(s.closing) }) }

// ServeHTTP answers API calls at "/", the control API below "/_emulator/", and links to copies below "/_download/".
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	defer s.answerPanic(w, r)
	w.Header().Set("Date", s.fleet.Now().Add(time.Duration(s.skew.Load())).UTC().Format(http.TimeFormat))
	if strings.HasPrefix(r.URL.Path, controlPrefix) {
		s.control.ServeHTTP(w, r)
		return
	}
	if strings.HasPrefix(r.URL.Path, downloadPrefix) {
		s.serveDownload(w, r)
		return
	}
	s.api.ServeHTTP(w, r)
}

// answerPanic answers 500 after a panic, which is a mistake of the emulator, and notes it.
func (s *Server) answerPanic(w http.ResponseWriter, r *http.Request) {
	problem := recover()
	if problem == nil {
		return
	}
	if problem == http.ErrAbortHandler { //nolint:errorlint // a sentinel that travels by panic, never wrapped
		panic(problem)
	}
	s.violation(r.URL.Path, problem)
	http.Error(w, "The emulator made a mistake.", http.StatusInternalServerError)
}

// nextRequestID counts, and shows the number as an upper-case UUID.
func (s *Server) nextRequestID() string {
	number := s.requests.Add(1)
	return fmt.Sprintf("%08X-0000-4000-8000-%012X", number>>32&0xFFFFFFFF|0xE0000000, number&0xFFFFFFFFFFFF)
}

// violation notes a mistake of the emulator itself, with the stack of the panic that showed it.
func (s *Server) violation(about string, problem any) {
	stack := string(debug.Stack())
	s.log.Error("the emulator made a mistake", "call", about, "problem", fmt.Sprint(problem), "stack", stack)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.violations = append(s.violations, fmt.Sprintf("%s: %v\n%s", about, problem, stack))
}

// Violations returns the mistakes that the emulator noticed in itself. Each was answered as a failure of the API, which
// a client may have retried. A test that proves something with the server reads them at the end.
func (s *Server) Violations() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.violations)
}
