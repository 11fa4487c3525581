// SPDX-License-Identifier: MPL-2.0

package seedschema

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const root = "../../.."

func TestWrite_fileIsUpToDate(t *testing.T) {
	t.Parallel()
	want, err := Write(root)
	if err != nil {
		t.Fatal(err)
	}
	have, err := os.ReadFile(filepath.Join(root, "internal/emulator/seed.schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(have, want) {
		t.Error("internal/emulator/seed.schema.json is out of date: run \"make docs\" and commit the result")
	}
}

// Each field is described by the comment in the source, in the names of the file.
func TestWrite_describesFields(t *testing.T) {
	t.Parallel()
	text, err := Write(root)
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		Definitions map[string]struct {
			Required   []string
			Properties map[string]struct {
				Description      string
				Enum             []string
				Minimum, Maximum int
			}
		} `json:"$defs"`
		Properties map[string]struct {
			Properties map[string]struct{ Enum []string }
		}
	}
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	instance, policy := schema.Definitions["Instance"], schema.Definitions["Policy"]
	if got := instance.Properties["account_id"].Description; !strings.HasPrefix(got, "account_id owns the instance") {
		t.Errorf("account_id: %q", got)
	}
	if got := strings.Join(instance.Required, " "); got != "id region engine engine_version" {
		t.Errorf("required: %s", got)
	}
	if days := policy.Properties["retention_days"]; days.Minimum != 7 || days.Maximum != 1825 {
		t.Errorf("retention_days: %+v", days)
	}
	if got := schema.Properties["guesses"].Properties["default-format"].Enum; len(got) != 2 {
		t.Errorf("default-format: %v", got)
	}
}
