// SPDX-License-Identifier: MPL-2.0

package eligibility

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
)

// FuzzVersion checks that every number is read as it is written, that what follows the second number does not count,
// and that versions have one order.
func FuzzVersion(f *testing.F) {
	for i, text := range []string{
		"16.0", "10", "9.4", "5.7.44", "8.0", "2019_std_ha", "", ".", "0", "0.5", "-1", "+1", "1.-1", "16.x",
		"99999999999999999999", "1e3", " 16",
	} {
		f.Add(text, uint16(i), uint16(100-i))
	}
	f.Fuzz(func(t *testing.T, text string, major, minor uint16) {
		want := version{int(major) + 1, int(minor)}
		written := fmt.Sprintf("%d.%d", want.major, want.minor)
		if got, ok := parseVersion(written); !ok || got != want {
			t.Errorf("%s is read as %v, %t", written, got, ok)
		}
		got, ok := parseVersion(text)
		if !ok {
			if got != (version{}) {
				t.Errorf("%q is refused and read as %v", text, got)
			}
			return
		}
		if got.major <= 0 || got.minor < 0 || !strings.Contains(text, strconv.Itoa(got.major)) {
			t.Errorf("%q is read as %v", text, got)
		}
		if got.compare(want) != -want.compare(got) || (got.compare(want) == 0) != (got == want) {
			t.Errorf("%v and %v have no order: %d, %d", got, want, got.compare(want), want.compare(got))
		}
		if longer, ok := parseVersion(text + ".7"); strings.Contains(text, ".") && (!ok || longer != got) {
			t.Errorf("%q is read as %v, and %q as %v", text, got, text+".7", longer)
		}
	})
}
