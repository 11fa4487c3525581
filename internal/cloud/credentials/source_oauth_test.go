// SPDX-License-Identifier: MPL-2.0

package credentials

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// signIn hands out tokens and keys. A refresh token works once.
type signIn struct {
	*httptest.Server
	file string // the file of profiles, which holds the login

	mu        sync.Mutex
	refresh   string // the refresh token that works
	refreshes int
	refusals  int
	exchanges int
	shortly   bool // access tokens end so soon that each renewal needs a new one
	// exchange runs before an exchange is answered, without the lock. It returns the status of the answer.
	exchange func(number int) int
	// refused runs when a refresh token is refused.
	refused func()
}

// newSignIn returns a service and a file with the login of profile "a", as an editor writes it: with a byte order mark.
func newSignIn(t *testing.T, fields string) *signIn {
	t.Helper()
	s := &signIn{refresh: "old", file: filepath.Join(t.TempDir(), "config.json")}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	writeFile(
		t, s.file, "\xef\xbb\xbf"+`{"profiles": [{"name": "a", "mode": "OAuth", "oauth_site_type": "CN", `+fields+`}]}`,
	)
	return s
}

func (s *signIn) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.URL.Path == "/v1/exchange" {
		s.answerExchange(w)
		return
	}
	if r.FormValue("refresh_token") != s.refresh {
		s.refusals++
		if s.refused != nil {
			s.refused()
		}
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	s.refreshes++
	s.refresh = fmt.Sprintf("refresh-%d", s.refreshes)
	seconds := 3600
	if s.shortly {
		seconds = 60
	}
	_, _ = fmt.Fprintf(
		w, `{"access_token": "access-%d", "refresh_token": %q, "expires_in": %d}`, s.refreshes, s.refresh, seconds,
	)
}

func (s *signIn) answerExchange(w http.ResponseWriter) {
	s.exchanges++
	number := s.exchanges
	if s.exchange != nil {
		s.mu.Unlock()
		status := s.exchange(number)
		s.mu.Lock()
		w.WriteHeader(status)
		if status != http.StatusOK {
			return
		}
	}
	_, _ = fmt.Fprintf(w, `{"accessKeyId": "key-%d", "accessKeySecret": "s", "securityToken": "t", "expiration": %q}`,
		number, expires(time.Hour))
}

// open opens the profile as a process does that starts now.
func (s *signIn) open(t *testing.T, options Options) rds.CredentialsSource {
	t.Helper()
	read, err := readProfileFile(s.file)
	if err != nil {
		t.Fatal(err)
	}
	p, err := read.find("a")
	if err != nil {
		t.Fatal(err)
	}
	o := testOpener()
	if options.Clock.Sleep != nil {
		o.options.Clock.Sleep = options.Clock.Sleep
	}
	source, err := o.oauthAt(label{source: `profile "a"`}, oauthSite{s.URL, "client"}, s.file, p)
	if err != nil {
		t.Fatal(err)
	}
	return source
}

func noPause(ctx context.Context, _ time.Duration) error { return ctx.Err() }

// Two provider blocks are two processes. Both start with one login whose access token has expired. The second one asks
// while the first is in the middle of its renewal.
func TestOAuth_twoProcessesRenewOneLogin(t *testing.T) {
	t.Parallel()
	s := newSignIn(t, `"oauth_refresh_token": "old"`)
	exchanging, secondAsked := make(chan struct{}), make(chan struct{})
	asked := sync.OnceFunc(func() { close(secondAsked) })
	s.refused = asked
	s.exchange = func(number int) int {
		if number == 1 {
			close(exchanging)
			<-secondAsked
		}
		return http.StatusOK
	}
	first := s.open(t, Options{Clock: rds.Clock{Sleep: noPause}})
	second := s.open(t, Options{Clock: rds.Clock{Sleep: func(ctx context.Context, _ time.Duration) error {
		asked() // it waits for the first
		return ctx.Err()
	}}})
	var processes sync.WaitGroup
	processes.Go(func() { wantKeys(t, first, numbered(1)) })
	processes.Go(func() {
		<-exchanging
		wantKeys(t, second, numbered(1))
	})
	processes.Wait()
	wantKeys(t, s.open(t, Options{}), numbered(1)) // a third process, later
	if s.refreshes != 1 || s.refusals != 0 || s.exchanges != 1 {
		t.Errorf("%d refreshes, %d refusals, %d exchanges; want 1, 0, 1", s.refreshes, s.refusals, s.exchanges)
	}
}

