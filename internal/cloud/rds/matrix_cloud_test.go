// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/secrets"
)

// cloud is an emulator in this process, with a client that signs with the canary keys.
type cloud struct {
	t      *testing.T
	server *emulator.Server
	client *rds.Client
	keys   *session
	log    *transcript
}

// stored is what the fleet keeps of a policy, without the times.
type stored struct {
	enabled, logs bool
	destination   string
	days          int
}

// newCloud starts a small fleet, whose clock is that of the bubble.
func newCloud(t *testing.T, r row) *cloud {
	t.Helper()
	options := []emulator.Option{
		emulator.WithManualClock(time.Time{}),
		emulator.WithSpeed(1),
		emulator.WithSeed(canarySeed(r)),
	}
	for _, guess := range r.guesses {
		options = append(options, emulator.WithGuess(guess[0], guess[1]))
	}
	c := &cloud{t: t, server: emulator.StartInMemory(t, options...), log: newTranscript()}
	c.keys = &session{
		keys: rds.Credentials{AccessKeyID: canaryID, AccessKeySecret: canarySecret, SecurityToken: canaryToken},
	}
	c.client = c.newClient(c.keys, c.log)
	return c
}

func (c *cloud) newClient(source rds.CredentialsSource, observer rds.Observer) *rds.Client {
	c.t.Helper()
	client, err := rds.New(rds.Config{
		Credentials: source, RDSEndpoint: c.server.URL(), STSEndpoint: c.server.URL(), RAMEndpoint: c.server.URL(),
		Transport: c.server.Transport(), Observer: observer,
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return client
}

// canarySeed is a part of the default fleet under an account with the canary keys, with a second page where the row
// reads one.
func canarySeed(r row) fleet.Seed {
	standard := fleet.DefaultSeed()
	account := standard.Accounts[0]
	account.AccessKeys = []fleet.AccessKey{
		{ID: canaryID, Secret: canarySecret, SecurityToken: canaryToken, ARN: "acs:ram::" + account.ID + ":user/canary"},
	}
	seed := fleet.Seed{Accounts: []fleet.Account{account}}
	for _, instance := range standard.Instances {
		if !slices.Contains([]string{"pgm-demo", "pgm-console", "pgm-released", "pgm-encrypted", "rm-mysql"}, instance.ID) {
			continue
		}
		if instance.History = min(instance.History, 3); r.nth > 1 && r.action == sets && instance.ID == "pgm-console" {
			instance.History = 110
		}
		seed.Instances = append(seed.Instances, instance)
	}
	for n := 0; r.nth > 1 && r.action != sets && n < 101; n++ {
		extra := seed.Instances[0]
		extra.ID = fmt.Sprintf("pgm-many-%03d", n)
		extra.Policy = &fleet.Policy{Enabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 30}
		seed.Instances = append(seed.Instances, extra)
	}
	return seed
}

// policies is what the fleet keeps, by instance.
func (c *cloud) policies() map[string]stored {
	all := map[string]stored{}
	for _, instance := range c.server.Fleet().Instances() {
		policy, _ := c.server.Fleet().Policy(instance.ID)
		all[instance.ID] = stored{policy.Enabled, policy.LogEnabled, policy.DestinationRegion, policy.RetentionDays}
	}
	return all
}

// session is a source of keys that can end.
type session struct {
	mu   sync.Mutex
	keys rds.Credentials
	// next is what is handed out after the keys were refused as expired; empty where the source knows no others.
	next rds.Credentials
}

func (s *session) Credentials(context.Context) (rds.Credentials, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.keys, nil
}

func (s *session) Expire(keys rds.Credentials) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if keys == s.keys && s.next != (rds.Credentials{}) {
		s.keys = s.next
	}
}

// expireKeys gives the client keys of a role that have ended; those after them are good unless this is for ever.
func (c *cloud) expireKeys(forever bool) {
	c.t.Helper()
	assume := func() rds.Credentials {
		sts := c.newClient(rds.StaticCredentials(c.keys.keys), nil)
		got, err := sts.AssumeRole(c.t.Context(), rds.Role{ARN: emulatedRoles + fleet.RoleDeployer, SessionName: "matrix"})
		if err != nil {
			c.t.Fatal(err)
		}
		return got.Credentials
	}
	ended := assume()
	if c.server.ExpireTokens() == 0 {
		c.t.Fatal("no key ended")
	}
	if !forever {
		c.keys.next = assume()
	}
	c.keys.keys = ended
}

// transcript keeps all that a client tells its observer, and the bodies of each kind of exchange once.
type transcript struct {
	mu    sync.Mutex
	lines []string
	seen  map[exchange]bool
}

// exchange is what has the same bodies every time.
type exchange struct {
	action, code string
	status       int
}

func newTranscript() *transcript { return &transcript{seen: map[exchange]bool{}} }

func (l *transcript) Called(_ context.Context, entry rds.CallLog) {
	l.mu.Lock()
	kind := exchange{entry.Action, entry.Code, entry.Status}
	known := l.seen[kind]
	l.seen[kind] = true
	l.mu.Unlock()
	line := fmt.Sprintf("%+v", entry)
	if !known {
		request, answer := entry.Bodies()
		line += " " + request + " " + answer
	}
	l.add(line)
}

func (l *transcript) Waits(_ context.Context, entry rds.WaitLog) { l.add(fmt.Sprintf("%+v", entry)) }

func (l *transcript) Limits(_ context.Context, entry rds.LimitLog) { l.add(fmt.Sprintf("%+v", entry)) }

func (l *transcript) add(line string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = append(l.lines, line)
}

func (l *transcript) all() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.lines)
}

// canaries are the secrets of these tests.
var canaries = sync.OnceValue(func() *secrets.Book {
	return secrets.NewBook(map[string]string{"key id": canaryID, "secret": canarySecret, "token": canaryToken})
})

// leaked returns the first secret that a text holds: a canary in any spelling, keys that STS handed out, or the marks
// of a signature.
func leaked(text string) string {
	for _, mark := range []string{
		"emulator-temporary", "STS.emulator", "Signature=", "SignatureNonce=", "AccessKeyId=", "string to sign", "POST&",
		"?Action",
	} {
		if strings.Contains(text, mark) {
			return mark
		}
	}
	for _, found := range canaries().Leaks(text) {
		return found
	}
	return ""
}
