// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// Option changes how [New] and [Start] set a server up. A wrong one makes them fail.
type Option func(*settings) error

type settings struct {
	seed    *fleet.Seed
	state   *fleet.Seed
	guesses map[string]string
	start   time.Time
	manual  bool
	speed   float64
	quota   Quota
	random  *RandomFaults
	realNow func() time.Time

	log        *slog.Logger
	middleware []func(http.Handler) http.Handler
	url        string
	tls        *tls.Certificate
}

// WithSeed replaces the default fleet.
func WithSeed(seed fleet.Seed) Option {
	return func(s *settings) error {
		s.seed = &seed
		return nil
	}
}

// WithState starts with a fleet that was saved, and not with the seed. [Server.Reset] goes back to the seed.
func WithState(state fleet.Seed) Option {
	return func(s *settings) error {
		s.state = &state
		return nil
	}
}

// WithGuess sets one guess, and wins over the seed. [Guesses] lists ids and values.
func WithGuess(id, value string) Option {
	return func(s *settings) error {
		s.guesses[id] = value
		return nil
	}
}

// WithManualClock stops the fleet's clock at a time; it moves only when it is advanced. The zero time means the seed's
// start, or else 2026-01-15T08:00:00Z.
func WithManualClock(start time.Time) Option {
	return func(s *settings) error {
		s.manual, s.start = true, start
		return nil
	}
}

// MaxSpeed runs a year in half a minute. Far beyond it the clock would overflow.
const MaxSpeed = 1_000_000

// WithSpeed lets the fleet's clock run at a multiple of real time. It must be positive.
func WithSpeed(factor float64) Option {
	return func(s *settings) error {
		if !(factor > 0 && factor <= MaxSpeed) {
			return fmt.Errorf("the clock's speed is %v: use a positive number of at most %d", factor, MaxSpeed)
		}
		s.manual, s.speed = false, factor
		return nil
	}
}

// WithQuota limits calls a second from the start.
func WithQuota(quota Quota) Option {
	return func(s *settings) error {
		s.quota = quota
		return quota.validate()
	}
}

// WithRandomFaults injects random faults from the start.
func WithRandomFaults(faults RandomFaults) Option {
	return func(s *settings) error {
		s.random = &faults
		return nil
	}
}

// WithRealClock replaces the real time for signatures, temporary keys and quotas. Tests of these use it.
func WithRealClock(now func() time.Time) Option {
	return func(s *settings) error {
		s.realNow = now
		return nil
	}
}

// WithLogger logs mistakes of the emulator itself, with their stack, as errors, and each call at the level debug.
// Without it mistakes are only kept, for [Server.Violations].
func WithLogger(log *slog.Logger) Option {
	return func(s *settings) error {
		s.log = log
		return nil
	}
}

// WithMiddleware puts a handler in front of API calls, to look at them or to change them. Control calls do not pass it.
// Of several, the first one is in front.
func WithMiddleware(middleware func(http.Handler) http.Handler) Option {
	return func(s *settings) error {
		s.middleware = append(s.middleware, middleware)
		return nil
	}
}

// WithPublicURL sets the URL under which clients reach the server, where that is not the address that it listens on.
func WithPublicURL(text string) Option {
	return func(s *settings) error {
		parsed, err := url.Parse(text)
		switch {
		case err != nil:
			return fmt.Errorf("public URL: %w", err)
		case parsed.Scheme != "http" && parsed.Scheme != "https", parsed.Host == "":
			return fmt.Errorf("public URL %q: use one such as http://emulator.example.com:7071", text)
		case strings.Trim(parsed.Path, "/") != "" || parsed.RawQuery != "" || parsed.Fragment != "":
			return fmt.Errorf("public URL %q: it may have no path: the API is at the root", text)
		}
		s.url = parsed.Scheme + "://" + parsed.Host
		return nil
	}
}

// WithTLS lets [Serve] answer by HTTPS, such as with a certificate of [NewCertificate].
func WithTLS(certificate tls.Certificate) Option {
	return func(s *settings) error {
		s.tls = &certificate
		return nil
	}
}