// The refresh token of the file is used up once it was sent. So a failed exchange must not lose the new one.
func TestOAuth_failedExchangeAfterARotation(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		failures int // exchanges that fail
		keys     int // number of the exchange that gives keys
		asked    int // how often the process asks before it has keys
	}{
		"one failure":               {failures: 1, keys: 2, asked: 1},
		"a service that stays down": {failures: 4, keys: 5, asked: 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSignIn(t, `"oauth_refresh_token": "old"`)
			s.exchange = func(number int) int {
				if number <= tt.failures {
					return http.StatusServiceUnavailable
				}
				return http.StatusOK
			}
			source := s.open(t, Options{Clock: rds.Clock{Sleep: noPause}})
			for range tt.asked - 1 {
				if _, err := source.Credentials(t.Context()); err == nil {
					t.Error("no error, although the service is down")
				}
			}
			wantKeys(t, source, numbered(tt.keys))
			// the next process finds the new tokens in the file
			wantKeys(t, s.open(t, Options{Clock: rds.Clock{Sleep: noPause}}), numbered(tt.keys))
			if s.refreshes != 1 || s.refusals != 0 {
				t.Errorf("%d refreshes and %d refusals, want 1 and 0", s.refreshes, s.refusals)
			}
		})
	}
}

// A process that ends before it has keys leaves the new tokens to the next one: the old refresh token is used up.
func TestOAuth_aProcessThatEndsAfterARotation(t *testing.T) {
	t.Parallel()
	s := newSignIn(t, `"oauth_refresh_token": "old"`)
	s.exchange = func(int) int { return http.StatusServiceUnavailable }
	_, err := s.open(t, Options{Clock: rds.Clock{Sleep: noPause}}).Credentials(t.Context())
	const want = `get credentials of the profile "a": get keys for the login: the answer is HTTP 503`
	if err == nil || err.Error() != want || s.exchanges != renewalTries {
		t.Errorf("error = %v after %d exchanges, want %s after %d", err, s.exchanges, want, renewalTries)
	}
	s.exchange = nil
	wantKeys(t, s.open(t, Options{}), numbered(renewalTries+1))
	if s.refreshes != 1 || s.refusals != 0 {
		t.Errorf("%d refreshes and %d refusals, want 1 and 0", s.refreshes, s.refusals)
	}
}

// After the API refused keys, one failed exchange must not make every later try use tokens that are used up.
func TestOAuth_failedExchangeAfterRefusedKeys(t *testing.T) {
	t.Parallel()
	s := newSignIn(t, `"oauth_refresh_token": "old"`)
	s.shortly = true
	s.exchange = func(number int) int {
		if number >= 2 && number <= 4 { // all tries of one renewal
			return http.StatusServiceUnavailable
		}
		return http.StatusOK
	}
	source := s.open(t, Options{Clock: rds.Clock{Sleep: noPause}})
	wantKeys(t, source, numbered(1))
	wantExpirer(t, source).Expire(numbered(1))
	if _, err := source.Credentials(t.Context()); err == nil {
		t.Error("no error, although the service is down")
	}
	s.exchange = nil
	got, err := source.Credentials(t.Context())
	if err != nil || got == numbered(1) || s.refusals != 0 {
		t.Errorf("Credentials = %v, %v after %d refusals; want new keys without one", got, err, s.refusals)
	}
}

func wantExpirer(t *testing.T, source rds.CredentialsSource) rds.Expirer {
	t.Helper()
	expirer, ok := source.(rds.Expirer)
	if !ok {
		t.Fatal("the source cannot be told of refused keys")
	}
	return expirer
}

// The CLI keeps the keys of a login in the file, too. A process that starts takes them once, unless they end soon.
func TestOAuth_keysOfTheFile(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		left  time.Duration
		wants []rds.Credentials // one after another: the API refuses each
	}{
		"good for an hour": {
			time.Hour, []rds.Credentials{{AccessKeyID: "file", AccessKeySecret: "s", SecurityToken: "t"}, numbered(1)},
		},
		"about to end": {4 * time.Minute, []rds.Credentials{numbered(1)}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSignIn(t, fmt.Sprintf(`"oauth_refresh_token": "old", "access_key_id": "file",
				"access_key_secret": "s", "sts_token": "t", "sts_expiration": %d`, time.Now().Add(tt.left).Unix()))
			source := s.open(t, Options{})
			for _, want := range tt.wants {
				wantKeys(t, source, want)
				wantExpirer(t, source).Expire(want)
			}
		})
	}
}

