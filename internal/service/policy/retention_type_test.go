// SPDX-License-Identifier: MPL-2.0

package policy_test

import (
	"math/big"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// Parts of a day are refused once, on the attribute, in words of this provider.
func TestValidate_retentionIsAWholeNumber(t *testing.T) {
	t.Parallel()
	s := emulator.Start(t)
	for days, want := range map[string]string{
		"30": "", "3e1": "", "30.5": "retention_days is 30.5. It takes a whole number from 7 to 1825.",
		"-7.25": "retention_days is -7.25. It", "1e30": "retention_days is 1e+30. It",
		"6": "retention_days is 6. It takes a whole number from 7 to 1825.",
	} {
		value, _, err := big.ParseFloat(days, 10, 512, big.ToNearestEven)
		if err != nil {
			t.Fatal(err)
		}
		said := testkit.NewSession(
			t,
			s,
			nil,
		).Validate(
			settings("pgm-demo", "cn-shanghai", 0, attributes{"retention_days": value}),
		)
		switch {
		case want == "" && len(said) == 0:
		case want != "" && len(said) == 1 && strings.HasPrefix(said[0].String(), "error on retention_days: ") &&
			strings.Contains(said[0].String(), want):
		default:
			t.Errorf("%s: said %q, want one text with %q", days, said, want)
		}
	}
	half := settings(
		"pgm-demo",
		"cn-shanghai",
		0,
		attributes{"retention_days": big.NewFloat(30.5)},
	) // known in the plan alone
	planned := testkit.NewSession(t, s, nil).Plan(result{}, half)
	if said := planned.Said.Errors().Texts(); len(said) != 1 || !strings.Contains(said[0], "It takes a whole number") {
		t.Errorf("the plan said %q", planned.Said.Texts())
	}
	requireWrites(t, s)
}
