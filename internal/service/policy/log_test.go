// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
)

// Whoever follows a run at INFO reads what takes time and nothing else: a policy that does as it is told has no line at all.
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
			walk := func() *walk { return newWalk(t, s, nil).within(ctx) }
			before, after := settings("pgm-demo", "cn-shanghai", 30, more), settings("pgm-demo", "cn-shanghai", 60, more)
			if said := walk().validate(before); len(said) > 0 {
				t.Fatal(said)
			}
			created := walk().apply(answer{}, before, walk().plan(answer{}, before))
			read := walk().read(created)
			updated := walk().apply(read, after, walk().plan(read, after))
			deleted := walk().apply(updated, nil, walk().plan(updated, nil))
			if said := slices.Concat(created.texts, read.texts, updated.texts, deleted.texts); len(failures(said)) > 0 {
				t.Fatal(said)
			}
			lines, err := tflogtest.MultilineJSONDecode(&output)
			if err != nil {
				t.Fatal(err)
			}
			for _, line := range lines {
				if level := line["@level"]; level != "trace" && level != "debug" {
					t.Errorf("%v", line)
				}
			}
		})
	}
}
