// SPDX-License-Identifier: MPL-2.0

package backupsets

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
)

func at(t *testing.T, text string) time.Time {
	t.Helper()
	parsed, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

func TestNewSetModel_emptyIsNull(t *testing.T) {
	t.Parallel()
	got := newSetModel(rds.BackupSet{ID: "1"}, details{downloadURLs: true})
	want := setModel{ID: types.StringValue("1"), SizeBytes: types.Int64Value(0), RestoreRegions: []types.String{}}
	want.DestinationRegion, want.FileName = types.StringNull(), types.StringNull()
	want.StorageLocation = types.StringNull()
	null := timetypes.NewRFC3339Null()
	want.StartTime, want.EndTime, want.ConsistentTime, want.ExpectedExpireTime = null, null, null, null
	want.RecoveryBeginTime, want.RecoveryEndTime = null, null
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestNewSetModel_full(t *testing.T) {
	t.Parallel()
	shanghai := time.FixedZone("", 8*60*60)
	set := rds.BackupSet{
		ID:                "14377",
		DestinationRegion: "cn-shanghai",
		FileName:          "cn-hangzhou_pgm-1_hins1_data_20260101000000_qp.xb",
		StorageLocation:   "oss",
		SizeBytes:         5312836,
		Type:              "FULL",
		Method:            "PHYSICAL",
		Scope:             "INSTANCE",
		Status:            "SUCCESS",
		StartTime: at(
			t,
			"2026-01-01T08:00:00+08:00",
		).In(
			shanghai,
		),
		EndTime:        at(t, "2026-01-01T00:10:00Z"),
		ConsistentTime: at(t, "2026-01-01T00:00:46Z"),
		HostInstanceID: "8161055",
		Engine:         "PostgreSQL",
		EngineVersion:  "16.0",
		Category:       "HighAvailability",
		StorageType:    "cloud_essd",
		RestoreRegions: []string{"cn-shanghai", "cn-beijing"},
		DownloadURL:    "https://secret",
	}
	windows := map[string]recoveryWindow{
		"14377": {begin: at(t, "2026-01-01T00:01:00Z"), end: at(t, "2026-01-02T00:00:00Z")},
	}
	got := newSetModel(set, details{retentionDays: 30, windows: windows})
	for name, row := range map[string]struct{ got, want string }{
		"start_time":           {got.StartTime.ValueString(), "2026-01-01T00:00:00Z"},
		"end_time":             {got.EndTime.ValueString(), "2026-01-01T00:10:00Z"},
		"consistent_time":      {got.ConsistentTime.ValueString(), "2026-01-01T00:00:46Z"},
		"expected_expire_time": {got.ExpectedExpireTime.ValueString(), "2026-01-31T00:10:00Z"},
		"recovery_begin_time":  {got.RecoveryBeginTime.ValueString(), "2026-01-01T00:01:00Z"},
		"recovery_end_time":    {got.RecoveryEndTime.ValueString(), "2026-01-02T00:00:00Z"},
		"category":             {got.Category.ValueString(), "HighAvailability"},
		"restore_regions": {
			got.RestoreRegions[0].ValueString() + " " + got.RestoreRegions[1].ValueString(), "cn-beijing cn-shanghai",
		},
	} {
		if row.got != row.want {
			t.Errorf("%s = %q, want %q", name, row.got, row.want)
		}
	}
	if !got.DownloadURL.IsNull() {
		t.Error("download_url is set without include_download_urls")
	}
	if got := newSetModel(set, details{downloadURLs: true}).DownloadURL.ValueString(); got != "https://secret" {
		t.Errorf("download_url = %q with include_download_urls", got)
	}
	if set.RestoreRegions[0] != "cn-shanghai" {
		t.Error("sorting changed the client's value")
	}
}

func TestModel_fillNothing(t *testing.T) {
	t.Parallel()
	var m model
	m.fill(choose(nil, "", types.Int64Null()), details{})
	if m.BackupSets == nil || len(m.BackupSets) != 0 || m.IDs == nil || len(m.IDs) != 0 || m.Latest != nil {
		t.Errorf("sets %v, ids %v, latest %v", m.BackupSets, m.IDs, m.Latest)
	}
	if m.TotalCount != types.Int64Value(0) || m.TotalSizeBytes != types.Int64Value(0) {
		t.Errorf("totals %s, %s", m.TotalCount, m.TotalSizeBytes)
	}
}

func TestWindow_validate(t *testing.T) {
	t.Parallel()
	early, late := types.StringValue("2026-01-01T00:00:00Z"), types.StringValue("2026-01-02T00:00:00Z")
	null, unknown, wrong := types.StringNull(), types.StringUnknown(), types.StringValue("yesterday")
	for name, row := range map[string]struct {
		w         window
		attribute string // of the error; "" = none
		detail    string
	}{
		"in order": {window{early, late}, "", ""},
		"backward": {window{late, early}, "end_time", "is not after start_time"},
		"equal":    {window{early, early}, "end_time", "is not after start_time"},
		"equal instants in two zones": {
			window{early, types.StringValue("2026-01-01T08:00:00+08:00")}, "end_time", "is not after start_time",
		},
		"order across zones": {window{types.StringValue("2026-01-01T09:00:00+08:00"), late}, "", ""},
		"start alone":        {window{early, null}, "", ""},
		"end alone":          {window{null, late}, "", ""},
		"neither":            {window{null, null}, "", ""},
		"not known yet":      {window{unknown, early}, "", ""},
		"malformed start":    {window{wrong, late}, "start_time", `"yesterday", which is not an RFC 3339 time`},
		"malformed end":      {window{null, wrong}, "end_time", `"yesterday", which is not an RFC 3339 time`},
		"no seconds": {
			window{types.StringValue("2026-01-01T00:00Z"), null}, "start_time", "not an RFC 3339 time",
		},
		"empty text": {window{types.StringValue(""), null}, "start_time", "not an RFC 3339 time"},
	} {
		diags := row.w.validate()
		if row.attribute == "" {
			if len(diags) != 0 {
				t.Errorf("%s: %v", name, diags)
			}
			continue
		}
		if len(diags) != 1 {
			t.Errorf("%s: %d diagnostics: %v", name, len(diags), diags)
			continue
		}
		onAttribute, ok := diags[0].(diag.DiagnosticWithPath)
		if !ok || !onAttribute.Path().Equal(path.Root(row.attribute)) || !strings.Contains(diags[0].Detail(), row.detail) {
			t.Errorf("%s: %v", name, diags)
		}
	}
}

func TestModel_query(t *testing.T) {
	t.Parallel()
	m := model{
		InstanceID: types.StringValue(
			"pgm-1",
		),
		DestinationRegion: types.StringValue("cn-shanghai"),
		BackupSetID:       types.StringValue("14377"),
		StartTime:         types.StringValue("2026-01-01T08:00:00+08:00"),
		EndTime:           types.StringNull(),
	}
	got, diags := m.query("cn-hangzhou")
	if diags.HasError() {
		t.Fatal(diags)
	}
	want := rds.BackupSetQuery{
		Region:            "cn-hangzhou",
		InstanceID:        "pgm-1",
		DestinationRegion: "cn-shanghai",
		SetID:             "14377",
		Start:             at(t, "2026-01-01T00:00:00Z"),
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}
