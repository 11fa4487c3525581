// SPDX-License-Identifier: MPL-2.0

package report_test

import (
	"fmt"
	"maps"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

const function = "cross_region_backup_report"

// object is an object of a configuration, and unknown a value that is known after apply.
type (
	object  map[string]any
	unknown struct{}
)

// with is the object with other attributes.
func (o object) with(changes object) object {
	changed := maps.Clone(o)
	maps.Copy(changed, changes)
	return changed
}

// value makes a value as Terraform does of literals: a list is a tuple, whose members may differ.
func value(t testing.TB, from any) tftypes.Value {
	t.Helper()
	switch from := from.(type) {
	case tftypes.Value:
		return from
	case nil:
		return tftypes.NewValue(tftypes.String, nil)
	case unknown:
		return tftypes.NewValue(tftypes.String, tftypes.UnknownValue)
	case string:
		return tftypes.NewValue(tftypes.String, from)
	case bool:
		return tftypes.NewValue(tftypes.Bool, from)
	case int:
		return tftypes.NewValue(tftypes.Number, int64(from))
	case float64:
		return tftypes.NewValue(tftypes.Number, from)
	case object:
		kinds, members := map[string]tftypes.Type{}, map[string]tftypes.Value{}
		for name, member := range from {
			members[name] = value(t, member)
			kinds[name] = members[name].Type()
		}
		return tftypes.NewValue(tftypes.Object{AttributeTypes: kinds}, members)
	case []any:
		kinds, members := []tftypes.Type{}, []tftypes.Value{}
		for _, element := range from {
			members = append(members, value(t, element))
			kinds = append(kinds, members[len(members)-1].Type())
		}
		return tftypes.NewValue(tftypes.Tuple{ElementTypes: kinds}, members)
	}
	t.Fatalf("%T is no value", from)
	return tftypes.Value{}
}

// report calls the function, and must succeed.
func report(t testing.TB, instances, statuses any, format string) string {
	t.Helper()
	got, failed := testkit.Call(t, function, value(t, instances), value(t, statuses), format)
	if failed != nil {
		t.Fatal(failed.Text)
	}
	text, isText := got.(string)
	if !isText {
		t.Fatalf("the report is %v", got)
	}
	return text
}

// instance has every attribute that coverage returns, and one that it may gain later.
func instance(region, id, description string, changes object) object {
	return object{
		"id": region + ":" + id, "region": region, "instance_id": id, "description": description,
		"engine": "PostgreSQL", "engine_version": "16.0", "state": "PROTECTED", "eligible": true, "reasons": []any{},
		"destination_region": "cn-shanghai", "retention_days": 30, "log_backup_enabled": true,
		"copies_survive_release": true, "backup_set_count": 30, "latest_set_id": "1234",
		"latest_consistent_time": "2026-11-30T01:30:00Z", "added_later": []any{1},
	}.with(changes)
}

// status is one of an instance whose copies are as they should be.
func status(id string, changes object) object {
	return object{
		"instance_id": id, "region": nil, "rpo_hours": 24, "rpo_state": "MET", "within_rpo": true,
		"latest_consistent_time": "2026-11-30T01:30:00Z", "latest_age_hours": 6.5, "log_backup_end_time": nil,
		"failing_since_time": nil, "never_succeeded": false, "not_copied": []any{}, "restore_ready": true,
		"restore_blockers": []any{}, "restore_regions": []any{"cn-shanghai"}, "total_size_bytes": 107374182400,
		"estimated_monthly_storage_cost_usd": 14.4, "last_copy_expires_time": "2026-12-30T01:30:00Z",
	}.with(changes)
}

func blocker(code, message string) object { return object{"code": code, "message": message} }

// fleet is a fleet with one of each kind, for the golden files and for the picture in the guides.
func fleet() (instances, statuses []any) {
	bare := object{
		"state": "UNPROTECTED", "destination_region": nil, "retention_days": nil, "log_backup_enabled": false,
		"backup_set_count": nil, "latest_set_id": nil, "latest_consistent_time": nil,
	}
	instances = []any{
		instance("cn-hangzhou", "pgm-bp1orders", "orders", nil),
		instance("cn-hangzhou", "pgm-bp1billing", "billing", object{
			"destination_region": "cn-beijing", "retention_days": 1825,
		}),
		instance("cn-hangzhou", "pgm-bp1ledger", "ledger", object{
			"destination_region": "cn-hongkong", "retention_days": 365,
		}),
		instance("cn-hangzhou", "rm-bp1shop", "shop", object{
			"engine": "MySQL", "engine_version": "8.0", "log_backup_enabled": false, "latest_consistent_time": nil,
			"copies_survive_release": false,
		}),
		instance("eu-central-1", "pgm-gw8crm", "crm", object{"destination_region": "eu-west-1", "retention_days": 90}),
		instance("eu-central-1", "pgm-gw8mail", "mail", object{
			"destination_region": "eu-west-1", "retention_days": 7, "latest_consistent_time": nil,
		}),
		instance("cn-hangzhou", "pgm-bp1reports", "reports", bare),
		instance("cn-shanghai", "pgm-uf6wiki", "wiki", object{"state": "UNPROTECTED", "destination_region": "cn-beijing"}),
		instance("cn-shanghai", "pgm-uf6jobs", "jobs", bare.with(object{"eligible": false, "reasons": []any{
			blocker("SERVERLESS", "The instance is serverless. Serverless instances do not support cross-region backup."),
		}})),
		instance("cn-shanghai", "pgm-uf6archive", "archive", object{"state": "RELEASED", "destination_region": "cn-chengdu"}),
	}
	statuses = []any{
		status("pgm-bp1orders", nil),
		status("pgm-bp1billing", object{
			"rpo_state": "MISSED", "latest_age_hours": 80.0, "latest_consistent_time": "2026-11-27T00:00:00Z",
			"failing_since_time": "2026-11-28T01:30:00Z", "restore_ready": false, "within_rpo": false,
			"estimated_monthly_storage_cost_usd": 312.8,
			"not_copied": []any{
				object{"backup_id": "1", "end_time": "2026-11-28T01:00:00Z"},
				object{"backup_id": "2", "end_time": "2026-11-29T01:00:00Z"},
			},
			"restore_blockers": []any{blocker("COPIES_FAILING", "The last 2 copies failed.")},
		}),
		status("pgm-bp1ledger", object{
			"latest_age_hours": 20.25, "latest_consistent_time": "2026-11-29T11:45:00Z",
			"log_backup_end_time": "2026-11-30T07:50:00Z", "estimated_monthly_storage_cost_usd": 88.05,
		}),
		status("rm-bp1shop", object{
			"rpo_state": "UNKNOWN", "latest_age_hours": nil, "latest_consistent_time": nil, "restore_ready": nil,
			"estimated_monthly_storage_cost_usd": nil, "total_size_bytes": nil, "last_copy_expires_time": nil,
		}),
		status("pgm-gw8crm", object{"latest_age_hours": 3.0, "latest_consistent_time": "2026-11-30T05:00:00Z"}),
		status("pgm-gw8mail", object{
			"never_succeeded": true, "rpo_state": "MISSED", "latest_age_hours": nil, "latest_consistent_time": nil,
			"restore_ready": false, "estimated_monthly_storage_cost_usd": 0, "last_copy_expires_time": nil,
			"restore_blockers": []any{blocker("ENCRYPTION_KEY_AT_RISK", "The key of the disk is deleted on 2026-12-07.")},
		}),
		status("pgm-uf6archive", object{
			"rpo_hours": nil, "rpo_state": "UNKNOWN", "latest_age_hours": 400.0, "estimated_monthly_storage_cost_usd": 5.1,
			"latest_consistent_time": "2026-11-13T16:00:00Z", "last_copy_expires_time": "2026-12-13T16:00:00Z",
		}),
	}
	return instances, statuses
}

// manyIDs are a thousand.
func manyIDs() []string {
	ids := make([]string, 1000)
	for i := range ids {
		ids[i] = fmt.Sprintf("pgm-%04d", i)
	}
	return ids
}
