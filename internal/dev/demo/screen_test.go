// SPDX-License-Identifier: MPL-2.0

package main

import "testing"

func TestTidy_leavesOutWhatACLIExplainsAboutItself(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ output, want string }{
		"legend": {
			"x: Refreshing state...\n\nTerraform used the selected providers to generate the following execution\nplan. Resource actions are indicated with the following symbols:\n  + create\n\n" +
				"Terraform will perform the following actions:\n\n  # x will be created\n",
			"x: Refreshing state...\n\n  # x will be created\n",
		},
		"no changes": {
			"No changes. Your infrastructure matches the configuration.\n\nOpenTofu has compared your real infrastructure against your configuration and\nfound no differences, so no changes are needed.\n",
			"No changes. Your infrastructure matches the configuration.\n",
		},
		"advice on saved plans": {
			"Plan: 1 to add, 0 to change, 0 to destroy.\n\n─────────────────────\n\nNote: You didn't use the -out option to save this plan, so Terraform can't\nguarantee to take exactly these actions if you run \"terraform apply\" now.\n",
			"Plan: 1 to add, 0 to change, 0 to destroy.\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := tidy(test.output); got != test.want {
				t.Errorf("got %q\nwant %q", got, test.want)
			}
		})
	}
}

func TestSetsTable(t *testing.T) {
	t.Parallel()
	const sets = `[{"id": "2", "region": "cn-beijing", "type": "FULL", "method": "PHYSICAL", "status": "SUCCESS", "bytes": 1073741824,
		"restore": "2026-06-02T01:02:03Z", "expire": "2026-07-02T00:00:00Z"}]`
	const want = "ID   REGION       TYPE   METHOD     STATUS    SIZE      RESTORES TO (UTC)   EXPIRES ABOUT\n" +
		"2    cn-beijing   FULL   PHYSICAL   SUCCESS   1.00 GB   2026-06-02 01:02    2026-07-02\n"
	got, err := setsTable(sets, "cn-beijing")
	if err != nil || got != want {
		t.Errorf("got %v and\n%s\nwant\n%s", err, got, want)
	}
	if _, err := setsTable(sets, "cn-beijing", "cn-shanghai"); err == nil {
		t.Error("a region without a set is not noticed")
	}
}
