// SPDX-License-Identifier: MPL-2.0

package emulator_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
)

// A link to a copy works until it ends, and as it was given.
func TestDownload(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	rows := newCaller(t, s).sets("pgm-console")
	link := rows.text("Items", "Item", 0, "CrossBackupDownloadLink")
	file := rows.text("Items", "Item", 0, "CrossBackupSetFile")
	if !strings.HasPrefix(link, s.URL()) || !strings.Contains(link, "rdsddrbak-cn-beijing.oss-cn-beijing.aliyuncs.com") {
		t.Fatalf("the link is %s", link)
	}
	bare, _, _ := strings.Cut(link, "?")
	for name, row := range map[string]struct {
		method, link string
		status       int
		says         string
	}{
		"as given":          {http.MethodGet, link, http.StatusOK, file},
		"the head":          {http.MethodHead, link, http.StatusOK, ""},
		"without signature": {http.MethodGet, bare, http.StatusForbidden, "AccessDenied"},
		"another signature": {
			http.MethodGet, strings.Replace(link, "Signature=", "Signature=x", 1), http.StatusForbidden, "SignatureDoesNotMatch",
		},
		"half of it":     {http.MethodGet, bare + "?Signature=x", http.StatusForbidden, "not complete"},
		"to write there": {http.MethodPut, link, http.StatusMethodNotAllowed, "MethodNotAllowed"},
	} {
		if got := download(t, row.method, row.link); got.status != row.status || !strings.Contains(got.text, row.says) {
			t.Errorf("%s: %+v", name, got)
		}
	}
	s.Fleet().Advance(2*time.Hour - time.Minute)
	if got := download(t, http.MethodGet, link); got.status != http.StatusOK {
		t.Errorf("nearly ended: %+v", got)
	}
	s.Fleet().Advance(time.Minute)
	if got := download(t, http.MethodGet, link); got.status != http.StatusForbidden ||
		!strings.Contains(got.text, "Request has expired.") {
		t.Errorf("ended: %+v", got)
	}
}

type downloaded struct {
	status int
	text   string
}

func download(t *testing.T, method, link string) downloaded {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, link, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return downloaded{response.StatusCode, string(content)}
}
