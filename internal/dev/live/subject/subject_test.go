// SPDX-License-Identifier: MPL-2.0

package subject_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/dev/live/subject"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

const region = "cn-hangzhou"

func open(t *testing.T, s *emulator.Server) *rds.Client {
	t.Helper()
	data, err := subject.Open(t.Context(), region, testkit.FromEnvironment(s, testkit.Variables(s))...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(data.Client.CloseIdleConnections)
	return data.Client
}

func look(t *testing.T, client *rds.Client, instanceID string) subject.Found {
	t.Helper()
	found, err := subject.Look(t.Context(), client, region, instanceID)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestOpen_tellsWhatTheProviderTells(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	variables := testkit.Variables(s)
	variables["ALIBABA_CLOUD_ACCESS_KEY_ID"] = ""
	if _, err := subject.Open(
		t.Context(),
		"",
		testkit.FromEnvironment(s, variables)...); err == nil ||
		!strings.HasPrefix(err.Error(), "Credentials are incomplete: ") {
		t.Errorf("without keys: %v", err)
	}
}

func TestLook_findsEveryKindOfPolicy(t *testing.T) {
	t.Parallel()
	for _, answer := range []string{"disabled", "locknull", "notfound", "internalerror"} {
		t.Run(answer, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t, emulator.WithGuess("never-enabled-policy", answer))
			client := open(t, s)
			never, off, on := look(t, client, "pgm-demo"), look(t, client, "pgm-disabled"), look(t, client, "pgm-console")
			if never.Policy.Exists || never.PolicyError != nil || len(never.Objections()) != 0 || never.Retention() != 7 {
				t.Errorf("never on: %+v %v", never.Policy, never.Objections())
			}
			if !off.Policy.Exists || off.Policy.Enabled || len(off.Objections()) != 0 || off.Retention() != 30 ||
				off.Copies == 0 ||
				off.CopyBytes < off.Copies {
				t.Errorf("off: %+v, %d copies, %v", off.Policy, off.Copies, off.Objections())
			}
			if !on.Policy.Enabled || len(on.Objections()) != 2 { // it is on, and has no room for a day more
				t.Errorf("on: %+v %v", on.Policy, on.Objections())
			}
		})
	}
}

// A getter that fails says nothing about a policy where copies or the list prove that there is one.
func TestLook_trustsNoFailureOfAPolicyThatWasUsed(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	s.AddFault(emulator.Fault{Action: "DescribeInstanceCrossBackupPolicy", Code: "InternalError"})
	found := look(t, open(t, s), "pgm-disabled")
	if found.PolicyError == nil || len(found.Objections()) == 0 {
		t.Errorf("found %+v, no objection", found.Policy)
	}
}

func TestObjections(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	cloudDisk := fleet.Instance{
		ID:            "rm-off",
		Region:        region,
		Engine:        "MySQL",
		EngineVersion: "8.0",
		Category:      "HighAvailability",
		StorageType:   "cloud_essd",
		Class:         "mysql.n4.large.2c",
		Policy:        &fleet.Policy{EverEnabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 30},
	}
	if err := s.Fleet().AddInstance(cloudDisk); err != nil {
		t.Fatal(err)
	}
	client := open(t, s)
	for _, row := range []struct{ instanceID, guess, want string }{
		{"pgm-disabled", "full", ""},
		{"pgm-disabled", "bare", "The API does not say how long its existing copies are kept"},
		{"rm-off", "full", ""},
		// whether it has copies cannot be seen
		{"rm-off", "bare", "The API does not say how long its existing copies are kept"},
		{"rm-mysql-cloud", "bare", ""}, // never on
		{"pgm-console", "full", "Its policy is on."},
		{"pgm-locked", "full", "locked"},
		{"pgm-busy", "full", `Its status is "Modifying"`},
		{"pgm-readonly", "full", "read-only"},
	} {
		if err := s.SetGuess("disabled-getter", row.guess); err != nil {
			t.Fatal(err)
		}
		said := strings.Join(look(t, client, row.instanceID).Objections(), "\n")
		if !strings.Contains(said, row.want) || said != "" && row.want == "" {
			t.Errorf("%s, %s: %q, want %q", row.instanceID, row.guess, said, row.want)
		}
	}
}

func TestObjections_missingRole(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	if err := s.Fleet().UpdateAccount("1234567890123456", func(a *fleet.Account) { a.Roles = []string{} }); err != nil {
		t.Fatal(err)
	}
	if said := look(t, open(t, s), "pgm-demo").Objections(); len(said) != 1 ||
		!strings.Contains(said[0], subject.ServiceRole) {
		t.Errorf("objections %q", said)
	}
}

