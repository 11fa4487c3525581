// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator/fleet"
)

// setWithLink is an answer about one set, whose link is given as JSON.
func setWithLink(link string) string {
	return `{"RequestId":"R","TotalRecordCount":1,` +
		`"Items":{"Item":[{"CrossBackupId":7,"CrossBackupDownloadLink":` + link + `}]}}`
}

// What is no link is none. What a link says of its end is read from it.
func TestBackupSetDownload_link(t *testing.T) {
	t.Parallel()
	const host = "http://bucket.oss-cn-beijing.aliyuncs.com/file"
	for name, row := range map[string]struct {
		link   string // as JSON
		exists bool
		ends   time.Time
	}{
		"signature of version 1": {`"` + host + `?Expires=1760000000&Signature=s"`, true, time.Unix(1760000000, 0)},
		"signature of version 4": {
			`"` + host + `?x-oss-date=20260115T080000Z&x-oss-expires=3600&x-oss-signature=s"`, true,
			time.Date(2026, 1, 15, 9, 0, 0, 0, time.UTC),
		},
		"nothing about the end":  {`"` + host + `"`, true, time.Time{}},
		"an end that is no time": {`"` + host + `?Expires=soon"`, true, time.Time{}},
		"an end in a far year":   {`"` + host + `?Expires=999999999999999"`, true, time.Time{}},
		"a span that is none":    {`"` + host + `?x-oss-date=20260115T080000Z&x-oss-expires=-1"`, true, time.Time{}},
		"null":                   {`null`, false, time.Time{}},
		"the word null":          {`"null"`, false, time.Time{}},
		"empty":                  {`""`, false, time.Time{}},
		"a file":                 {`"file:///etc/passwd"`, false, time.Time{}},
		"no host":                {`"http:///file"`, false, time.Time{}},
		"a quote":                {`"` + host + `?Signature=s\" -o x"`, false, time.Time{}},
		"a new line":             {`"` + host + `\noutput=x"`, false, time.Time{}},
	} {
		client, _ := newClient(t, newFakeAPI(t, script(map[string][]reply{sets: {{body: setWithLink(row.link)}}})).URL)
		set, got, err := client.BackupSetDownload(t.Context(), home, "pgm-demo", "7")
		if err != nil || set == nil || set.ID != "7" {
			t.Fatalf("%s: %+v, %v", name, set, err)
		}
		if got.URL.Exists() != row.exists || !got.Expires.Equal(row.ends) || got.InternalURL.Exists() {
			t.Errorf("%s: there is a link is %t, it ends %s", name, got.URL.Exists(), got.Expires)
		}
	}
}

// An answer about another set, and a list that is not there, are no set.
func TestBackupSetDownload_refusesAnAnswer(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct{ body, code string }{
		"another set":    {strings.Replace(setWithLink(`""`), ":7", ":8", 1), "Client.OtherCopies"},
		"no total":       {`{"RequestId":"R","Items":{"Item":[]}}`, "Client.IncompleteList"},
		"a lost row":     {`{"RequestId":"R","TotalRecordCount":1,"Items":{"Item":[]}}`, "Client.IncompleteList"},
		"another region": {strings.Replace(setWithLink(`""`), `"R"`, `"R","RegionId":"cn-beijing"`, 1), "Client.OtherRegion"},
	} {
		client, _ := newClient(t, newFakeAPI(t, script(map[string][]reply{sets: {{body: row.body}}})).URL)
		set, _, err := client.BackupSetDownload(t.Context(), home, "pgm-demo", "7")
		if !hasCode(err, row.code) || set != nil {
			t.Errorf("%s: %v, %v, want %s", name, set, err, row.code)
		}
	}
	client, _ := newClient(t, newFakeAPI(t, script(nil)).URL)
	_, _, err := client.BackupSetDownload(t.Context(), home, "pgm-demo", "newest")
	if !hasCode(err, "Client.InvalidBackupSetID") {
		t.Errorf("an id in words: %v", err)
	}
	if _, _, err := client.LogBackupDownload(t.Context(), home, "pgm-demo", "-1"); !hasCode(err, "Client.InvalidRequest") {
		t.Errorf("a negative id: %v", err)
	}
}

