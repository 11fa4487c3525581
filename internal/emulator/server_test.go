// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

func TestNew_refusesWrongOptions(t *testing.T) {
	t.Parallel()
	for name, option := range map[string]emulator.Option{
		"guess id":         emulator.WithGuess("no-such-guess", "x"),
		"guess value":      emulator.WithGuess("disabled-spelling", "off"),
		"wire guess value": emulator.WithGuess("default-format", "yaml"),
		"speed 0":          emulator.WithSpeed(0),
		"negative speed":   emulator.WithSpeed(-1),
		"seed":             emulator.WithSeed(fleet.Seed{Instances: []fleet.Instance{{ID: "x"}}}),
		"seed guess":       emulator.WithSeed(fleet.Seed{Guesses: map[string]string{"no-such-guess": "x"}}),
	} {
		if _, err := emulator.New(option); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func TestNew_optionsWinOverTheSeed(t *testing.T) {
	t.Parallel()
	seed := fleet.DefaultSeed()
	seed.Start = time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	seed.Guesses = map[string]string{"disabled-spelling": "Disable", "default-format": "json"}
	s := emulator.Start(t, emulator.WithSeed(seed), emulator.WithGuess("disabled-spelling", "Disabled"))
	values := s.GuessValues()
	if values["disabled-spelling"] != "Disabled" || values["default-format"] != "json" ||
		len(values) != len(emulator.Guesses()) {
		t.Errorf("got %v", values)
	}
	if now := s.Fleet().Now(); !now.Equal(seed.Start) {
		t.Errorf("the clock stands at %v, want the seed's start", now)
	}
}

// recordingTB stands in for a test that fails.
type recordingTB struct {
	cleanups []func()
	errors   []string
}

func (r *recordingTB) Helper()          {}
func (r *recordingTB) Cleanup(f func()) { r.cleanups = append(r.cleanups, f) }
func (r *recordingTB) Errorf(format string, args ...any) {
	r.errors = append(r.errors, fmt.Sprintf(format, args...))
}
func (r *recordingTB) Fatalf(format string, args ...any) { r.Errorf(format, args...) }

func TestStart_reportsAWrongOption(t *testing.T) {
	t.Parallel()
	var tb recordingTB
	if s := emulator.Start(&tb, emulator.WithSpeed(-1)); s != nil || len(tb.errors) != 1 ||
		!strings.Contains(tb.errors[0], "speed") {
		t.Errorf("got %v", tb.errors)
	}
}

func TestStart_stopsWithTheTest(t *testing.T) {
	t.Parallel()
	var tb recordingTB
	s := emulator.Start(&tb)
	c := newCaller(t, s)
	wantOK(t, c.policy("pgm-console"))
	for _, cleanup := range tb.cleanups {
		cleanup()
	}
	if _, err := c.try("2014-08-15", describeAction); err == nil || len(tb.errors) != 0 {
		t.Errorf("the server still answers, or reported %v", tb.errors)
	}
}

// TestServer_concurrentCalls is for the race detector: every kind of call at once.
func TestServer_concurrentCalls(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t, emulator.WithQuota(emulator.Quota{PerAccount: 1 << 20, PerAction: 1 << 20}))
	c := newCaller(t, s)
	s.AddFault(emulator.Fault{Action: "DescribeRegions", Code: "InternalError", Nth: 3})
	var group sync.WaitGroup
	for worker := range 8 {
		group.Go(func() {
			id := []string{"pgm-demo", "pgm-console", "pgm-basic", "rm-mysql"}[worker%4]
			for step := range 10 {
				_, _ = c.try("2014-08-15", modifyAction, enable(id)...)
				_, _ = c.try("2014-08-15", describeAction, "RegionId", "cn-hangzhou", "DBInstanceId", id)
				_, _ = c.try("2014-08-15", "DescribeRegions")
				_, _ = c.try("2014-08-15", "DescribeCrossRegionBackups", "RegionId", "cn-hangzhou", "DBInstanceId", id,
					"StartTime", "2020-01-01T00:00Z", "EndTime", "2035-01-01T00:00Z")
				_, _ = c.try("2015-04-01", "GetCallerIdentity")
				s.Fleet().Advance(time.Minute)
				_ = s.Calls(modifyAction)
				if err := s.SetGuess("default-format", []string{"xml", "json"}[step%2]); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	if calls := s.Calls(); len(calls) != 8*10*5 {
		t.Errorf("recorded %d calls, want %d", len(calls), 8*10*5)
	}
	for _, call := range s.Calls(describeAction) {
		if call.Status != http.StatusOK {
			t.Errorf("got %+v", call)
		}
	}
}