func TestChoose(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	client := open(t, s)
	never, off := look(t, client, "pgm-demo"), look(t, client, "pgm-disabled")
	for _, row := range []struct {
		found  subject.Found
		wanted []string
		want   [2]string
	}{
		{never, nil, [2]string{"cn-beijing", "cn-chengdu"}},
		{off, nil, [2]string{"cn-shanghai", "cn-beijing"}},
		{off, []string{"cn-qingdao"}, [2]string{"cn-qingdao", "cn-shanghai"}},
		{off, []string{"cn-qingdao", "eu-central-1"}, [2]string{"cn-qingdao", "eu-central-1"}},
	} {
		if got, err := row.found.Choose(row.wanted); err != nil || got != row.want {
			t.Errorf("Choose(%v) = %v, %v; want %v", row.wanted, got, err, row.want)
		}
	}
	for _, wanted := range [][]string{{region}, {"cn-nowhere"}, {"cn-qingdao", "cn-qingdao"}} {
		if got, err := never.Choose(wanted); err == nil {
			t.Errorf("Choose(%v) = %v", wanted, got)
		}
	}
}

// stored are the settings that the emulator holds.
func stored(s *emulator.Server, instanceID string) fleet.Policy {
	p, _ := s.Fleet().Policy(instanceID)
	return fleet.Policy{
		Enabled:           p.Enabled,
		LogEnabled:        p.LogEnabled,
		DestinationRegion: p.DestinationRegion,
		RetentionDays:     p.RetentionDays,
	}
}

// Whatever a run left behind, the instance ends as it was, also when a change that was on its way takes effect only
// afterwards.
func TestRestore(t *testing.T) {
	t.Parallel()
	left := fleet.Policy{Enabled: true, LogEnabled: true, DestinationRegion: "cn-beijing", RetentionDays: 31}
	for name, row := range map[string]struct {
		instanceID string
		guess      string
		left, late *fleet.Policy
		want       fleet.Policy
	}{
		"nothing was changed": {
			"pgm-disabled", "full", nil, nil, fleet.Policy{DestinationRegion: "cn-shanghai", RetentionDays: 30},
		},
		"off": {
			"pgm-disabled", "full", &left, nil, fleet.Policy{DestinationRegion: "cn-shanghai", RetentionDays: 30},
		},
		"off, and a late change": {
			"pgm-disabled", "full", nil, &left, fleet.Policy{DestinationRegion: "cn-shanghai", RetentionDays: 30},
		},
		"never on": {
			"pgm-demo", "full", &left, nil, fleet.Policy{DestinationRegion: "cn-beijing", RetentionDays: 7},
		},
		"never on, and a late change": {
			"pgm-demo", "full", nil, &left, fleet.Policy{DestinationRegion: "cn-beijing", RetentionDays: 7},
		},
		"never on, and never changed": {"pgm-demo", "full", nil, nil, fleet.Policy{}},
		"never on, shown bare": {
			"pgm-demo", "bare", &left, nil, fleet.Policy{DestinationRegion: "cn-beijing", RetentionDays: 7},
		},
		"never on, left off, and bare": {
			"pgm-demo", "bare", &fleet.Policy{EverEnabled: true, DestinationRegion: "cn-beijing", RetentionDays: 31}, nil,
			fleet.Policy{DestinationRegion: "cn-beijing", RetentionDays: 7},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := emulator.Start(t, emulator.WithGuess("disabled-getter", row.guess))
			client := open(t, s)
			found := look(t, client, row.instanceID)
			set := func(p *fleet.Policy) {
				if p != nil {
					if p.EverEnabled { // switched off after it was on
						on := *p
						on.Enabled = true
						_ = s.Fleet().SetPolicy(row.instanceID, on)
					}
					if err := s.Fleet().SetPolicy(row.instanceID, *p); err != nil {
						t.Fatal(err)
					}
				}
			}
			set(row.left)
			waits := 0
			restorer := subject.Restorer{
				Client:      client,
				Out:         t.Output(),
				Settle:      time.Minute,
				Destination: "cn-beijing",
				Wait: func(ctx context.Context, d time.Duration) error {
					if waits++; waits == 1 {
						set(row.late)
					}
					s.Fleet().Advance(d)
					return ctx.Err()
				},
			}
			if _, err := restorer.Restore(t.Context(), found); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(row.want, stored(s, row.instanceID)); diff != "" || waits == 0 {
				t.Errorf("after %d waits (-want +got):\n%s", waits, diff)
			}
		})
	}
}

// Somebody else who keeps changing the policy is not fought forever.
func TestRestore_givesUp(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	client := open(t, s)
	found := look(t, client, "pgm-disabled")
	restorer := subject.Restorer{Client: client, Out: t.Output(), Wait: func(context.Context, time.Duration) error {
		return s.Fleet().SetPolicy("pgm-disabled",
			fleet.Policy{Enabled: true, DestinationRegion: "cn-beijing", RetentionDays: 90})
	}}
	if _, err := restorer.Restore(t.Context(), found); err == nil ||
		!strings.Contains(err.Error(), "changed again each time") {
		t.Errorf("err = %v", err)
	}
}