// Keys that still work need no login, as in the CLI. The one that follows does.
func TestOAuth_keysOfTheFileWithoutALogin(t *testing.T) {
	t.Parallel()
	s := newSignIn(t, fmt.Sprintf(`"access_key_id": "file", "access_key_secret": "s", "sts_token": "t",
		"sts_expiration": %d`, time.Now().Add(time.Hour).Unix()))
	source := s.open(t, Options{})
	keys := rds.Credentials{AccessKeyID: "file", AccessKeySecret: "s", SecurityToken: "t"}
	wantKeys(t, source, keys)
	wantExpirer(t, source).Expire(keys)
	if _, err := source.Credentials(t.Context()); err == nil || !strings.HasSuffix(err.Error(), errNoToken.Error()) {
		t.Errorf("error = %v, want that it holds no token", err)
	}
}

func TestOAuth_aLoginThatHasEndedSaysSo(t *testing.T) {
	t.Parallel()
	s := newSignIn(t, `"oauth_refresh_token": "used"`)
	_, err := s.open(t, Options{Clock: rds.Clock{Sleep: noPause}}).Credentials(t.Context())
	want := `get credentials of the profile "a": renew the login: the answer is HTTP 400; ` +
		`log in again with "aliyun configure"`
	if err == nil || err.Error() != want || s.refusals != 1 {
		t.Errorf("error = %v after %d refusals, want %s after one", err, s.refusals, want)
	}
}

// A user who logs in again while Terraform runs is taken at the new login.
func TestOAuth_aNewLoginReplacesTheOld(t *testing.T) {
	t.Parallel()
	s := newSignIn(t, `"oauth_refresh_token": "used"`)
	source := s.open(t, Options{Clock: rds.Clock{Sleep: noPause}})
	if _, err := source.Credentials(t.Context()); err == nil {
		t.Error("no error for a login that has ended")
	}
	writeFile(
		t, s.file, `{"profiles": [{"name": "a", "mode": "OAuth", "oauth_site_type": "CN", "oauth_refresh_token": "old"}]}`,
	)
	wantKeys(t, source, numbered(1))
}

// The process goes on where the file cannot be written, with the tokens that it was given.
func TestOAuth_worksOnWhenTheFileIsGone(t *testing.T) {
	t.Parallel()
	s := newSignIn(t, `"oauth_refresh_token": "old"`)
	source := s.open(t, Options{Clock: rds.Clock{Sleep: noPause}})
	if err := os.RemoveAll(filepath.Dir(s.file)); err != nil {
		t.Fatal(err)
	}
	wantKeys(t, source, numbered(1))
	wantExpirer(t, source).Expire(numbered(1))
	wantKeys(t, source, numbered(2))
	if s.refusals != 0 {
		t.Errorf("%d refusals, want none: the process knows the new tokens", s.refusals)
	}
}

func TestOAuth_keepsTheRestOfTheFile(t *testing.T) {
	t.Parallel()
	s := newSignIn(t, "")
	writeFile(t, s.file, `{"current": "a", "meta_path": "kept", "Profiles": [
		{"name": "a", "mode": "OAuth", "oauth_site_type": "CN", "oauth_refresh_token": "old",
			"language": "kept", "retry_count": 9007199254740993},
		{"name": "b", "mode": "AK", "access_key_id": "other"}]}`)
	wantKeys(t, s.open(t, Options{}), numbered(1))
	content, err := os.ReadFile(s.file)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`"refresh-1"`, `"access-1"`, `"key-1"`, `"sts_expiration": `, `"meta_path": "kept"`, `"language": "kept"`,
		`"retry_count": 9007199254740993`, `"access_key_id": "other"`,
	} {
		if !strings.Contains(string(content), want) {
			t.Errorf("the file lacks %s:\n%s", want, content)
		}
	}
	if info, err := os.Stat(s.file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file has mode %v (%v), want 0600", info.Mode(), err)
	}
}
