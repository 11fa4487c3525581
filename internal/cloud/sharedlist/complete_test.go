// SPDX-License-Identifier: MPL-2.0

package sharedlist_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/sharedlist"
)

// rawRow is a transport that answers each call with a list of one row.
type rawRow string

func (r rawRow) RoundTrip(request *http.Request) (*http.Response, error) {
	body := `{"RequestId":"7463B73D-35CC-4D19-A010-6B8D65D242EF","TotalRecords":1,"Items":{"Item":[` + string(r) + `]}}`
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), Request: request}, nil
}

// What a row lacks in the bytes of an answer must not read as "off", or as whatever the state has.
func TestComplete_ofWhatTheAPISends(t *testing.T) {
	t.Parallel()
	fields := map[string]string{
		"DBInstanceId": "pgm-demo", "DBInstanceStatus": "Running", "LockMode": "Unlock", "BackupEnabled": "Enable", "BackupEnabledTime": "2026-02-01T08:00:00Z",
		"LogBackupEnabled": "Enable", "LogBackupEnabledTime": "2026-02-01T08:00:00Z", "CrossBackupRegion": "cn-shanghai", "Retention": "30",
	}
	off := []string{"BackupEnabled", "Disabled", "LogBackupEnabled", "Disabled"}
	released := append([]string{"DBInstanceStatus", "Released", "LockMode", "Released"}, off...)
	for name, tt := range map[string]struct {
		edits   []string // names and values
		lacks   []string // one at a time; each makes it incomplete
		mayLack []string
	}{
		"on": {
			lacks: []string{"DBInstanceStatus", "BackupEnabled", "BackupEnabledTime", "LogBackupEnabled", "LogBackupEnabledTime", "CrossBackupRegion", "Retention"},
		},
		"off": {
			edits: off, lacks: []string{"DBInstanceStatus", "BackupEnabled", "LogBackupEnabled", "CrossBackupRegion", "Retention"},
			mayLack: []string{"BackupEnabledTime", "LogBackupEnabledTime"},
		},
		"released": {
			edits: released, lacks: []string{"BackupEnabled", "LogBackupEnabled", "CrossBackupRegion", "Retention"}, mayLack: []string{"LockMode"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			complete := func(lack string) bool {
				var parts []string
				for field, value := range fields {
					for i := 0; i < len(tt.edits); i += 2 {
						if tt.edits[i] == field {
							value = tt.edits[i+1]
						}
					}
					if field != lack {
						parts = append(parts, `"`+field+`":"`+value+`"`)
					}
				}
				client, err := rds.New(rds.Config{
					Credentials: rds.StaticCredentials(rds.Credentials{AccessKeyID: "id", AccessKeySecret: "secret"}),
					Transport:   rawRow("{" + strings.Join(parts, ",") + "}"),
				})
				if err != nil {
					t.Fatal(err)
				}
				rows, _, err := client.PolicyPage(t.Context(), home, 1, "pgm-demo")
				if err != nil || len(rows) != 1 {
					t.Fatalf("got %+v, %v", rows, err)
				}
				return sharedlist.Complete(rows[0])
			}
			for _, lack := range append(tt.mayLack, "") {
				if !complete(lack) {
					t.Errorf("without %q it is not complete", lack)
				}
			}
			for _, lack := range tt.lacks {
				if complete(lack) {
					t.Errorf("without %q it is complete", lack)
				}
			}
		})
	}
}
