// SPDX-License-Identifier: MPL-2.0

package message_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/apicode"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
)

// Pipelines look for the codes, and the page prints every row.
func TestAll(t *testing.T) {
	t.Parallel()
	wellFormed := regexp.MustCompile(`^[A-Z][A-Z0-9]+(_[A-Z0-9]+)*$`)
	seen := map[string]bool{}
	for _, m := range message.All() {
		switch {
		case !wellFormed.MatchString(m.Code):
			t.Errorf("%q is not a code", m.Code)
		case seen[m.Code]:
			t.Errorf("%s stands twice", m.Code)
		case m.Headline == "" || strings.HasSuffix(m.Headline, "."):
			t.Errorf("%s: the headline %q is not one", m.Code, m.Headline)
		case m.Loss && m.Shared == "":
			t.Errorf("%s: the instances of a fleet have no headline to share", m.Code)
		case !strings.HasSuffix(m.Cause, ".") || !strings.HasSuffix(m.Remedy, "."):
			t.Errorf("%s: cause and remedy are sentences, not %q and %q", m.Code, m.Cause, m.Remedy)
		}
		seen[m.Code] = true
	}
}

func TestMessage(t *testing.T) {
	t.Parallel()
	m := message.InvalidValue
	got := m.Error(path.Root("status"), "status takes A or B.", "status")
	want := diag.NewAttributeErrorDiagnostic(path.Root("status"),
		"Invalid value of status", "status takes A or B. (INVALID_VALUE)")
	if !got.Equal(want) {
		t.Errorf("got %v, want %v", got, want)
	}
	whole := m.Warning(path.Empty(), "  import {\n  }", "{argument}")
	want2 := diag.NewWarningDiagnostic("Invalid value of {argument}", "  import {\n  }\n\n(INVALID_VALUE)")
	if !whole.Equal(want2) {
		t.Errorf("got %v, want %v", whole, want2)
	}
	if of, ok := message.Of(got); !ok || of.Code != m.Code {
		t.Errorf("the row of %v is %v, %t", got, of, ok)
	}
	if of, ok := message.Of(diag.NewErrorDiagnostic("", "Not ours (RDS).")); ok {
		t.Errorf("found a row of another's diagnostic: %v", of)
	}
}

// A kind without a row of its own would be read as "Operation failed".
func TestOfKind_everyRowOfTheAPI(t *testing.T) {
	t.Parallel()
	kinds := []apicode.Kind{apicode.KindUnknownCode}
	for _, row := range apicode.Rows() {
		kinds = append(kinds, row.Kind)
	}
	for _, kind := range kinds {
		if got := message.OfKind(kind); got.Code != string(kind) {
			t.Errorf("kind %q is told as %s", kind, got.Code)
		}
	}
}
