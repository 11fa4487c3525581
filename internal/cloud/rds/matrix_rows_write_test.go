// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"context"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

// The policies of the canary seed, and what the rows make of them.
func demo() (before, wanted stored) { return stored{}, stored{true, true, "cn-shanghai", 30} }

func console() (before, moved, off stored) {
	before = stored{true, true, "cn-beijing", 1825}
	return before, stored{true, false, "cn-shanghai", 90}, stored{false, false, "cn-beijing", 7}
}

func released() (before, wanted stored) {
	return stored{true, false, "cn-shanghai", 30}, stored{true, false, "cn-shanghai", 7}
}

func sendRows() []row {
	empty, on := demo()
	old, short := released()
	return []row{
		{
			method: "PutPolicy", action: put, kind: sends, instance: "pgm-demo", before: empty, wanted: on,
			run: func(ctx context.Context, c *rds.Client) (any, error) {
				return nil, c.PutPolicy(ctx, onSettings())
			},
		},
		{
			method: "PutRetention", action: put, kind: sends, instance: "pgm-released", before: old, wanted: short,
			run: func(ctx context.Context, c *rds.Client) (any, error) {
				return nil, c.PutRetention(ctx, home, "pgm-released", 7)
			},
		},
	}
}

// applyRows hit each action that a write takes: the write itself, and what it is read back by.
func applyRows() []row {
	empty, on := demo()
	start, moved, off := console()
	old, short := released()
	apply := func(s rds.Settings) func(context.Context, *rds.Client) (any, error) {
		return func(ctx context.Context, c *rds.Client) (any, error) {
			got, err := c.ApplySettings(ctx, s)
			return stored{got.Enabled, got.LogBackupEnabled, got.DestinationRegion, int(got.RetentionDays)}, err
		}
	}
	change := rds.Settings{
		InstanceID: "pgm-console", Region: home, Enabled: true, DestinationRegion: "cn-shanghai", RetentionDays: 90,
	}
	end := rds.Settings{InstanceID: "pgm-console", Region: home, DestinationRegion: "cn-beijing", RetentionDays: 7}
	retain := func(ctx context.Context, c *rds.Client) (any, error) {
		got, err := c.ApplyRetention(ctx, home, "pgm-released", 7)
		return got.RetentionDays, err
	}
	neverOn := [][2]string{{"never-enabled-policy", "internalerror"}}
	unknown := [][2]string{{"released-getter", "notfound"}}
	return []row{
		{
			method: "ApplySettings", about: "on", action: put, kind: applies, instance: "pgm-demo", before: empty, wanted: on,
			run: apply(onSettings()),
		},
		{
			method: "ApplySettings", about: "on, never on before", action: put, kind: applies,
			instance: "pgm-demo", before: empty, wanted: on, guesses: neverOn,
			run: apply(onSettings()),
		},
		{
			method: "ApplySettings", about: "on, read back", action: get, kind: readsBack,
			instance: "pgm-demo", before: empty, wanted: on,
			run: apply(onSettings()),
		},
		{
			method: "ApplySettings", about: "change", action: put, kind: applies,
			instance: "pgm-console", before: start, wanted: moved,
			run: apply(change),
		},
		{
			method: "ApplySettings", about: "change, read back", action: get, kind: readsBack,
			instance: "pgm-console", before: start, wanted: moved,
			run: apply(change),
		},
		{
			method: "ApplySettings", about: "off", action: put, kind: applies,
			instance: "pgm-console", before: start, wanted: off,
			run: apply(end),
		},
		{
			method: "ApplySettings", about: "off, read back", action: get, kind: readsBack,
			instance: "pgm-console", before: start, wanted: off,
			run: apply(end),
		},
		{
			method: "ApplyRetention", action: put, kind: applies, instance: "pgm-released", before: old, wanted: short,
			run: retain,
		},
		{
			method: "ApplyRetention", about: "read back", action: get, kind: readsBack,
			instance: "pgm-released", before: old, wanted: short,
			run: retain,
		},
		{
			method: "ApplyRetention", about: "read back by the list", action: rows, kind: readsBack,
			instance: "pgm-released", before: old, wanted: short, guesses: unknown,
			run: retain,
		},
	}
}
