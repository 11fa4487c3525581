// SPDX-License-Identifier: MPL-2.0

package policy

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// stored compares models without what no code changes.
var stored = cmp.Options{
	cmp.AllowUnexported(model{}, facts{}), cmpopts.IgnoreTypes(timeouts.Value{}, types.Set{}),
}

func switchedOn() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.FixedZone("", 8*3600)) }

// managed is the state of a policy that is on.
func managed(change ...func(*model)) model {
	m := model{DeletionPolicy: types.StringValue(deletionDisable), facts: facts{
		ID: types.StringValue(
			"cn-hangzhou:pgm-demo",
		),
		InstanceID: types.StringValue("pgm-demo"),
		Region:     types.StringValue("cn-hangzhou"),
		settings: settings{
			DestinationRegion: types.StringValue("cn-shanghai"), RetentionDays: types.Int64Value(30),
			LogBackupEnabled: types.BoolValue(true), Enabled: types.BoolValue(true),
		},
		Engine:               types.StringValue("PostgreSQL"),
		EngineVersion:        types.StringValue("16.0"),
		EnabledTime:          types.StringValue("2026-01-01T19:04:05Z"),
		LogBackupEnabledTime: types.StringValue("2026-01-01T19:04:05Z"),
		InstanceReleased:     types.BoolValue(false),
	}}
	for _, c := range change {
		c(&m)
	}
	return m
}

// answered is what the API reports about managed.
func answered(change ...func(*rds.Policy)) rds.Policy {
	p := rds.Policy{
		InstanceID:           "pgm-demo",
		Region:               "cn-hangzhou",
		Engine:               "PostgreSQL",
		EngineVersion:        "16.0",
		TellsRelease:         true,
		Exists:               true,
		Enabled:              true,
		LogBackupEnabled:     true,
		DestinationRegion:    "cn-shanghai",
		RetentionDays:        30,
		EnabledTime:          switchedOn(),
		LogBackupEnabledTime: switchedOn(),
	}
	for _, c := range change {
		c(&p)
	}
	return p
}

func TestModel_refreshed(t *testing.T) {
	t.Parallel()
	off := func(p *rds.Policy) { p.Enabled = false }
	bare := func(p *rds.Policy) {
		*p = rds.Policy{InstanceID: p.InstanceID, Region: p.Region}
	}
	release := func(p *rds.Policy) { p.Released = true }
	isReleased := func(m *model) { m.InstanceReleased = types.BoolValue(true) }
	imported := model{DeletionPolicy: types.StringValue(deletionDisable), facts: facts{
		InstanceID: types.StringValue(
			"pgm-demo",
		),
		Region: types.StringValue("cn-hangzhou"),
		ID:     types.StringValue("cn-hangzhou:pgm-demo"),
	}}
	cases := map[string]struct {
		prior model
		read  rds.Policy
		want  model
	}{
		"equal":    {prior: managed(), read: answered(), want: managed()},
		"imported": {prior: imported, read: answered(), want: managed()},
		"other settings": {
			prior: managed(), read: answered(func(p *rds.Policy) {
				p.DestinationRegion, p.RetentionDays, p.LogBackupEnabled, p.EngineVersion = "cn-beijing", 7, false, "17.0"
			}),
			want: managed(func(m *model) {
				m.DestinationRegion, m.RetentionDays = types.StringValue("cn-beijing"), types.Int64Value(7)
				m.LogBackupEnabled, m.EngineVersion = types.BoolValue(false), types.StringValue("17.0")
			}),
		},
		"off, and all reported": {
			prior: managed(), read: answered(off, func(p *rds.Policy) { p.RetentionDays = 90 }),
			want: managed(func(m *model) {
				m.Enabled, m.LogBackupEnabled, m.RetentionDays = types.BoolValue(
					false,
				), types.BoolValue(
					false,
				), types.Int64Value(
					90,
				)
			}),
		},
		"off, and nothing reported keeps what was known": {
			prior: managed(), read: answered(bare),
			want: managed(func(m *model) { m.Enabled, m.LogBackupEnabled = types.BoolValue(false), types.BoolValue(false) }),
		},
		"on without a time was never on": {
			prior: managed(),
			read:  answered(func(p *rds.Policy) { p.LogBackupEnabled, p.LogBackupEnabledTime = false, time.Time{} }),
			want: managed(func(m *model) {
				m.LogBackupEnabled, m.LogBackupEnabledTime = types.BoolValue(false), types.StringNull()
			}),
		},
		"released shows its retention and nothing else": {
			prior: managed(),
			read:  answered(off, release, func(p *rds.Policy) { p.DestinationRegion, p.RetentionDays = "cn-beijing", 90 }),
			want:  managed(isReleased, func(m *model) { m.RetentionDays = types.Int64Value(90) }),
		},
		"released without a retention": {prior: managed(), read: answered(bare, release), want: managed(isReleased)},
		"released and imported":        {prior: imported, read: answered(release), want: managed(isReleased)},
		"released no longer":           {prior: managed(isReleased), read: answered(), want: managed()},
	}
	for name, tt := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, tt.prior.refreshed(tt.read), stored); diff != "" {
				t.Errorf("state (-want +got):\n%s", diff)
			}
		})
	}
}

func TestModel_planned(t *testing.T) {
	t.Parallel()
	open := func(m *model) {
		m.ID, m.Engine, m.EngineVersion = types.StringUnknown(), types.StringUnknown(), types.StringUnknown()
		m.EnabledTime, m.LogBackupEnabledTime = types.StringUnknown(), types.StringUnknown()
		m.InstanceReleased = types.BoolUnknown()
	}
	cases := map[string]struct {
		plan model
		read rds.Policy
		want model
	}{
		"everything open": {plan: managed(open), read: answered(), want: managed()},
		"nothing open": {
			plan: managed(),
			read: answered(func(p *rds.Policy) { p.EngineVersion = "17.0" }),
			want: managed(),
		},
		"never enabled": {
			plan: managed(
				open,
				func(m *model) { m.Enabled, m.LogBackupEnabled = types.BoolValue(false), types.BoolValue(false) },
			),
			read: rds.Policy{Engine: "PostgreSQL"},
			want: managed(func(m *model) {
				m.Enabled, m.LogBackupEnabled = types.BoolValue(false), types.BoolValue(false)
				m.EngineVersion, m.EnabledTime, m.LogBackupEnabledTime = types.StringNull(), types.StringNull(), types.StringNull()
			}),
		},
	}
	for name, tt := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, tt.plan.planned(tt.read), stored); diff != "" {
				t.Errorf("state (-want +got):\n%s", diff)
			}
		})
	}
}

func TestModel_settings(t *testing.T) {
	t.Parallel()
	want := rds.Settings{
		InstanceID:        "pgm-demo",
		Region:            "cn-hangzhou",
		Enabled:           true,
		LogBackupEnabled:  true,
		DestinationRegion: "cn-shanghai",
		RetentionDays:     30,
	}
	if diff := cmp.Diff(want, managed().wanted()); diff != "" {
		t.Errorf("settings (-want +got):\n%s", diff)
	}
}
