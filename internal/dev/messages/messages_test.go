// SPDX-License-Identifier: MPL-2.0

package messages

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/apicode"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
)

func written(t *testing.T, rows []message.Message) []string {
	t.Helper()
	var text strings.Builder
	if err := write(&text, rows); err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(text.String(), strings.TrimSpace(part))
	if len(parts) != 7 { // the templates take the five between the first and the last mark
		t.Fatalf("the template finds %d parts", len(parts)-2)
	}
	return parts
}

// A row is found by its code, by its headline and by the headline that it shares.
func TestWrite_rows(t *testing.T) {
	t.Parallel()
	parts := written(t, []message.Message{
		{Code: "OTHER", Headline: "Other of {instance}", Cause: "Cause of it.", Remedy: "Remedy of it."},
		{Code: "LOST", Headline: "Check", Shared: "One more is lost", Cause: "Because.", Remedy: "Do.", Loss: true},
		{Code: "ENGINE_UNKNOWN", Headline: "Check", Cause: "Because.", Remedy: "Do."},
	})
	const lost = `
<a id="LOST"></a>
### LOST

**Check**

Further instances of a run: **One more is lost**

- Cause: Because.
- Remedy: Do.

`
	if parts[1] != lost+"\n" {
		t.Errorf("the losses are %q", parts[1])
	}
	const others = `
<a id="ENGINE_UNKNOWN"></a>
### ENGINE_UNKNOWN

**Check**

- Cause: Because.
- Remedy: Do.
- ` + "`ignore_checks`" + ` takes this code.

<a id="OTHER"></a>
### OTHER

**Other of {instance}**

- Cause: Cause of it.
- Remedy: Remedy of it.

`
	if parts[2] != others+"\n" {
		t.Errorf("the others are %q", parts[2])
	}
	const index = `
| headline | code |
|---|---|
| Check | ['ENGINE_UNKNOWN'](#ENGINE_UNKNOWN), ['LOST'](#LOST) |
| One more is lost | ['LOST'](#LOST) |
| Other of {instance} | ['OTHER'](#OTHER) |
`
	if parts[4] != strings.ReplaceAll(index, "'", "`")+"\n" {
		t.Errorf("the index is %q", parts[4])
	}
}

// A pipeline stops on every loss and on nothing else. The line is broken where it is long.
func TestWrite_lossCodes(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("X", 97)
	parts := written(t, []message.Message{
		{Code: "A_LOSS", Loss: true}, {Code: "B"}, {Code: "C_LOSS", Loss: true}, {Code: long, Loss: true},
	})
	if want := "\nA_LOSS C_LOSS\n  " + long + "\n"; parts[5] != want {
		t.Errorf("the codes are %q, want %q", parts[5], want)
	}
}

// Each row of the table of API codes is on the page, as what a user reads.
func TestWrite_apiCodes(t *testing.T) {
	t.Parallel()
	codes := written(t, nil)[3]
	if open := regexp.MustCompile(`\{\w+\}`).FindAllString(codes, -1); open != nil {
		t.Errorf("nobody filled in %v", slices.Compact(open))
	}
	for _, row := range apicode.Rows() {
		if !strings.Contains(codes, "- Codes: `"+strings.Join(row.Codes, "`, `")+"`") {
			t.Errorf("the codes %v are missing", row.Codes)
		}
	}
}