// No way to print a link shows it.
func TestLink_isNeverPrinted(t *testing.T) {
	t.Parallel()
	client, _ := newEmulated(t)
	latest, _, err := client.LatestBackupSet(t.Context(), home, "pgm-console")
	if err != nil || latest == nil {
		t.Fatal(latest, err)
	}
	_, got, err := client.BackupSetDownload(t.Context(), home, "pgm-console", latest.ID)
	if err != nil || !strings.HasPrefix(got.URL.Reveal(), "http") {
		t.Fatal(got, err)
	}
	encoded, err := json.Marshal(got)
	texts := []string{string(encoded), fmt.Sprint(err), fmt.Sprint(got.URL), fmt.Sprint(&got.URL)}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%T"} {
		texts = append(texts, fmt.Sprintf(verb, got), fmt.Sprintf(verb, &got), fmt.Sprintf(verb, got.URL))
	}
	for _, text := range texts {
		if strings.Contains(text, "Signature") || strings.Contains(text, "aliyuncs") || strings.Contains(text, "68747470") {
			t.Errorf("shows the link: %s", text)
		}
	}
}

// TestLogBackupDownload counts the calls: a log is looked for from the newest day on.
func TestLogBackupDownload(t *testing.T) {
	t.Parallel()
	client, server := newEmulated(t)
	now := server.Fleet().Now()
	for name, row := range map[string]struct {
		age   time.Duration
		id    string
		calls int
		found bool
	}{
		"of the last day":    {age: 23 * time.Hour, calls: 1, found: true},
		"of now":             {age: 10 * time.Minute, calls: 3, found: true},
		"of the last week":   {age: 7*24*time.Hour + time.Hour, calls: 3 + 3, found: true},
		"the oldest":         {age: 40*24*time.Hour - time.Hour, calls: 3 + 21 + 1, found: true},
		"one that is gone":   {id: "1", calls: 3 + 21 + 93},
		"an id with zeros":   {id: "0001", calls: 3 + 21 + 93},
		"as large as can be": {id: "9223372036854775807", calls: 3 + 21 + 93},
	} {
		id := row.id
		if id == "" {
			files, err := server.Fleet().LogFiles(home, "pgm-console", fleet.LogQuery{Start: now.Add(-row.age)})
			if err != nil || len(files) == 0 {
				t.Fatal(name, err)
			}
			id = strconv.FormatInt(files[0].ID, 10)
		}
		server.ResetCalls()
		file, links, err := client.LogBackupDownload(t.Context(), home, "pgm-console", id)
		if err != nil || (file != nil) != row.found || links.URL.Exists() != row.found ||
			links.InternalURL.Exists() != row.found || links.Expires.IsZero() == row.found {
			t.Errorf("%s: %+v, %+v, %v", name, file, links, err)
		}
		if file != nil && (file.ID != id || file.DestinationRegion != "cn-beijing") {
			t.Errorf("%s: found %+v", name, file)
		}
		if calls := len(server.Calls(logs)); calls != row.calls {
			t.Errorf("%s: %d calls, want %d", name, calls, row.calls)
		}
	}
}

// A log is found although the local clock is wrong by years.
func TestLogBackupDownload_wrongClock(t *testing.T) {
	t.Parallel()
	const years = 9 * 365 * 24 * time.Hour
	for name, off := range map[string]time.Duration{"behind": -years, "ahead": years} {
		_, server := newEmulated(t)
		client, err := rds.New(rds.Config{
			Credentials: rds.StaticCredentials(rds.Credentials{AccessKeyID: "emulator-key", AccessKeySecret: "emulator-secret"}),
			RDSEndpoint: server.URL(),
			Clock:       rds.Clock{Now: func() time.Time { return server.Fleet().Now().Add(off) }},
		})
		if err != nil {
			t.Fatal(err)
		}
		files, err := server.Fleet().LogFiles(home, "pgm-console", fleet.LogQuery{})
		if err != nil {
			t.Fatal(err)
		}
		newest := strconv.FormatInt(files[len(files)-1].ID, 10)
		if file, _, err := client.LogBackupDownload(t.Context(), home, "pgm-console", newest); err != nil || file == nil {
			t.Errorf("%s: %v, %v", name, file, err)
		}
	}
}

func hasCode(err error, code string) bool {
	var failed *rds.Error
	return errors.As(err, &failed) && failed.Code == code
}
