// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestErrors_everyRowIsComplete(t *testing.T) {
	t.Parallel()
	for code, row := range errorTable {
		if row.status < 400 || row.message == "" {
			t.Errorf("%s has status %d and message %q", code, row.status, row.message)
		}
	}
}

func TestActions_everyRowIsComplete(t *testing.T) {
	t.Parallel()
	for version, actions := range actionTable() {
		for name, row := range actions {
			if row.handle == nil || products[version].name == "" || name != row.name {
				t.Errorf("%s %s is not complete", version, name)
			}
			codes := []string{row.rules.missing, row.rules.invalid}
			for _, param := range row.params {
				if param.code != "" {
					codes = append(codes, param.code)
				}
			}
			for _, code := range codes {
				if _, ok := errorTable[code]; !ok {
					t.Errorf("%s answers %q, which is not in the error table", name, code)
				}
			}
		}
	}
}

// TestPanic_isAnsweredAndReported breaks the server on purpose.
func TestPanic_isAnsweredAndReported(t *testing.T) {
	t.Parallel()
	s, err := New()
	if err != nil {
		t.Fatal(err)
	}
	s.actions[versionSTS]["Broken"] = action{
		unsigned: true, handle: func(*call) (any, error) { return nil, errors.New("no code") },
	}
	recorder := httptest.NewRecorder()
	s.ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, "/?Action=Broken&Version=2015-04-01&Format=JSON", nil))
	if recorder.Code != http.StatusInternalServerError ||
		!strings.Contains(recorder.Body.String(), `"Code":"InternalError"`) {
		t.Errorf("got %d %s", recorder.Code, recorder.Body)
	}
	if found := s.Violations(); len(found) != 1 || !strings.Contains(found[0], "no code") {
		t.Errorf("got %v, want the mistake", found)
	}
}

func TestRecord_dropsTheOldestCallsAndCountsThem(t *testing.T) {
	t.Parallel()
	var book callRecord
	for range maxCalls + 1 {
		book.begin(Call{})
	}
	kept, dropped := len(book.list()), book.droppedCalls()
	if kept > maxCalls || kept < maxCalls/2 || kept+dropped != maxCalls+1 {
		t.Errorf("kept %d calls, dropped %d", kept, dropped)
	}
	book.clear()
	if dropped := book.droppedCalls(); dropped != 0 {
		t.Errorf("%d calls are dropped of none", dropped)
	}
}

// TestACS3_documentedExample holds the recipe to the worked example of the vendor's documentation.
func TestACS3_documentedExample(t *testing.T) {
	t.Parallel()
	request := httptest.NewRequest(http.MethodPost,
		"https://ecs.cn-shanghai.aliyuncs.com/?RegionId=cn-shanghai&"+
			"ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd", nil)
	empty := hexSHA256(nil)
	for name, value := range map[string]string{
		"x-acs-action": "RunInstances", "x-acs-content-sha256": empty, "x-acs-date": "2023-10-26T10:22:32Z",
		"x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d", "x-acs-version": "2014-05-26",
	} {
		request.Header.Set(name, value)
	}
	signed := "host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version"
	mac := hmac.New(sha256.New, []byte("YourAccessKeySecret"))
	mac.Write([]byte(acs3Algorithm + "\n" + hexSHA256([]byte(canonicalRequest(request, signed, empty)))))
	const want = "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
	if got := hex.EncodeToString(mac.Sum(nil)); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
