// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// A run at INFO logs what takes time and nothing else: a policy without problems has no line.
func TestLog_saysNothingAtInfoOfAPolicyThatDoesAsItIsTold(t *testing.T) {
	t.Parallel()
	for name, more := range map[string]attributes{
		"no timeouts":  nil,
		"one of four":  {"timeouts": attributes{"create": "10m"}},
		"all timeouts": {"timeouts": attributes{"create": "10m", "read": "1m", "update": "10m", "delete": "10m"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var output bytes.Buffer
			s := emulator.Start(t)
			ctx := tflogtest.RootLogger(t.Context(), &output)
			walk := func() *testkit.Session { return testkit.NewSession(t, s, nil).Within(ctx) }
			before, after := settings("pgm-demo", "cn-shanghai", 30, more), settings("pgm-demo", "cn-shanghai", 60, more)
			if said := walk().Validate(before); len(said) > 0 {
				t.Fatal(said)
			}
			created := walk().Apply(result{}, before, walk().Plan(result{}, before))
			read := walk().Read(created)
			updated := walk().Apply(read, after, walk().Plan(read, after))
			deleted := walk().Apply(updated, nil, walk().Plan(updated, nil))
			if said := slices.Concat(created.Said, read.Said, updated.Said, deleted.Said); said.Failed() {
				t.Fatal(said)
			}
			lines, err := tflogtest.MultilineJSONDecode(&output)
			if err != nil {
				t.Fatal(err)
			}
			for _, line := range lines {
				if said, _ := line["@message"].(string); strings.HasSuffix(said, "using provided default") {
					continue // of the library that reads the timeouts block
				}
				if level := line["@level"]; level != "trace" && level != "debug" {
					t.Errorf("%v", line)
				}
			}
		})
	}
}
